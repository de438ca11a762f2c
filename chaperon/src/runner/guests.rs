//! Sessions of other nodes, which come to run a scenario here.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, oneshot};
use tokio::task::JoinSet;

use super::entry::declared;
use super::start::Setup;
use crate::error::Result;
use crate::metrics::Scope;
use crate::scenario::{ScenarioRef, receive};
use crate::session::{Core, Profile, Return, Session, Slot, Start, Visit, net_settings};

/// Where sessions of other nodes wait for a core of this one.
#[derive(Debug)]
pub struct Guests {
    /// What they may run.
    scenarios: Vec<ScenarioRef>,
    /// None when nobody is taken in any more.
    waiting: Mutex<Option<VecDeque<Guest>>>,
    news: Notify,
}

/// Said to those who come, or still wait, when no core makes load any more.
const OVER: &str = "its load has ended";

/// A session of another node.
#[derive(Debug)]
pub struct Guest {
    visit: Visit,
    scenario: ScenarioRef,
    home: oneshot::Sender<Result<Return, String>>,
}

#[cfg_attr(not(feature = "cluster"), expect(dead_code, reason = "only nodes of a cluster do that"))]
impl Guests {
    /// Nobody yet; they may run these scenarios.
    pub fn new(scenarios: Vec<ScenarioRef>) -> Self {
        Self { scenarios, waiting: Mutex::new(Some(VecDeque::new())), news: Notify::new() }
    }

    /// Lets a session wait for a core. What it comes home with is told when it is done, or why it was
    /// not let in; nothing, if it was cut.
    ///
    /// # Errors
    /// When its scenario is not known here, or the load has ended.
    pub fn welcome(
        &self,
        visit: Visit,
    ) -> Result<oneshot::Receiver<Result<Return, String>>, String> {
        let scenario = self.scenarios.iter().find(|known| known.name() == visit.scenario);
        let scenario = *scenario.ok_or_else(|| {
            format!(
                "it knows no scenario `{0}`: list it in `chaperon::main!(..; scenarios: {0})`",
                visit.scenario
            )
        })?;
        let (home, back) = oneshot::channel();
        self.waiting().as_mut().ok_or(OVER)?.push_back(Guest { visit, scenario, home });
        self.news.notify_one();
        Ok(back)
    }

    /// Sends those away who wait, and whoever comes later: there is no core for them any more.
    pub fn close(&self) {
        for guest in self.waiting().take().into_iter().flatten() {
            // Whoever sent it may have stopped waiting.
            let _ = guest.home.send(Err(OVER.to_owned()));
        }
    }

    async fn next(&self) -> Guest {
        loop {
            let news = self.news.notified();
            if let Some(guest) = self.waiting().as_mut().and_then(VecDeque::pop_front) {
                return guest;
            }
            news.await;
        }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Option<VecDeque<Guest>>> {
        // What it guards is whole at any moment.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The guests of a core.
pub(super) struct Hosting {
    core: Rc<Core>,
    setup: Arc<Setup>,
    guests: JoinSet<()>,
}

impl Hosting {
    pub(super) fn new(core: &Rc<Core>, setup: &Arc<Setup>) -> Self {
        Self { core: core.clone(), setup: setup.clone(), guests: JoinSet::new() }
    }

    /// Takes guests in for as long as it is polled.
    pub(super) async fn serve(&mut self) {
        let Some(guests) = self.setup.guests.clone() else { return std::future::pending().await };
        loop {
            tokio::select! {
                guest = guests.next() => {
                    self.guests.spawn_local(host(self.core.clone(), self.setup.clone(), guest));
                }
                Some(_) = self.guests.join_next() => {}
            }
        }
    }

    /// Waits until all guests are on their way home.
    pub(super) async fn end(&mut self) {
        while self.guests.join_next().await.is_some() {}
    }
}

async fn host(core: Rc<Core>, setup: Arc<Setup>, guest: Guest) {
    let Guest { visit, scenario, home } = guest;
    let back = match session(&core, &setup, scenario, visit) {
        Ok(mut session) => Ok(receive(&mut session, scenario).await),
        Err(error) => Err(error.to_string()),
    };
    // Whoever sent it may have stopped waiting.
    let _ = home.send(back);
}

/// The session, in a slot of its own, with the config that it has at home.
fn session(core: &Rc<Core>, setup: &Setup, scenario: ScenarioRef, visit: Visit) -> Result<Session> {
    let Visit { name, entry, seed, config, luggage, scenario: _ } = visit;
    let mut layer = scenario.defaults();
    if let Some(entry) = setup.entries.get(entry as usize) {
        layer.merge(entry.config.clone());
    }
    layer.merge_sent(config);
    let profile = Rc::new(Profile::new(scenario.name().into(), layer)?);
    let net = Rc::new(net_settings(&profile, &declared(setup))?);
    let random = fastrand::Rng::with_seed(seed);
    let mut session = Session::new(Start {
        name: name.into(),
        entry,
        core: core.clone(),
        slot: Rc::new(Slot::new(core.net.clone(), net, random)),
        scope: core.recorder.scope(&Scope::of(scenario.name())),
        profile,
    });
    session.unpack(luggage);
    Ok(session)
}
