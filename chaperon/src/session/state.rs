//! The session and its slot: what is one user's own.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use super::{
    Assigns, Core, Intervals, Kept, Line, Live, Mailbox, Profile, SessionId, Sockets, Tasks,
    Unfinished,
};
use crate::config::Reuse;
use crate::feed::Held;
use crate::metrics::ScopeId;
use crate::net::http::cookies::Jar;
use crate::net::{Connections, Net, NetSettings};
use crate::time::Instant;

/// A virtual user's place: what outlives a single session.
///
/// It owns the connections; nothing of it is shared with another slot.
pub struct Slot {
    pub(crate) connections: Connections,
    /// Of which each session has its own.
    random: RefCell<fastrand::Rng>,
}

impl Slot {
    /// A slot of a core, which connects as the settings say.
    pub(crate) fn new(net: Rc<Net>, settings: Rc<NetSettings>, random: fastrand::Rng) -> Self {
        Self { connections: Connections::new(net, settings), random: RefCell::new(random) }
    }

    /// Makes the sessions that follow choose by this randomness.
    pub(crate) fn set_random(&self, random: fastrand::Rng) {
        self.random.replace(random);
    }
}

/// What a session leaves to the next one of its slot, by `reuse: session`.
pub struct Legacy {
    assigns: Assigns,
    cookies: Jar,
}

/// One run of a scenario by one virtual user.
///
/// Everything a virtual user does is a method of it: requests, WebSocket messages, child tasks,
/// loops, delays, values kept for later. It lives on one core and is never shared.
///
/// Verbs that take time are awaited and give a [`Result`](crate::Result): `?` ends this session's
/// iteration, which is recorded with the error's kind, and never the load test. Plain calls such
/// as [`assign`](Self::assign) give nothing to await.
pub struct Session {
    pub(crate) id: SessionId,
    pub(crate) name: Rc<str>,
    pub(crate) parent: Option<SessionId>,
    /// The number of the load test's entry it belongs to.
    pub(crate) entry: u32,
    pub(crate) core: Rc<Core>,
    pub(crate) slot: Rc<Slot>,
    pub(crate) scope: ScopeId,
    pub(crate) profile: Rc<Profile>,
    pub(crate) assigns: Assigns,
    pub(crate) cookies: Jar,
    pub(crate) live: Live,
    /// Shared with its task, which reads from them.
    pub(crate) sockets: Rc<Sockets>,
    pub(crate) tasks: Tasks,
    /// What it does at intervals while it waits.
    pub(crate) intervals: Intervals,
    /// The signals that it was sent.
    pub(crate) mailbox: Rc<Mailbox>,
    /// The way to the mailbox of the session that spawned it.
    pub(crate) to_parent: Option<Line>,
    /// What its actions gave, in a run that prints it.
    pub(crate) kept: Option<Rc<Kept>>,
    /// Since when an action is under way, of which only a cut leaves a trace here.
    pub(crate) under_way: Option<Instant>,
    /// The nested scenarios under way, innermost last.
    pub(crate) unfinished: Vec<Unfinished>,
    /// How late it started against its planned moment, where there is one.
    pub(crate) lag: Option<Duration>,
    /// The rows of feeds that are its own until it ends.
    pub(crate) held_rows: Vec<Held>,
    /// When the scenario under way is cut by its `scenario_timeout`.
    pub(crate) ends: Option<Instant>,
    pub(super) random: fastrand::Rng,
}

/// What a new session starts with.
pub struct Start {
    /// Its name.
    pub name: Rc<str>,
    /// The number of the entry it belongs to.
    pub entry: u32,
    /// The services of its core.
    pub core: Rc<Core>,
    /// Its place.
    pub slot: Rc<Slot>,
    /// Where it records.
    pub scope: ScopeId,
    /// Its config.
    pub profile: Rc<Profile>,
}

impl Session {
    /// A fresh session.
    pub(crate) fn new(start: Start) -> Self {
        let random = start.slot.random.borrow_mut().fork();
        let Start { name, entry, core, slot, scope, profile } = start;
        let kept = core.show.then(Rc::default);
        Self {
            id: core.next_session(),
            name,
            parent: None,
            entry,
            core,
            slot,
            scope,
            profile,
            assigns: Assigns::default(),
            cookies: Jar::default(),
            live: Live::default(),
            sockets: Rc::default(),
            tasks: Tasks::default(),
            intervals: Intervals::default(),
            mailbox: Rc::default(),
            to_parent: None,
            kept,
            under_way: None,
            unfinished: Vec::new(),
            lag: None,
            held_rows: Vec::new(),
            ends: None,
            random,
        }
    }

    /// A child: an id of its own, copies of assigns and cookies, the same slot, as late as this one.
    pub(crate) fn fork(&mut self) -> Self {
        Self {
            id: self.core.next_session(),
            name: self.name.clone(),
            parent: Some(self.id),
            entry: self.entry,
            core: self.core.clone(),
            slot: self.slot.clone(),
            scope: self.scope,
            profile: self.profile.clone(),
            assigns: self.assigns.clone(),
            cookies: self.cookies.clone(),
            live: Live::default(),
            sockets: Rc::default(),
            tasks: Tasks::default(),
            intervals: Intervals::default(),
            mailbox: Rc::default(),
            to_parent: Some(Line::to(&self.mailbox)),
            kept: self.kept.as_ref().map(Kept::of_child),
            under_way: None,
            unfinished: Vec::new(),
            lag: self.lag,
            held_rows: Vec::new(),
            ends: None,
            random: self.random.fork(),
        }
    }

    /// A random number from 0 to below 1.
    pub(crate) fn random(&mut self) -> f64 {
        self.random.f64()
    }

    /// Takes over what the session before it in the slot has left.
    pub(crate) fn take_over(&mut self, legacy: Option<Legacy>) {
        if let Some(Legacy { assigns, cookies }) = legacy {
            self.assigns = assigns;
            self.cookies = cookies;
        }
    }

    /// Ends the session, and leaves to the next one in the slot what `reuse` says.
    pub(crate) fn leave(self) -> Option<Legacy> {
        match self.profile.settings().reuse {
            Reuse::Connections => None,
            Reuse::Nothing => {
                self.slot.connections.close_idle();
                None
            }
            Reuse::Session => Some(Legacy { assigns: self.assigns, cookies: self.cookies }),
        }
    }

    /// The session's number, unique within the run.
    pub fn id(&self) -> SessionId {
        self.id
    }

    /// The session's name: `as "n"`, the key `session_name`, or the scenario's name.
    pub fn name(&self) -> Rc<str> {
        self.name.clone()
    }

    /// The number of the session that spawned this one, if one did.
    pub fn parent(&self) -> Option<SessionId> {
        self.parent
    }

    /// The name of the scenario that it runs.
    pub fn scenario(&self) -> Rc<str> {
        self.profile.scenario()
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("scenario", &self.profile.scenario())
            .finish_non_exhaustive()
    }
}
