//! What became of sessions, counted per scenario.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::metrics::phases::RunPhase;
use crate::metrics::sample::micros;

macro_rules! session_events {
    ($($(#[$docs:meta])* $event:ident $field:ident,)*) => {
        /// What became of a session.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum SessionEvent {
            $($(#[$docs])* $event,)*
        }

        /// How many sessions of a scenario had what happen to them.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct SessionCounts {
            $($(#[$docs])* pub $field: u64,)*
            /// Of the arrivals, those that were due in the warm-up.
            pub due_in_warm_up: u64,
            /// Of those that were dropped, those of the warm-up.
            pub dropped_in_warm_up: u64,
            /// Actions that were under way when the run was cut.
            pub cut_actions: u64,
            /// How long the longest of them had been under way, in microseconds.
            pub oldest_cut: u64,
        }

        impl SessionCounts {
            /// Counts one event.
            pub fn add(&mut self, event: SessionEvent) {
                match event {
                    $(SessionEvent::$event => self.$field += 1,)*
                }
            }

            /// How many numbers there are in it.
            pub(super) const NUMBERS: usize =
                4 + [$(stringify!($field),)*].len();

            /// All numbers of it, for [`of_numbers`](Self::of_numbers).
            pub(super) fn numbers(&self) -> [u64; Self::NUMBERS] {
                let Self {
                    $($field,)* due_in_warm_up, dropped_in_warm_up, cut_actions, oldest_cut
                } = *self;
                [$($field,)* due_in_warm_up, dropped_in_warm_up, cut_actions, oldest_cut]
            }

            /// The counts of these numbers.
            pub(super) fn of_numbers(numbers: [u64; Self::NUMBERS]) -> Self {
                let [$($field,)* due_in_warm_up, dropped_in_warm_up, cut_actions, oldest_cut] =
                    numbers;
                Self { $($field,)* due_in_warm_up, dropped_in_warm_up, cut_actions, oldest_cut }
            }

            /// Adds the counts of another part of the run.
            pub fn merge(&mut self, other: &Self) {
                let Self {
                    $($field,)* due_in_warm_up, dropped_in_warm_up, cut_actions, oldest_cut
                } = other;
                let (all, more) = (&mut self.due_in_warm_up, due_in_warm_up);
                *all = all.saturating_add(*more);
                let (all, more) = (&mut self.dropped_in_warm_up, dropped_in_warm_up);
                *all = all.saturating_add(*more);
                $(self.$field = self.$field.saturating_add(*$field);)*
                self.cut_actions = self.cut_actions.saturating_add(*cut_actions);
                self.oldest_cut = self.oldest_cut.max(*oldest_cut);
            }
        }
    };
}

session_events! {
    /// The session began.
    Started started,
    /// Its scenario ended Ok.
    Finished finished,
    /// Its scenario ended with an error of its own.
    Failed failed,
    /// Its scenario took longer than `scenario_timeout`.
    TimedOut timed_out,
    /// It was cut when the run ended.
    Interrupted interrupted,
    /// Its `init` failed, so its scenario was not run.
    InitFailed init_failed,
    /// Its `teardown` failed.
    TeardownFailed teardown_failed,
    /// A round of a `repeat`, a spread or a load clause ended with an error; the session went on.
    RoundFailed rounds_failed,
    /// An arrival was due by plan, or by the rate that went for it; none is while the run is paused.
    Due due,
    /// An arrival found no free slot and was dropped.
    Dropped dropped,
}

impl SessionCounts {
    /// Counts one event of a phase of the run.
    pub fn add_in(&mut self, phase: RunPhase, event: SessionEvent) {
        self.add(event);
        match (phase, event) {
            (RunPhase::WarmUp, SessionEvent::Due) => self.due_in_warm_up += 1,
            (RunPhase::WarmUp, SessionEvent::Dropped) => self.dropped_in_warm_up += 1,
            _ => {}
        }
    }

    /// Counts an action that was cut, `age` after it began.
    pub fn cut(&mut self, age: Duration) {
        self.cut_actions += 1;
        self.oldest_cut = self.oldest_cut.max(micros(age));
    }

    /// Sessions that ended before their scenario did: failed, timed out, interrupted, or failed
    /// in `init`.
    pub fn ended_early(&self) -> u64 {
        self.failed + self.timed_out + self.interrupted + self.init_failed
    }

    /// The ways in which sessions ended early and how many did, also those that have not ended at
    /// all; those in which none did are left out.
    pub fn early(&self) -> Vec<(u64, &'static str)> {
        let without_end = self.started.saturating_sub(self.ended());
        let ways = [
            (self.failed, "failed"),
            (self.timed_out, "timed out"),
            (self.interrupted, "interrupted"),
            (self.init_failed, "failed in init"),
            (without_end, "without an end"),
        ];
        ways.into_iter().filter(|(number, _)| *number > 0).collect()
    }

    /// Sessions that have ended, in whatever way.
    pub fn ended(&self) -> u64 {
        self.finished + self.ended_early()
    }
}
