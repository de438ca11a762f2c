//! Calls that are timed: `call_traced`, `time`.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::Pending;
use super::naming::with_call_of;
use crate::error::Result;
use crate::metrics::{MetricName, NameRef};
use crate::session::Session;
use crate::time::now;

/// A traced call that has not been awaited yet. Made by [`Session::call_traced`].
#[must_use = "a call does nothing until it is awaited"]
pub struct CallTraced<'s, F, T> {
    session: &'s mut Session,
    call: F,
    /// Its own name, where it is not to go by that of the function.
    name: Option<MetricName>,
    value: PhantomData<fn() -> T>,
}

impl Session {
    /// Calls `f` and records how long it took as `call(module.function)`.
    ///
    /// The name is the last two segments of the function's path; a closure goes by the function
    /// around it unless it is [named](CallTraced::named). A call that fails is recorded too.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let body = session.call_traced(load).await?; // measured as `call(module.load)`
    ///     session.assign("body", body);
    ///     Ok(())
    /// }
    ///
    /// async fn load(session: &mut Session) -> Result<String> {
    ///     Ok(session.get("/").await?.text().into_owned())
    /// }
    /// ```
    ///
    /// # Errors
    /// Those of `f`.
    pub fn call_traced<T, F>(&mut self, f: F) -> CallTraced<'_, F, T>
    where
        F: AsyncFnOnce(&mut Session) -> Result<T>,
    {
        CallTraced { session: self, call: f, name: None, value: PhantomData }
    }

    /// Runs `f` and records how long it took under a name of your own.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session
    ///         .time("search and open", async |session| {
    ///             session.get("/search").params([("q", "tea")]).await?;
    ///             session.get("/items/{id}").param("id", 1).await
    ///         })
    ///         .await?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// Those of `f`; what was measured until then is recorded.
    pub async fn time<T, F>(&mut self, metric: impl Into<Cow<'static, str>>, f: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Session) -> Result<T>,
    {
        let metric = metric.into();
        let start = now();
        let outcome = f(self).await;
        self.record(NameRef::custom(&metric), start.elapsed());
        outcome
    }

    /// Runs `f` and gives its outcome as a value: an error in it ends nothing.
    ///
    /// The error is recorded as any other.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let outcome = session.attempt(async |session| session.get("/flaky").await).await;
    ///     session.check("flaky works", outcome.is_ok());
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// Those of `f`, for the caller to look at.
    pub async fn attempt<T, F>(&mut self, f: F) -> Result<T>
    where
        F: AsyncFnOnce(&mut Session) -> Result<T>,
    {
        let outcome = f(self).await;
        outcome.map_err(|error| self.note_error(error))
    }
}

impl<F, T> CallTraced<'_, F, T> {
    /// Records under `call(name)` instead.
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(MetricName::call_named(name));
        self
    }
}

impl<'s, F, T: 's> IntoFuture for CallTraced<'s, F, T>
where
    F: AsyncFnOnce(&mut Session) -> Result<T> + 's,
{
    type Output = Result<T>;
    type IntoFuture = Pending<'s, T>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let start = now();
            let outcome = (self.call)(self.session).await;
            let took = start.elapsed();
            match &self.name {
                Some(name) => self.session.record(name.by_ref(), took),
                None => with_call_of::<F, _>(|name| self.session.record(name, took)),
            }
            outcome
        })
    }
}
