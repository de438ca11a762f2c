//! The clock of the plan on a core. It goes with the real one, and stands still while the run is
//! paused; by it nothing is due meanwhile, and nothing is late afterwards.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::event::Steering;
use crate::time::{Instant, Pacer, Rate, after, now};

/// The clock of the plan, and the rates that go for the planned ones.
#[derive(Debug, Default)]
pub(super) struct PlanClock {
    /// How long it has stood still before.
    behind: Cell<Duration>,
    /// Since when it stands still, if it does.
    paused: Cell<Option<Instant>>,
    steering: RefCell<Steering>,
    changed: Notify,
}

impl PlanClock {
    /// Does what the run is told, for ever.
    pub(super) async fn follow(self: Rc<Self>, mut steering: watch::Receiver<Steering>) {
        loop {
            self.steer(steering.borrow_and_update().clone());
            if steering.changed().await.is_err() {
                return;
            }
        }
    }

    fn steer(&self, steering: Steering) {
        match (self.paused.get(), steering.paused) {
            (None, true) => self.paused.set(Some(now())),
            (Some(since), false) => {
                self.paused.set(None);
                self.behind.set(self.behind.get() + since.elapsed());
            }
            _ => {}
        }
        self.steering.replace(steering);
        self.changed.notify_waiters();
    }

    /// What it shows. Moments by it are those of the real clock before the first pause.
    pub(super) fn now(&self) -> Instant {
        let real = self.paused.get().unwrap_or_else(now);
        real.checked_sub(self.behind.get()).unwrap_or(real)
    }

    /// How long ago a moment was by it.
    pub(super) fn since(&self, moment: Instant) -> Duration {
        self.now().saturating_duration_since(moment)
    }

    /// Whether it stands still.
    pub(super) fn is_paused(&self) -> bool {
        self.paused.get().is_some()
    }

    /// Waits until it shows a moment, and goes.
    pub(super) async fn until(&self, pacer: &Pacer, moment: Instant) {
        loop {
            let real = after(moment, self.behind.get());
            tokio::select! {
                biased;
                () = pacer.until(real), if !self.is_paused() => return,
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
        self.steering.borrow().rates.get(title).copied()
    }

    /// Waits until an entry has another such rate than this one.
    pub(super) async fn another_rate(&self, title: &str, rate: Option<Rate>) {
        while self.rate_of(title) == rate {
            self.changed.notified().await;
        }
    }
}
