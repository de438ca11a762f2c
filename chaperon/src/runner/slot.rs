//! A slot: session after session, for as long as its load clause says.

use std::cell::Cell;
use std::rc::Rc;

use super::start::Setup;
use crate::error::Result;
use crate::load_test::Load;
use crate::metrics::{MetricName, NameRef, Scope, ScopeId, SessionEvent};
use crate::net::{BaseUrl, NetSettings};
use crate::plan::EntryLoad;
use crate::scenario::{Member, Outcome, ScenarioRef, run_session};
use crate::session::{Core, Profile, Session, Slot, Start, net_settings};
use crate::time::{Instant, after, now};

/// An entry of the load test on one core: what its slots share.
pub(super) struct EntryOnCore {
    number: u32,
    title: String,
    scenarios: Vec<ScenarioRef>,
    /// The name by which its sessions are measured apart, if they are.
    apart: Option<String>,
    /// Whether each slot is measured apart.
    per_slot: bool,
    iteration: MetricName,
    name: Rc<str>,
    profile: Rc<Profile>,
    net: Rc<NetSettings>,
    pace: Pace,
}

/// Where the sessions of a slot record.
struct Places {
    /// What becomes of the sessions.
    scope: ScopeId,
    /// What they do, by scenario.
    members: Vec<Member>,
}

/// When an entry's slots have done enough.
enum Pace {
    Once,
    Until(Instant),
    Left(Cell<u64>),
}

impl EntryOnCore {
    pub(super) fn new(setup: &Setup, number: u32, share: &EntryLoad) -> Result<Self> {
        let entry = &setup.entries[number as usize];
        let first: Rc<str> = entry.members.first().map_or("", |member| member.name()).into();
        let profile = Profile::new(first, entry.config.clone())?;
        let named = entry.name.as_deref().or(profile.settings().session_name.as_deref());
        Ok(Self {
            number,
            title: entry.title.clone(),
            scenarios: entry.members.clone(),
            apart: entry.name.clone(),
            per_slot: setup.per_session,
            iteration: NameRef::of("iteration", &entry.title).into_owned(),
            name: named.unwrap_or(&entry.title).into(),
            net: Rc::new(net_settings(&profile, &declared(setup))?),
            profile: Rc::new(profile),
            pace: Pace::of(share.load),
        })
    }

    /// Where the sessions of the slot of this number record.
    fn places(&self, core: &Core, slot: u64) -> Places {
        let apart = match self.per_slot {
            true => Some(format!("{} {}-{slot}", self.name, core.index())),
            false => self.apart.clone(),
        };
        let scope = |scenario: &str| {
            let scope = Scope::of(scenario);
            core.recorder.scope(&match &apart {
                Some(name) => scope.of_session(name.as_str()),
                None => scope,
            })
        };
        let members = self.scenarios.iter();
        let members = members.map(|&scenario| Member { scenario, scope: scope(scenario.name()) });
        Places { scope: scope(&self.title), members: members.collect() }
    }

    fn session(&self, core: &Rc<Core>, slot: &Rc<Slot>, scope: ScopeId) -> Session {
        Session::new(Start {
            name: self.name.clone(),
            entry: self.number,
            core: core.clone(),
            slot: slot.clone(),
            scope,
            profile: self.profile.clone(),
        })
    }
}

/// The base URLs that the load test's entries declare.
fn declared(setup: &Setup) -> Vec<BaseUrl> {
    let profiles =
        setup.entries.iter().map(|entry| Profile::new(Rc::from(""), entry.config.clone()));
    profiles.filter_map(|profile| profile.ok()?.base_url().cloned()).collect()
}

impl Pace {
    fn of(load: Load) -> Self {
        match load {
            Load::Once => Self::Once,
            Load::For(duration) => Self::Until(after(now(), duration)),
            Load::Times(times) => Self::Left(Cell::new(times)),
        }
    }

    /// Whether a slot that has run `done` sessions starts another.
    fn goes_on(&self, done: u64) -> bool {
        match self {
            Self::Once => done == 0,
            Self::Until(end) => now() < *end,
            Self::Left(left) => match left.get().checked_sub(1) {
                None => false,
                Some(rest) => {
                    left.set(rest);
                    true
                }
            },
        }
    }

    fn repeats(&self) -> bool {
        !matches!(self, Self::Once)
    }
}

/// The whole life of a slot of this number.
pub(super) async fn run_slot(core: Rc<Core>, entry: Rc<EntryOnCore>, number: u64) {
    let random = core.random_of_slot(entry.number, number);
    let slot = Rc::new(Slot::new(core.net.clone(), entry.net.clone(), random));
    let places = entry.places(&core, number);
    let mut done = 0;
    let mut kept = None;
    while !core.stop.stopping() && entry.pace.goes_on(done) {
        let mut session = entry.session(&core, &slot, places.scope);
        session.take_over(kept.take());
        let outcome = iteration(&core, &entry, &places, &mut session).await;
        done += 1;
        if entry.pace.repeats() && !matches!(outcome, Outcome::Finished | Outcome::Interrupted) {
            core.recorder.session(places.scope, SessionEvent::RoundFailed);
            session.pause(entry.profile.settings().error_pause).await;
        }
        kept = session.leave();
        // A loop of sessions that never wait must still let the core do its other work.
        tokio::task::coop::consume_budget().await;
    }
}

async fn iteration(
    core: &Core,
    entry: &EntryOnCore,
    places: &Places,
    session: &mut Session,
) -> Outcome {
    core.recorder.session(places.scope, SessionEvent::Started);
    let start = now();
    let outcome = run_session(session, &places.members).await;
    let metric = core.recorder.intern(places.scope, entry.iteration.by_ref());
    core.recorder.record(metric, start.elapsed());
    core.recorder.session(places.scope, outcome.event());
    outcome
}
