//! An open load: sessions that arrive, however long those before them take.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::catch_up::CatchUp;
use super::entry::EntryOnCore;
use super::seat::Seat;
use crate::load_test::{Load, Stages};
use crate::metrics::{MetricId, NameRef, ScopeId, SessionEvent};
use crate::plan::Arrivals;
use crate::session::{Core, StopLevel};
use crate::time::{Instant, Rate, after, now};

/// How late an arrival may be that was due before the load ended, and still be started after it.
const LATE: Duration = Duration::from_millis(100);

/// How many more slots a core may open for arrivals.
pub(super) type Room = Rc<Cell<u64>>;

/// The arrivals of an entry on a core.
pub(super) struct Arriving {
    core: Rc<Core>,
    entry: Rc<EntryOnCore>,
    room: Room,
    /// When the load begins.
    start: Instant,
    scope: ScopeId,
    lag: MetricId,
    /// Slots without a session.
    idle: Rc<RefCell<Vec<Seat>>>,
    opened: Cell<u64>,
}

impl Arriving {
    pub(super) fn new(
        core: &Rc<Core>,
        entry: &Rc<EntryOnCore>,
        room: Room,
        start: Instant,
    ) -> Self {
        let scope = entry.places(core, 0).scope;
        Self {
            core: core.clone(),
            entry: entry.clone(),
            room,
            start,
            scope,
            lag: core.recorder.intern(scope, NameRef::custom("start_lag")),
            idle: Rc::default(),
            opened: Cell::default(),
        }
    }

    /// Starts each session when it is due, and ends with the last of them.
    pub(super) async fn run(self, rates: Stages<Rate>, poisson: bool) {
        let share = &self.entry.share;
        let random = poisson.then(|| self.core.random_of_entry(self.entry.number));
        let mut arrivals = Arrivals::new(rates, random).share(share.turn, share.cores);
        let mut sessions = JoinSet::new();
        let mut catch_up = CatchUp::default();
        for (number, due) in (0..).zip(&mut arrivals) {
            let due = after(self.start, share.after.saturating_add(due));
            if !self.comes(due, catch_up.start_of(due, now())).await {
                self.due(due);
                break;
            }
            self.due(due);
            self.arrive(number, due, &mut sessions);
            while sessions.try_join_next().is_some() {}
        }
        // What else was due by now could not be started in time.
        for due in arrivals {
            let due = after(self.start, share.after.saturating_add(due));
            if due > now() {
                break;
            }
            self.due(due);
        }
        while sessions.join_next().await.is_some() {}
    }

    /// Waits for the moment at which an arrival is started; whether that comes before the load ends,
    /// or at most a little late.
    async fn comes(&self, due: Instant, start: Instant) -> bool {
        if start > now() {
            tokio::select! {
                biased;
                () = self.core.pacer.until(start) => {}
                () = self.core.stop.reached(StopLevel::Round) => return false,
            }
        }
        !self.core.stop.stopping() || due.elapsed() < LATE
    }

    /// Counts an arrival that was due, if it was.
    fn due(&self, due: Instant) {
        if due <= now() {
            self.core.recorder.session(self.scope, SessionEvent::Due);
        }
    }

    /// Starts a session in an idle slot or a new one; without room for one it is dropped.
    fn arrive(&self, number: u64, due: Instant, sessions: &mut JoinSet<()>) {
        let seat = self.idle.borrow_mut().pop();
        let Some(mut seat) = seat.or_else(|| self.open()) else {
            self.core.recorder.session(self.scope, SessionEvent::Dropped);
            return;
        };
        seat.choose_for(number);
        let lag = due.elapsed();
        self.core.recorder.record(self.lag, lag);
        let idle = self.idle.clone();
        sessions.spawn_local(async move {
            seat.session(Some(lag)).await;
            idle.borrow_mut().push(seat);
        });
    }

    fn open(&self) -> Option<Seat> {
        self.room.set(self.room.get().checked_sub(1)?);
        let number = self.opened.replace(self.opened.get() + 1);
        Some(Seat::new(&self.core, &self.entry, number))
    }
}

/// The rates of an entry whose sessions arrive.
pub(super) fn rates(load: &Load) -> Option<(Stages<Rate>, bool)> {
    match load {
        Load::At { rates, poisson } => Some((rates.clone(), *poisson)),
        _ => None,
    }
}
