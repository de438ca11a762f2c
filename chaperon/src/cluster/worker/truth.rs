//! The record of the run that a worker works for, as far as it is known here.

use std::sync::Arc;

use tokio::sync::watch;

use crate::cluster::protocol::{Run, RunPlan};

/// The record of a run, and what it says to do.
#[derive(Clone)]
pub(super) struct Truth(watch::Receiver<Option<Arc<Run>>>);

/// What a worker that is assigned a part does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The load begins at this moment of the leader's clock, in microseconds since the Unix epoch.
    Begin(i64),
    /// There is nothing to be begun any more.
    Nothing,
}

impl Truth {
    pub(super) fn new() -> (watch::Sender<Option<Arc<Run>>>, Self) {
        let (sender, receiver) = watch::channel(None);
        (sender, Self(receiver))
    }

    /// Waits until it is said when the load of the plan of this revision begins, or that none does.
    pub(super) async fn begins(&mut self, revision: Option<u32>) -> Next {
        loop {
            if let Some(run) = &*self.0.borrow_and_update() {
                if run.stops() {
                    return Next::Nothing;
                }
                let plan = run.plan.as_ref().filter(|plan| Some(plan.revision) == revision);
                if let Some(start) = plan.and_then(|RunPlan { start_at, .. }| *start_at) {
                    return Next::Begin(start);
                }
            }
            if self.0.changed().await.is_err() {
                return Next::Nothing;
            }
        }
    }

    /// Waits until the load is to stop; gives why.
    pub(super) async fn stops(&mut self) -> String {
        loop {
            if let Some(run) = &*self.0.borrow_and_update()
                && run.stops()
            {
                return run.reason.clone().unwrap_or_else(|| "by the leader".to_owned());
            }
            if self.0.changed().await.is_err() {
                return "the worker ends".to_owned();
            }
        }
    }
}
