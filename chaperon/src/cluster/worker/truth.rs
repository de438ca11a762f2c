//! The record of the run that a worker works for, as far as it is known here.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use crate::cluster::protocol::{Run, RunPlan, RunState};
use crate::event::{Ending, Steering};
use crate::run::Order;

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

    /// How the run departs from its plan, if it does.
    pub(super) fn steering(&self) -> Option<Order> {
        let steering = self.0.borrow().as_deref().map(|run| run.controls.steering());
        steering.filter(|steering| *steering != Steering::default()).map(Order::Steer)
    }

    /// Passes on what the record says, until the load is to stop by it.
    pub(super) async fn steer(mut self, orders: mpsc::UnboundedSender<Order>) {
        let mut steered = Steering::default();
        loop {
            let order = self.0.borrow_and_update().as_deref().and_then(|run| match run.stops() {
                true => Some(Order::Stop(ending(run))),
                false => {
                    let steering = run.controls.steering();
                    (steering != steered).then_some(Order::Steer(steering))
                }
            });
            if let Some(order) = order {
                if let Order::Steer(steering) = &order {
                    steered = steering.clone();
                }
                let stops = matches!(order, Order::Stop(_));
                if orders.send(order).is_err() || stops {
                    return;
                }
            }
            if self.0.changed().await.is_err() {
                return;
            }
        }
    }
}

fn ending(run: &Run) -> Ending {
    match run.state {
        RunState::Cancelled => Ending::Cancelled,
        _ => Ending::Stopped(run.reason.clone().unwrap_or_else(|| "by the leader".to_owned())),
    }
}
