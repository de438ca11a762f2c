//! The clock of the plan on a core. It goes with the real one, and stands still while the run is
//! paused; by it nothing is due meanwhile, and nothing is late afterwards.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::steered::Steered;
use crate::time::{Instant, Pacer, Rate, now};

/// The clock of the plan, and the rates that go for the planned ones.
#[derive(Debug, Default)]
pub(super) struct PlanClock {
    steered: RefCell<Steered>,
    changed: Notify,
}

impl PlanClock {
    /// Does what the run is told, for ever.
    pub(super) async fn follow(self: Rc<Self>, mut steered: watch::Receiver<Steered>) {
        loop {
            self.steered.replace(steered.borrow_and_update().clone());
            self.changed.notify_waiters();
            if steered.changed().await.is_err() {
                return;
            }
        }
    }

    /// What it shows.
    pub(super) fn now(&self) -> Instant {
        self.steered.borrow().plan_at(now())
    }

    /// How long ago a moment was by it.
    pub(super) fn since(&self, moment: Instant) -> Duration {
        self.now().saturating_duration_since(moment)
    }

    /// Whether it stands still.
    pub(super) fn is_paused(&self) -> bool {
        self.steered.borrow().is_paused()
    }

    /// Waits until it shows a moment, and goes.
    pub(super) async fn until(&self, pacer: &Pacer, moment: Instant) {
        while self.is_paused() || self.now() < moment {
            let real = self.steered.borrow().real_at(moment);
            tokio::select! {
                biased;
                () = pacer.until(real), if !self.is_paused() => {}
                () = self.changed.notified() => {}
            }
        }
    }

    /// Waits until it goes.
    pub(super) async fn going(&self) {
        while self.is_paused() {
            self.changed.notified().await;
        }
    }

    /// The rate that goes for the planned ones of an entry, if one does.
    pub(super) fn rate_of(&self, title: &str) -> Option<Rate> {
        self.steered.borrow().steering().rates.get(title).copied()
    }

    /// Waits until an entry has another such rate than this one.
    pub(super) async fn another_rate(&self, title: &str, rate: Option<Rate>) {
        while self.rate_of(title) == rate {
            self.changed.notified().await;
        }
    }
}
