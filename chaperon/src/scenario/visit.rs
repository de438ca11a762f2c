//! A scenario that runs in a session of another node, which is sent there and back.

use std::rc::Rc;

use super::ScenarioRef;
use super::life::{Place, live};
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::{NameRef, Sample};
use crate::session::{Elsewhere, Profile, Return, Session, Visit, attended};
use crate::time::now;

/// Has a scenario run on some node with what the session has; it has what came of it then.
pub(super) async fn travel(
    session: &mut Session,
    scenario: ScenarioRef,
    profile: &Profile,
    elsewhere: &dyn Elsewhere,
) -> Result {
    let metric = NameRef::of("run_scenario", scenario.name());
    let metric = session.core.recorder.intern(session.scope, metric);
    let start = now();
    let back = elsewhere.visit(Visit {
        scenario: scenario.name().to_owned(),
        name: session.name.to_string(),
        entry: session.entry,
        seed: session.draw_seed(),
        config: profile.layer().sent(),
        luggage: session.luggage(),
    });
    let back = back.await;
    session.record_sample(metric, Sample::new(start.elapsed()));
    match back {
        Ok(Return { luggage, error }) => {
            session.unpack(luggage);
            // It was counted where it happened.
            error.map_or(Ok(()), |(kind, message)| Err(happened(&kind, message).noted()))
        }
        Err(message) => Err(session.note_error(Error::new(ErrorKind::Node, message))),
    }
}

/// An error of another node.
fn happened(kind: &str, message: String) -> Error {
    Error::new(ErrorKind::named(kind).unwrap_or(ErrorKind::Other), message)
}

/// Runs a scenario in a session that came from another node.
pub async fn receive(session: &mut Session, scenario: ScenarioRef) -> Return {
    let life = async |session: &mut Session| live(session, scenario, Place::Later).await;
    let outcome = attended(session, life).await.into_result();
    let profile: Rc<Profile> = session.profile.clone();
    let told = |error: Error| (error.kind().to_string(), profile.redact(&error.to_string()));
    Return { luggage: session.luggage(), error: outcome.err().map(told) }
}
