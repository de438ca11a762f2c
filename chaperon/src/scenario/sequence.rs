//! A session from its first scenario to its last: one, or a sequence.

use super::life::{Place, live};
use super::{Outcome, ScenarioRef};
use crate::metrics::ScopeId;
use crate::session::{Session, attended};

/// A scenario of an entry, and where it records.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The scenario.
    pub scenario: ScenarioRef,
    /// Where what happens in it is recorded.
    pub scope: ScopeId,
}

/// Runs the scenarios of an entry one after the other, in one session.
///
/// What one assigns is config of the next, and wins over the entry's own. The first that does not
/// finish ends the sequence.
pub async fn run_session(session: &mut Session, members: &[Member]) -> Outcome {
    attended(session, async |session| run_all(session, members).await).await
}

async fn run_all(session: &mut Session, members: &[Member]) -> Outcome {
    let mut place = Place::First;
    for member in members {
        if place == Place::Later
            && let Err(error) = session.assigns_become_config(member.scenario.name())
        {
            return Outcome::Failed(session.note_error(error));
        }
        session.scope = member.scope;
        match live(session, member.scenario, place).await {
            Outcome::Finished => place = Place::Later,
            ended => return ended,
        }
    }
    Outcome::Finished
}
