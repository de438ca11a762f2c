//! Deciding how far a run is told to stop, and when further.

use std::time::Duration;

use crate::event::{Ending, Steering};
use crate::session::StopLevel;
use crate::time::{Instant, after};

/// How long sessions have to end by themselves after a signal.
const SIGNAL_GRACE: Duration = Duration::from_secs(5);

/// How long cores have to say goodbye after everything was cut.
const GOODBYE: Duration = Duration::from_millis(500);

/// A wish from outside the run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "cluster"),
    expect(dead_code, reason = "only other nodes stop and steer a run")
)]
#[non_exhaustive]
pub enum Order {
    /// A signal of this number: the first stops the run, the second ends it at once.
    Signal(i32),
    /// To stop the load for this reason, with the grace that its config gives.
    Stop(Ending),
    /// To depart from the plan so from now on.
    Steer(Steering),
}

/// The brake of a run.
#[derive(Debug)]
pub(super) struct Brake {
    level: StopLevel,
    next: Option<(Instant, Step)>,
    ending: Option<Ending>,
    /// Whether it has been pressed since somebody asked.
    pressed: Option<Duration>,
    /// How long teardowns may take once sessions are cut; `None` is for ever.
    teardown: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    To(StopLevel),
    GiveUp,
}

impl Brake {
    pub(super) fn new(teardown: Option<Duration>) -> Self {
        Self { level: StopLevel::Go, next: None, ending: None, pressed: None, teardown }
    }

    /// Stops the run at its round, and cuts it after `grace`.
    pub(super) fn press(&mut self, now: Instant, ending: Ending, grace: Duration) {
        let cut = after(now, grace);
        let sooner = match self.next {
            Some((at, Step::To(StopLevel::Cut))) => cut < at,
            Some(_) => false,
            None => self.level < StopLevel::Cut,
        };
        if sooner {
            self.next = Some((cut, Step::To(StopLevel::Cut)));
        }
        self.level = self.level.max(StopLevel::Round);
        self.ending.get_or_insert(ending);
        self.pressed = Some(grace);
    }

    /// Why the run is stopping and how long it has, once each time the brake was pressed.
    pub(super) fn news(&mut self) -> Option<(Ending, Duration)> {
        let grace = self.pressed.take()?;
        Some((self.ending.clone()?, grace))
    }

    /// Obeys a signal of this number: the first stops the run, the second ends it at once.
    pub(super) fn signal(&mut self, now: Instant, number: i32) {
        if matches!(self.ending, Some(Ending::Signal(_))) {
            self.level = StopLevel::Kill;
            self.next = Some((now + GOODBYE, Step::GiveUp));
        } else {
            self.ending = Some(Ending::Signal(number));
            self.press(now, Ending::Signal(number), SIGNAL_GRACE);
        }
    }

    /// When something is to be done next.
    pub(super) fn due(&self) -> Option<Instant> {
        self.next.map(|(at, _)| at)
    }

    /// Does what is due; whether the run is to be given up.
    pub(super) fn advance(&mut self, now: Instant) -> bool {
        let Some((at, step)) = self.next.filter(|(at, _)| *at <= now) else { return false };
        match step {
            Step::GiveUp => return true,
            Step::To(StopLevel::Cut) => {
                self.level = self.level.max(StopLevel::Cut);
                self.next = self.teardown.map(|most| (after(at, most), Step::To(StopLevel::Kill)));
            }
            Step::To(level) => {
                self.level = self.level.max(level);
                self.next = Some((at + GOODBYE, Step::GiveUp));
            }
        }
        false
    }

    pub(super) fn level(&self) -> StopLevel {
        self.level
    }

    /// Why it was pressed, if it was.
    #[cfg(feature = "cluster")]
    pub(super) fn why(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// How the run ended.
    pub(super) fn ending(self) -> Ending {
        self.ending.unwrap_or(Ending::Finished)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::now;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_pressed_brake_goes_from_round_to_cut_to_kill() {
        let start = now();
        let mut brake = Brake::new(Some(5 * SECOND));
        brake.press(start, Ending::DurationReached, 30 * SECOND);
        assert_eq!(brake.level(), StopLevel::Round);
        assert_eq!(brake.due(), Some(start + 30 * SECOND));
        assert!(!brake.advance(start + 30 * SECOND));
        assert_eq!(brake.level(), StopLevel::Cut);
        assert!(!brake.advance(start + 35 * SECOND));
        assert_eq!(brake.level(), StopLevel::Kill);
        assert!(brake.advance(start + 36 * SECOND));
        assert_eq!(brake.ending(), Ending::DurationReached);
    }

    #[test]
    fn a_signal_shortens_the_grace_and_a_second_one_ends_it() {
        let start = now();
        let mut brake = Brake::new(None);
        brake.press(start, Ending::DurationReached, 30 * SECOND);
        brake.signal(start + SECOND, 2);
        assert_eq!(brake.due(), Some(start + 6 * SECOND));
        brake.signal(start + 2 * SECOND, 2);
        assert_eq!(brake.level(), StopLevel::Kill);
        assert!(brake.advance(start + 3 * SECOND));
        assert_eq!(brake.ending(), Ending::Signal(2));
    }
}
