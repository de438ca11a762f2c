//! What a session's actions gave so far: `results`, `errors`.

use super::show::beginning;
use crate::error::Error;
use crate::session::{ActionResult, Session, SessionError};

impl Session {
    /// What the HTTP requests and WebSocket receives of this session gave so far, while results
    /// are printed: by `--print-results`, the key `print_results` or
    /// [`RunOptions::print_results`](crate::RunOptions::print_results). Nothing otherwise.
    ///
    /// Of each it is the body or message as text, up to the first 1,000 characters. The last 100
    /// are kept, among them those of scenarios that run inside, and those of children that have
    /// ended.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn browses(session: &mut Session) -> Result {
    ///     session.spawn("news", async |session| session.get("/news").await);
    ///     session.join("news").await?;
    ///     for result in session.results() {
    ///         log_info!(session, "{}: {}", result.action, result.text); // get(/news): ..
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn results(&self) -> Vec<ActionResult> {
        self.kept.as_deref().map_or_else(Vec::new, |kept| kept.results())
    }

    /// What went wrong in this session so far, caught or not, while results are printed; see
    /// [`results`](Self::results). The last 100 are kept.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.repeat(10, async |session| session.get("/news").expect_status(200).await).await?;
    ///     if let Some(last) = session.errors().last() {
    ///         log_warn!(session, "{}: {}", last.kind, last.message);
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn errors(&self) -> Vec<SessionError> {
        self.kept.as_deref().map_or_else(Vec::new, |kept| kept.errors())
    }

    /// Keeps what an action gave, if results are kept in this run.
    pub(super) fn keep_result(&self, action: impl FnOnce() -> String, given: &[u8]) {
        if let Some(kept) = &self.kept {
            kept.result(ActionResult { action: action(), text: beginning(given) });
        }
    }

    /// Keeps an error that has been counted under this message.
    pub(super) fn keep_error(&self, error: &Error, message: String) {
        if let Some(kept) = &self.kept {
            kept.error(SessionError { kind: error.kind(), message });
        }
    }
}
