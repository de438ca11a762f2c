//! Waiting for child tasks: `join`.

use std::rc::Rc;
use std::time::Duration;

use super::{Pending, Task};
use crate::error::{Error, ErrorKind, Result};
use crate::session::{End, Session};
use crate::time::{Instant, after, now};

/// What can be joined: a [`Task`] or a `Vec` of them, for their values; a name, or several, for all
/// tasks of that name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined",
    label = "not a child task",
    note = "join a task that `spawn` gave, a name, or several of either: `session.join(\"page\")`"
)]
pub trait Joinable {
    /// What joining gives.
    type Output;
    #[doc(hidden)]
    fn ends(&self, session: &Session) -> Result<Vec<(Rc<str>, Rc<End>)>>;
    #[doc(hidden)]
    fn value(self) -> Result<Self::Output>;
}

/// A join that has not been awaited yet. Made by [`Session::join`].
#[must_use = "a join does nothing until it is awaited"]
pub struct Join<'s, J> {
    session: &'s mut Session,
    joined: J,
    timeout: Option<Duration>,
}

impl Session {
    /// Waits for child tasks to end: one [`Task`] or several, which give their values, or all of a
    /// name.
    ///
    /// Joining by a name again is no error and does nothing.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.spawn("a", async |session| session.get("/a").await);
    ///     session.spawn("b", async |session| session.get("/b").await);
    ///     session.join(["a", "b"]).timeout(seconds(3)).await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::UnknownTask`] for a name that was never spawned, [`ErrorKind::Task`] when a
    /// child failed, [`ErrorKind::Timeout`] when it takes longer than `timeout`.
    pub fn join<J: Joinable>(&mut self, joined: J) -> Join<'_, J> {
        let timeout = self.timeout();
        Join { session: self, joined, timeout }
    }
}

impl<J> Join<'_, J> {
    /// Waits this long instead of the session's `timeout`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

impl<'s, J: Joinable + 's> IntoFuture for Join<'s, J> {
    type Output = Result<J::Output>;
    type IntoFuture = Pending<'s, J::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { session, joined, timeout } = self;
            let outcome = wait_for_all(&joined, session, timeout).await;
            outcome.and_then(|()| joined.value()).map_err(|error| session.note_error(error))
        })
    }
}

/// Waits for all that is joined; the limit is for the whole of it.
async fn wait_for_all<J: Joinable>(
    joined: &J,
    session: &mut Session,
    timeout: Option<Duration>,
) -> Result {
    let limit = timeout.map(|limit| (limit, after(now(), limit)));
    let ends = joined.ends(session)?;
    let all = async |_: &mut Session| {
        for (name, end) in &ends {
            wait(name, end, limit).await?;
        }
        Ok(())
    };
    session.awaiting(all).await
}

async fn wait(name: &str, end: &End, limit: Option<(Duration, Instant)>) -> Result {
    let outcome = match limit {
        None => end.wait().await,
        Some((limit, at)) => tokio::time::timeout_at(at, end.wait()).await.map_err(|_| {
            let message = format!("task `{name}` did not end within {limit:?}");
            Error::new(ErrorKind::Timeout, message)
        })?,
    };
    outcome.map_err(|error| match error.kind() {
        // What the end of the run cuts is cut through all loops.
        ErrorKind::Interrupted => error,
        _ => Error::new(ErrorKind::Task, format!("task `{name}`: {error}")).noted(),
    })
}

impl<T> Joinable for Task<T> {
    type Output = T;

    fn ends(&self, _: &Session) -> Result<Vec<(Rc<str>, Rc<End>)>> {
        Ok(vec![(self.name.clone(), self.end.clone())])
    }

    fn value(self) -> Result<T> {
        self.value.borrow_mut().take().ok_or_else(|| {
            Error::new(ErrorKind::Task, format!("task `{}` left no value", self.name))
        })
    }
}

impl<T> Joinable for Vec<Task<T>> {
    type Output = Vec<T>;

    fn ends(&self, session: &Session) -> Result<Vec<(Rc<str>, Rc<End>)>> {
        let ends: Result<Vec<_>> = self.iter().map(|task| task.ends(session)).collect();
        Ok(ends?.into_iter().flatten().collect())
    }

    fn value(self) -> Result<Vec<T>> {
        self.into_iter().map(Joinable::value).collect()
    }
}

impl Joinable for &str {
    type Output = ();

    fn ends(&self, session: &Session) -> Result<Vec<(Rc<str>, Rc<End>)>> {
        if !session.tasks.knows(self) {
            return Err(session.unknown_task(self));
        }
        let children = session.tasks.named(self);
        Ok(children.into_iter().map(|child| (child.name, child.end)).collect())
    }

    fn value(self) -> Result {
        Ok(())
    }
}

impl<const N: usize> Joinable for [&str; N] {
    type Output = ();

    fn ends(&self, session: &Session) -> Result<Vec<(Rc<str>, Rc<End>)>> {
        let ends: Result<Vec<_>> = self.iter().map(|name| name.ends(session)).collect();
        Ok(ends?.into_iter().flatten().collect())
    }

    fn value(self) -> Result {
        Ok(())
    }
}

impl Session {
    /// The error of a name under which nothing was spawned.
    pub(super) fn unknown_task(&self, name: &str) -> Error {
        let names = self.tasks.names();
        let known = match names.as_slice() {
            [] => "this session has spawned none".to_owned(),
            names => format!("spawned are: {}", names.join(", ")),
        };
        Error::new(ErrorKind::UnknownTask, format!("no task is named `{name}`; {known}"))
    }
}
