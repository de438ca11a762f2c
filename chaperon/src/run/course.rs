//! How a run departs from its plan, and when it is over then.

use std::time::Duration;

use crate::event::Steering;
use crate::runner::Steered;
use crate::time::{Instant, after};

/// The course of a run's load.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// What it is told before it begins.
    ahead: Steering,
    steered: Steered,
    /// When the load began, or begins, if that is known.
    start: Option<Instant>,
    /// Whether the cores have not been told of the steering.
    is_new: bool,
}

impl Course {
    /// Notes that the load begins at `start`.
    pub(super) fn begin(&mut self, now: Instant, start: Instant) {
        self.start = Some(start);
        let ahead = std::mem::take(&mut self.ahead);
        self.steer(now, ahead);
    }

    /// Follows the steering from now on.
    pub(super) fn steer(&mut self, now: Instant, steering: Steering) {
        if self.start.is_none() {
            self.ahead = steering;
        } else if steering != *self.steered.steering() {
            self.steered.steer(now, steering);
            self.is_new = true;
        }
    }

    /// When the load is over that is planned for so long; not while it is paused.
    pub(super) fn end(&self, length: Duration) -> Option<Instant> {
        let end = self.steered.real_at(after(self.start?, length));
        (!self.steered.is_paused()).then_some(end)
    }

    /// How it is steered, once each time that has changed, and how long after the load's begin.
    pub(super) fn news(&mut self, now: Instant) -> Option<(Steered, Duration)> {
        let since = now.saturating_duration_since(self.start?);
        std::mem::take(&mut self.is_new).then(|| (self.steered.clone(), since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::now;

    const SECOND: Duration = Duration::from_secs(1);

    fn paused(paused: bool) -> Steering {
        Steering { paused, ..Steering::default() }
    }

    #[test]
    fn the_plan_lasts_longer_by_all_pauses() {
        let start = now();
        let mut course = Course::default();
        course.begin(start, start);
        assert_eq!(course.end(10 * SECOND), Some(start + 10 * SECOND));
        course.steer(start + SECOND, paused(true));
        assert_eq!(course.end(10 * SECOND), None);
        course.steer(start + 2 * SECOND, paused(true));
        course.steer(start + 4 * SECOND, paused(false));
        assert_eq!(course.end(10 * SECOND), Some(start + 13 * SECOND));
        let (steered, at) = course.news(start + 4 * SECOND).unwrap();
        assert_eq!((steered.steering(), at), (&paused(false), 4 * SECOND));
        assert!(course.news(start + 4 * SECOND).is_none());
    }

    #[test]
    fn a_run_may_begin_paused() {
        let start = now();
        let mut course = Course::default();
        course.steer(start, paused(true));
        assert!(course.news(start).is_none(), "nothing is steered yet");
        course.begin(start + SECOND, start + 2 * SECOND);
        let (steered, at) = course.news(start + SECOND).unwrap();
        assert_eq!((steered.steering(), at), (&paused(true), Duration::ZERO));
        course.steer(start + 5 * SECOND, paused(false));
        assert_eq!(course.end(SECOND), Some(start + 7 * SECOND));
    }
}
