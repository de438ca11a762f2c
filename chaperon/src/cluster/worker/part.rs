//! A worker's part of a load test: made ready, set up and driven.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::frames::Frames;
use crate::cluster::identity::Identity;
use crate::cluster::options::options;
use crate::cluster::protocol::{RunPlan, Submission};
use crate::event::{Ending, Event};
use crate::load_test::{Definition, LoadTestRef};
use crate::plan::Portion;
use crate::run::{Conductor, Driven, Order, Part, Prepared, RunOptions, prepare_part};
use crate::runner::Guests;
use crate::scenario::SetUp;
use crate::session::{Elsewhere, Given};
use crate::time::Instant;

/// How sessions go to other nodes, and come from there.
pub(super) struct Ways {
    pub(super) others: Arc<dyn Elsewhere>,
    pub(super) guests: Arc<Guests>,
}

/// A load test as it is asked for.
pub(super) struct Asked {
    test: LoadTestRef,
    definition: Definition,
    options: RunOptions,
}

/// A part of it that is ready to begin.
pub(super) struct Ready {
    prepared: Prepared,
    conductor: Conductor,
    given: Given,
    ways: Ways,
    pub(super) revision: u32,
    /// How far this machine's clock is ahead of the leader's, in microseconds.
    pub(super) clock_ahead_us: i64,
}

impl Asked {
    /// The load test of a submission.
    ///
    /// # Errors
    /// In words for people: that its config is malformed.
    pub(super) fn of(test: LoadTestRef, submission: &Submission) -> Result<Self, String> {
        let definition = test.define();
        let options = options(submission, &definition).map_err(|error| error.to_string())?;
        Ok(Self { test, definition, options })
    }

    /// Checks all that can be checked before a part is known.
    ///
    /// # Errors
    /// In words for people.
    pub(super) fn check(&self, cores: u32) -> Result<(), String> {
        self.prepared(&self.options, Part::Lead { cores }).map(drop)
    }

    fn prepared(&self, options: &RunOptions, part: Part) -> Result<Prepared, String> {
        prepare_part(self.test.name, &self.definition, options, part).map_err(|e| e.to_string())
    }

    /// Runs the load test's `setup`; gives what it gave as JSON, nothing if there is none.
    ///
    /// # Errors
    /// In words for people: why it failed.
    pub(super) async fn set_up(
        &self,
        orders: &mut mpsc::UnboundedReceiver<Order>,
        frames: &mut Frames,
    ) -> Result<Option<serde_json::Value>, String> {
        let prepared = self.prepared(&self.options, Part::Lead { cores: 1 })?;
        let mut conductor = Conductor::new(&prepared, None);
        let given = set_up(&mut conductor, &prepared, Given::default(), "setup", orders, frames);
        Ok(given.await?.setup_json().cloned())
    }

    /// Makes a part of a plan ready, and runs its `worker_setup`.
    ///
    /// # Errors
    /// In words for people: that it is none of ours, that it is too large, or that it failed.
    pub(super) async fn ready(
        &self,
        plan: &RunPlan,
        identity: &Identity,
        ways: Ways,
        orders: &mut mpsc::UnboundedReceiver<Order>,
        frames: &mut Frames,
    ) -> Result<Ready, String> {
        let ours = |part: &crate::cluster::protocol::Part| {
            part.node == identity.name && part.boot == identity.boot
        };
        let worker = plan.parts.iter().position(ours).ok_or("it has no part in the plan")?;
        let part = &plan.parts[worker];
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let portion = Portion {
            first_core: part.first_core,
            cores: part.cores,
            of_cores: plan.cores,
            worker: number(worker),
            of_workers: number(plan.parts.len()),
        };
        let options = RunOptions { seed: Some(plan.seed), ..self.options.clone() };
        let prepared = self.prepared(&options, Part::Of(portion))?;
        let mut given = Given::default();
        let setup = prepared.set_ups().iter().find(|set_up| set_up.field() == "setup");
        if let (Some(set_up), Some(json)) = (setup, &plan.setup) {
            given.put("setup", set_up.read(json.clone()).map_err(|error| error.to_string())?);
        }
        let mut conductor = Conductor::new(&prepared, options.duration);
        let given =
            set_up(&mut conductor, &prepared, given, "worker_setup", orders, frames).await?;
        let clock_ahead_us = part.clock_ahead_us;
        Ok(Ready { prepared, conductor, given, ways, revision: plan.revision, clock_ahead_us })
    }
}

/// Runs those of the set-ups that stand in this field.
async fn set_up(
    conductor: &mut Conductor,
    prepared: &Prepared,
    given: Given,
    field: &str,
    orders: &mut mpsc::UnboundedReceiver<Order>,
    frames: &mut Frames,
) -> Result<Given, String> {
    let mut setup = prepared.setup().clone();
    let wanted = |set_up: &SetUp| set_up.field() == field;
    setup.set_ups.retain(wanted);
    if setup.set_ups.is_empty() {
        return Ok(given);
    }
    setup.given = given;
    let given = conductor.set_up(&setup, orders, &mut |event| frames.hear(event)).await;
    let given = given.map_err(|error| error.to_string())?;
    match conductor.ending() {
        None => Ok(given),
        Some(Ending::SetupFailed(why)) => Err(why.clone()),
        Some(ending) => Err(ending.to_string()),
    }
}

impl Ready {
    /// Drives the part, whose load begins at `start`, to its end; gives why that came early, if it
    /// did.
    pub(super) async fn drive(
        self,
        start: Instant,
        orders: &mut mpsc::UnboundedReceiver<Order>,
        frames: &mut Frames,
    ) -> Option<String> {
        let Self { prepared, mut conductor, given, ways, .. } = self;
        let mut setup = prepared.setup().clone();
        setup.given = given;
        (setup.elsewhere, setup.guests) = (Some(ways.others), Some(ways.guests.clone()));
        frames.begin(&prepared, setup.shares.len());
        frames.hear(&Event::Started(prepared.started().clone()));
        let driven = conductor.load(setup, start, orders, &mut |event| frames.hear(event)).await;
        ways.guests.close();
        frames.over();
        if let Err(error) = driven {
            return Some(format!("its cores could not be started: {error}"));
        }
        early(&conductor.driven())
    }
}

/// Why a load ended before its plan did, and before anybody told it to.
fn early(driven: &Driven) -> Option<String> {
    match driven {
        Driven { failure: Some((core, reason)), .. } => {
            Some(format!("core {core} failed: {reason}"))
        }
        Driven { ending: ending @ Ending::Signal(_), .. } => Some(ending.to_string()),
        Driven { lost: 0, .. } => None,
        Driven { lost, .. } => Some(format!("{lost} of its cores did not end in time")),
    }
}
