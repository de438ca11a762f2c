//! An open load: sessions that arrive, however long those before them take.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::catch_up::CatchUp;
use super::core::Plan;
use super::entry::EntryOnCore;
use super::plan_clock::PlanClock;
use super::seat::Seat;
use crate::load_test::{Load, Stages};
use crate::metrics::{MetricId, NameRef, ScopeId, SessionEvent};
use crate::plan::Flow;
use crate::session::{Core, StopLevel};
use crate::time::{Instant, Rate, after};

/// How late an arrival may be that was due before the load ended, and still be started after it.
const LATE: Duration = Duration::from_millis(100);

/// How many more slots a core may open for arrivals.
pub(super) type Room = Rc<Cell<u64>>;

/// The arrivals of an entry on a core.
pub(super) struct Arriving {
    core: Rc<Core>,
    clock: Rc<PlanClock>,
    entry: Rc<EntryOnCore>,
    room: Room,
    /// When the entry's time begins. All moments here are by the plan's clock.
    begin: Instant,
    scope: ScopeId,
    lag: MetricId,
    /// Slots without a session.
    idle: Rc<RefCell<Vec<Seat>>>,
    opened: Cell<u64>,
}

impl Arriving {
    pub(super) fn new(plan: &Plan, entry: &Rc<EntryOnCore>, room: Room) -> Self {
        let Plan { core, clock, start } = plan.clone();
        let scope = entry.places(&core, 0).scope;
        Self {
            lag: core.recorder.intern(scope, NameRef::custom("start_lag")),
            begin: after(start, entry.share.after),
            core,
            clock,
            entry: entry.clone(),
            room,
            scope,
            idle: Rc::default(),
            opened: Cell::default(),
        }
    }

    /// Starts each session when it is due, and ends with the last of them.
    pub(super) async fn run(self, rates: Stages<Rate>, poisson: bool) {
        let share = &self.entry.share;
        let random = poisson.then(|| self.core.random_of_entry(self.entry.number));
        let mut flow = Flow::new(rates, random, share.turn, share.cores);
        let mut sessions = JoinSet::new();
        self.arrivals(&mut flow, &mut sessions).await;
        // What else was due by now could not be started in time.
        flow.map(|due| after(self.begin, due)).take_while(|due| self.due(*due)).for_each(drop);
        while sessions.join_next().await.is_some() {}
    }

    /// Starts sessions until the load or the entry's time is over.
    async fn arrivals(&self, flow: &mut Flow, sessions: &mut JoinSet<()>) {
        let mut catch_up = CatchUp::default();
        let mut number = 0;
        loop {
            let rate = self.clock.rate_of(self.entry.title());
            if rate != flow.rate() {
                flow.change(rate, self.clock.since(self.begin));
            }
            let Some(due) = flow.peek().map(|due| after(self.begin, due)) else {
                match self.more(flow).await {
                    true => continue,
                    false => return,
                }
            };
            match self.comes(due, catch_up.start_of(due, self.clock.now()), flow.rate()).await {
                Comes::Otherwise => {}
                Comes::Never => return,
                Comes::Now => {
                    flow.next();
                    self.core.recorder.session(self.scope, SessionEvent::Due);
                    self.arrive(number, due, sessions);
                    number += 1;
                    while sessions.try_join_next().is_some() {}
                }
            }
        }
    }

    /// Waits for the moment at which an arrival is started; whether that comes before the load ends,
    /// or at most a little late.
    async fn comes(&self, due: Instant, start: Instant, rate: Option<Rate>) -> Comes {
        if start > self.clock.now() || self.clock.is_paused() {
            tokio::select! {
                biased;
                () = self.clock.until(&self.core.pacer, start) => {}
                () = self.clock.another_rate(self.entry.title(), rate) => return Comes::Otherwise,
                () = self.core.stop.reached(StopLevel::Round) => return Comes::Never,
            }
        }
        match !self.core.stop.stopping() || self.clock.since(due) < LATE {
            true => Comes::Now,
            false => Comes::Never,
        }
    }

    /// Whether there are arrivals again by another rate before the entry's time is over. One that
    /// goes by its plan is over with its last arrival.
    async fn more(&self, flow: &Flow) -> bool {
        if flow.rate().is_none() {
            return false;
        }
        tokio::select! {
            () = self.clock.another_rate(self.entry.title(), flow.rate()) => true,
            () = self.clock.until(&self.core.pacer, after(self.begin, flow.length())) => false,
            () = self.core.stop.reached(StopLevel::Round) => false,
        }
    }

    /// Counts an arrival that was due, if it was.
    fn due(&self, due: Instant) -> bool {
        let was = due <= self.clock.now();
        if was {
            self.core.recorder.session(self.scope, SessionEvent::Due);
        }
        was
    }

    /// Starts a session in an idle slot or a new one; without room for one it is dropped.
    fn arrive(&self, number: u64, due: Instant, sessions: &mut JoinSet<()>) {
        let seat = self.idle.borrow_mut().pop();
        let Some(mut seat) = seat.or_else(|| self.open()) else {
            self.core.recorder.session(self.scope, SessionEvent::Dropped);
            return;
        };
        seat.choose_for(number);
        let lag = self.clock.since(due);
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

/// Whether an arrival comes.
enum Comes {
    Now,
    /// The rate is another now, and perhaps another arrival comes first.
    Otherwise,
    /// The load ends before it.
    Never,
}

/// The rates of an entry whose sessions arrive.
pub(super) fn rates(load: &Load) -> Option<(Stages<Rate>, bool)> {
    match load {
        Load::At { rates, poisson } => Some((rates.clone(), *poisson)),
        _ => None,
    }
}
