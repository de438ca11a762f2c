//! What is to be called with the outcome of an action: `with_result`.

use std::marker::PhantomData;

use super::Pending;
use crate::error::{Error, Result};
use crate::session::Session;

/// What is to be called with an outcome, in turn.
pub(super) struct Callbacks<'s, R>(Vec<Box<dyn Callback<R> + 's>>);

impl<R> Default for Callbacks<'_, R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'s, R: 's> Callbacks<'s, R> {
    pub(super) fn push<T, F>(&mut self, f: F)
    where
        T: 's,
        F: AsyncFnOnce(&mut Session, Result<&R, &Error>) -> Result<T> + 's,
    {
        self.0.push(Box::new(Call { f, value: PhantomData }));
    }

    /// Whether there is nobody to tell.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Calls them with the outcome, and gives it back. The first that fails ends it: its error is
    /// the outcome then.
    pub(super) async fn tell(self, session: &mut Session, outcome: Result<R>) -> Result<R> {
        if !self.0.is_empty() {
            // Boxed, so that the many actions without callbacks are no larger for it.
            Box::pin(self.call(session, outcome.as_ref())).await?;
        }
        outcome
    }

    async fn call(self, session: &mut Session, outcome: Result<&R, &Error>) -> Result {
        for callback in self.0 {
            let told = callback.call(session, outcome).await;
            told.map_err(|error| session.note_error(error))?;
        }
        Ok(())
    }
}

/// A callback of whatever type.
trait Callback<R> {
    fn call<'a>(
        self: Box<Self>,
        session: &'a mut Session,
        outcome: Result<&'a R, &'a Error>,
    ) -> Pending<'a, ()>
    where
        Self: 'a;
}

struct Call<F, T> {
    f: F,
    value: PhantomData<fn() -> T>,
}

impl<R, T, F> Callback<R> for Call<F, T>
where
    F: AsyncFnOnce(&mut Session, Result<&R, &Error>) -> Result<T>,
{
    fn call<'a>(
        self: Box<Self>,
        session: &'a mut Session,
        outcome: Result<&'a R, &'a Error>,
    ) -> Pending<'a, ()>
    where
        Self: 'a,
    {
        Box::pin(async move { (self.f)(session, outcome).await.map(drop) })
    }
}
