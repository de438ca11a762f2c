//! Rows of data: `feed`.

use std::sync::Arc;

use crate::error::Result;
use crate::event::Event;
use crate::feed::FeedError;
use crate::session::{Session, StopLevel};

impl Session {
    /// The next row of a feed of the load test, by its name and the type of its rows: a user to log
    /// in as, an order to place. How rows are dealt is said by [`Feed`](crate::Feed).
    ///
    /// ```
    /// use chaperon::prelude::*;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct User {
    ///     name: String,
    ///     password: String,
    /// }
    ///
    /// #[scenario]
    /// async fn log_in(session: &mut Session) -> Result {
    ///     let user = session.feed::<User>("users").await?;
    ///     session.get("/account").basic_auth(&user.name, &user.password).await?;
    ///     Ok(())
    /// }
    ///
    /// load_test! {
    ///     Logins {
    ///         default_config: { base_url: "http://localhost:5000" },
    ///         feeds: { users: csv("users.csv") as User },
    ///         scenarios: [100 * log_in],
    ///     }
    /// }
    /// ```
    ///
    /// Each call takes a row. A row of a feed that is [`unique`](crate::Feed::unique) stays this
    /// session's until it ends, and that of a child task the child's.
    ///
    /// # Errors
    /// [`ErrorKind::FeedDry`](crate::ErrorKind::FeedDry) when there is none left, and
    /// [`ErrorKind::Feed`](crate::ErrorKind::Feed) when there is no such feed, or its rows are of
    /// another type. With [`stop`](crate::Feed::stop), the last row is followed by
    /// [`ErrorKind::Interrupted`](crate::ErrorKind::Interrupted).
    pub async fn feed<T: Send + Sync + 'static>(&mut self, name: &str) -> Result<Arc<T>> {
        match self.core.feeds.take(name) {
            Ok((row, held)) => {
                self.held_rows.extend(held);
                Ok(row)
            }
            Err(error) => {
                if let FeedError::Stops { feed, .. } = &error {
                    self.core.tell(Event::FeedDry { feed: feed.clone() });
                    self.core.stop.raise(StopLevel::Round);
                }
                Err(self.note_error(error.into_error()))
            }
        }
    }
}
