//! What belongs together: `group`.

use std::borrow::Cow;

use crate::error::Result;
use crate::metrics::{NameRef, ScopeId};
use crate::session::Session;
use crate::time::now;

impl Session {
    /// Runs `f` under a label: what it records, its child tasks and nested scenarios too, has rows
    /// of its own, shown as `label > get(/path)`.
    ///
    /// How long it took is recorded under the label itself, as by [`time`](Self::time). A group
    /// within a group is labelled `outer > inner`. Errors belong to the scenario.
    ///
    /// # Errors
    /// Those of `f`; what was measured until then is recorded.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn shop(session: &mut Session) -> Result {
    ///     session.get("/").await?;
    ///     session
    ///         .group("checkout", async |session| {
    ///             session.get("/cart").await?;
    ///             session.post("/orders").json(json!({ "pay": "cash" })).await
    ///         })
    ///         .await?;
    ///     Ok(())
    /// }
    /// ```
    pub async fn group<T, F>(&mut self, name: impl Into<Cow<'static, str>>, f: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Session) -> Result<T>,
    {
        let name = name.into();
        let start = now();
        let inside = Inside::enter(self, &name);
        let outcome = f(inside.session).await;
        drop(inside);
        self.record(NameRef::custom(&name), start.elapsed());
        outcome
    }
}

/// A session while it is inside a group. Dropping it, however that comes about, takes it out.
struct Inside<'s> {
    session: &'s mut Session,
    outside: ScopeId,
}

impl<'s> Inside<'s> {
    fn enter(session: &'s mut Session, group: &str) -> Self {
        let inside = session.core.recorder.scope_within(session.scope, group);
        let outside = std::mem::replace(&mut session.scope, inside);
        Self { session, outside }
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.session.scope = self.outside;
    }
}
