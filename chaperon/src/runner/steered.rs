//! How a run departs from its plan, with the moments that all its cores go by.

use std::time::Duration;

use crate::event::Steering;
use crate::time::{Instant, after};

/// How a run departs from its plan, and how far the plan's clock is behind the real one by it.
#[derive(Debug, Clone, Default)]
pub struct Steered {
    steering: Steering,
    /// Since when the plan's clock stands still, if it does.
    paused: Option<Instant>,
    /// For how long it stood still before.
    held: Duration,
}

impl Steered {
    /// Steers it so from `now` on.
    pub fn steer(&mut self, now: Instant, steering: Steering) {
        match (self.paused, steering.paused) {
            (None, true) => self.paused = Some(now),
            (Some(since), false) => {
                self.held += now.saturating_duration_since(since);
                self.paused = None;
            }
            _ => {}
        }
        self.steering = steering;
    }

    /// What it was told last.
    pub fn steering(&self) -> &Steering {
        &self.steering
    }

    /// Whether the plan's clock stands still.
    pub fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// What the plan's clock shows at a moment of the real one. They are alike before the first pause.
    pub fn plan_at(&self, real: Instant) -> Instant {
        let going = self.paused.unwrap_or(real);
        going.checked_sub(self.held).unwrap_or(going)
    }

    /// When the plan's clock shows a moment, if it stands still no more.
    pub fn real_at(&self, plan: Instant) -> Instant {
        after(plan, self.held)
    }
}
