//! An action that is done again when it fails: `action.retry(n)`.

use std::time::Duration;

use super::Action;
use super::run_action::{clear_up, perform};
use crate::error::Result;
use crate::metrics::MetricName;
use crate::session::Session;

/// An action that is done again when it fails. Made by [`Action::retry`].
#[derive(Debug, Clone)]
pub struct Retried<A> {
    action: A,
    retries: u32,
}

impl<A> Retried<A> {
    pub(super) fn new(action: A, retries: u32) -> Self {
        Self { action, retries }
    }
}

/// Each try is an action of its own, with its own time and record.
impl<A: Action> Action for Retried<A> {
    type Output = A::Output;

    fn metric(&self) -> MetricName {
        self.action.metric()
    }

    async fn run(&mut self, session: &mut Session) -> Result<A::Output> {
        let mut left = self.retries;
        loop {
            let error = match perform(session, &mut self.action).await {
                Ok(output) => return Ok(output),
                Err(error) => error,
            };
            // Tries that never wait must still let the core do its other work.
            tokio::task::coop::consume_budget().await;
            if left == 0 || error.ends_session() || session.stopping() {
                return Err(error);
            }
            clear_up(session, &mut self.action).await;
            left -= 1;
        }
    }

    async fn abort(&mut self, session: &mut Session) {
        self.action.abort(session).await;
    }

    fn timeout(&self, _: &Session) -> Option<Duration> {
        None
    }

    fn record(&self, _: &mut Session, _: &Result<A::Output>, _: Duration) {}
}
