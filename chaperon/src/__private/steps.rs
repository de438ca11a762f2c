//! A step of `steps!` that is a method: awaited when there is something to await.
//!
//! `Step(value).take_step()` finds, by the order in which method calls are resolved, the first of
//! the three traits that fits the value.

use std::future::{Ready, ready};

use crate::error::Result;

/// What a method gave.
pub struct Step<T>(pub T);

/// A step that is awaited: a future, or a builder that becomes one.
pub trait AwaitedStep {
    /// What is awaited.
    type Future: Future;

    /// Starts it.
    fn take_step(self) -> Self::Future;
}

/// A step that is over at once and may have failed.
pub trait FallibleStep {
    /// Its outcome, a `Result`.
    type Outcome;

    /// Gives the outcome.
    fn take_step(self) -> Ready<Self::Outcome>;
}

/// A step that is over at once.
pub trait PlainStep {
    /// Nothing is left to do.
    fn take_step(self) -> Ready<Result>;
}

impl<F: IntoFuture> AwaitedStep for Step<F> {
    type Future = F::IntoFuture;

    fn take_step(self) -> F::IntoFuture {
        self.0.into_future()
    }
}

impl<T, E> FallibleStep for Step<Result<T, E>> {
    type Outcome = Result<T, E>;

    fn take_step(self) -> Ready<Result<T, E>> {
        ready(self.0)
    }
}

impl<T> PlainStep for &Step<T> {
    fn take_step(self) -> Ready<Result> {
        ready(Ok(()))
    }
}
