//! A slot of a closed load: session after session, for as long as its load clause says.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::core::Plan;
use super::entry::EntryOnCore;
use super::plan_clock::PlanClock;
use super::seat::Seat;
use crate::load_test::Load;
use crate::plan::{Period, periods};
use crate::scenario::Outcome;
use crate::session::{Core, StopLevel};
use crate::time::{Instant, after};

/// How many slots are opened before what has become ready goes on.
const AT_A_TIME: u64 = 32;

/// What the slots of an entry on a core have in common.
pub(super) struct Slots {
    pub(super) core: Rc<Core>,
    pub(super) clock: Rc<PlanClock>,
    pub(super) entry: Rc<EntryOnCore>,
    /// When the load begins.
    pub(super) start: Instant,
    /// How many sessions are left to start, where that is what ends them.
    pub(super) left: Option<Cell<u64>>,
}

impl Slots {
    pub(super) fn new(plan: &Plan, entry: &Rc<EntryOnCore>) -> Self {
        let left = match entry.share.load {
            Load::Times(times) => Some(Cell::new(times)),
            _ => None,
        };
        let Plan { core, clock, start } = plan.clone();
        Self { core, clock, entry: entry.clone(), start, left }
    }

    /// Opens so many slots, and waits until they have come to their end.
    ///
    /// Not all at once: what has become ready on those that are open goes first. Else thousands of
    /// connections would be opened before the first one is used, more than a server accepts at a
    /// time, and all of them would take their room at the same moment.
    pub(super) async fn open(self: Rc<Self>, count: u64) {
        let mut slots = JoinSet::new();
        for number in 0..count {
            slots.spawn_local(self.clone().run(number));
            if number % AT_A_TIME == AT_A_TIME - 1 {
                tokio::task::yield_now().await;
            }
        }
        while slots.join_next().await.is_some() {}
    }

    /// The whole life of a slot of this number.
    pub(super) async fn run(self: Rc<Self>, number: u64) {
        let mut seat = Seat::new(&self.core, &self.entry, number);
        for Period { from, to } in self.periods(number) {
            let from = after(self.start, from);
            if from > self.clock.now() {
                tokio::select! {
                    () = self.clock.until(&self.core.pacer, from) => {}
                    () = self.core.stop.reached(StopLevel::Round) => return,
                }
            }
            self.fill(&mut seat, from, to.map(|to| after(self.start, to))).await;
        }
    }

    /// When it runs sessions.
    fn periods(&self, number: u64) -> Vec<Period> {
        let share = &self.entry.share;
        let wait = share.after;
        let later = |period: Period| Period {
            from: period.from.saturating_add(wait),
            to: period.to.map(|to| to.saturating_add(wait)),
        };
        let whole = |to| vec![Period { from: Duration::ZERO, to }];
        let periods = match &share.load {
            Load::With(stages) => periods(stages, share.nth(number)),
            Load::For(length) => whole(Some(*length)),
            Load::Once | Load::Times(_) | Load::At { .. } => whole(None),
        };
        periods.into_iter().map(later).collect()
    }

    /// Runs sessions until the period is over.
    async fn fill(&self, seat: &mut Seat, from: Instant, to: Option<Instant>) {
        let repeats = self.entry.share.load != Load::Once;
        let mut rounds = 0;
        loop {
            if !self.comes(from, to, &mut rounds).await || !self.takes_one() {
                return;
            }
            let outcome = seat.session(None).await;
            if !repeats {
                return;
            }
            if !matches!(outcome, Outcome::Finished | Outcome::Interrupted) {
                seat.round_failed();
                self.pause(self.entry.profile.settings().error_pause).await;
            }
            // A loop of sessions that never wait must still let the core do its other work.
            tokio::task::coop::consume_budget().await;
        }
    }

    /// Waits for the next session's moment; whether it comes before the load ends.
    async fn comes(&self, from: Instant, to: Option<Instant>, rounds: &mut u32) -> bool {
        let goes_on = || !self.core.stop.stopping() && to.is_none_or(|to| self.clock.now() < to);
        let Some(period) = self.entry.share.every else {
            self.going().await;
            return goes_on();
        };
        // Moments that went by during a long session are left out, but for the last.
        let gone = self.clock.since(from).as_nanos() / period.as_nanos().max(1);
        *rounds = (*rounds).max(u32::try_from(gone).unwrap_or(u32::MAX));
        let due = after(from, period.saturating_mul(*rounds));
        *rounds = rounds.saturating_add(1);
        if to.is_some_and(|to| due >= to) {
            return false;
        }
        tokio::select! {
            biased;
            () = self.core.stop.reached(StopLevel::Round) => false,
            () = self.clock.until(&self.core.pacer, due) => goes_on(),
        }
    }

    /// Waits while the run is paused, and not told to stop.
    async fn going(&self) {
        if self.clock.is_paused() {
            tokio::select! {
                () = self.clock.going() => {}
                () = self.core.stop.reached(StopLevel::Round) => {}
            }
        }
    }

    /// Takes one of the sessions that are left, if they are counted.
    fn takes_one(&self) -> bool {
        let Some(left) = &self.left else { return true };
        let rest = left.get().checked_sub(1);
        left.set(rest.unwrap_or_default());
        rest.is_some()
    }

    async fn pause(&self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.core.stop.reached(StopLevel::Round) => {}
        }
    }
}
