//! How a run departs from its plan, and when it is over then.

use std::time::Duration;

use crate::event::Steering;
use crate::time::{Instant, after};

/// The course of a run's load.
#[derive(Debug, Default)]
pub(super) struct Course {
    steering: Steering,
    /// When the load began, or begins, if that is known.
    start: Option<Instant>,
    /// Since when its plan stands still, if it does.
    paused: Option<Instant>,
    /// For how long it stood still before.
    held: Duration,
    /// Whether nobody has been told of the steering yet.
    is_new: bool,
}

impl Course {
    /// Notes that the load begins at `start`.
    pub(super) fn begin(&mut self, now: Instant, start: Instant) {
        self.start = Some(start);
        self.paused = self.steering.paused.then_some(now);
    }

    /// Follows the steering from now on.
    pub(super) fn steer(&mut self, now: Instant, steering: Steering) {
        if steering == self.steering {
            return;
        }
        if self.start.is_some() && steering.paused != self.steering.paused {
            let since = self.paused.take();
            self.held += since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
            self.paused = steering.paused.then_some(now);
        }
        (self.steering, self.is_new) = (steering, true);
    }

    /// When the load is over that is planned for so long; not while it is paused.
    pub(super) fn end(&self, length: Duration) -> Option<Instant> {
        match self.paused {
            None => Some(after(self.start?, length.saturating_add(self.held))),
            Some(_) => None,
        }
    }

    /// The steering, once each time it has changed, and how long after the load's begin that is.
    pub(super) fn news(&mut self, now: Instant) -> Option<(Steering, Duration)> {
        let since = now.saturating_duration_since(self.start?);
        std::mem::take(&mut self.is_new).then(|| (self.steering.clone(), since))
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
        assert_eq!(course.news(start + 4 * SECOND), Some((paused(false), 4 * SECOND)));
        assert_eq!(course.news(start + 4 * SECOND), None);
    }

    #[test]
    fn a_run_may_begin_paused() {
        let start = now();
        let mut course = Course::default();
        course.steer(start, paused(true));
        assert_eq!(course.news(start), None, "nothing is steered yet");
        course.begin(start + SECOND, start + 2 * SECOND);
        assert_eq!(course.news(start + SECOND), Some((paused(true), Duration::ZERO)));
        course.steer(start + 5 * SECOND, paused(false));
        assert_eq!(course.end(SECOND), Some(start + 7 * SECOND));
    }
}
