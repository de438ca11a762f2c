//! An entry of the load test on one core: what all its sessions there share.

use std::rc::Rc;

use super::start::Setup;
use crate::error::Result;
use crate::metrics::{MetricName, NameRef, Scope, ScopeId};
use crate::net::{BaseUrl, NetSettings};
use crate::plan::Share;
use crate::scenario::{Member, ScenarioRef};
use crate::session::{Core, Profile, Session, Slot, Start, net_settings};

/// An entry of the load test on one core.
pub(super) struct EntryOnCore {
    pub(super) number: u32,
    pub(super) share: Share,
    pub(super) iteration: MetricName,
    pub(super) profile: Rc<Profile>,
    pub(super) net: Rc<NetSettings>,
    title: String,
    scenarios: Vec<ScenarioRef>,
    /// The name by which its sessions are measured apart, if they are.
    apart: Option<String>,
    /// Whether each slot is measured apart.
    per_slot: bool,
    name: Rc<str>,
}

/// Where the sessions of a slot record.
pub(super) struct Places {
    /// What becomes of the sessions.
    pub(super) scope: ScopeId,
    /// What they do, by scenario.
    pub(super) members: Vec<Member>,
}

impl EntryOnCore {
    pub(super) fn new(setup: &Setup, number: u32, share: &Share) -> Result<Self> {
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
            share: share.clone(),
        })
    }

    /// How it is called.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// Where the sessions of the slot of this number record.
    pub(super) fn places(&self, core: &Core, slot: u64) -> Places {
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

    pub(super) fn session(&self, core: &Rc<Core>, slot: &Rc<Slot>, scope: ScopeId) -> Session {
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
pub(super) fn declared(setup: &Setup) -> Vec<BaseUrl> {
    let profiles =
        setup.entries.iter().map(|entry| Profile::new(Rc::from(""), entry.config.clone()));
    profiles.filter_map(|profile| profile.ok()?.base_url().cloned()).collect()
}
