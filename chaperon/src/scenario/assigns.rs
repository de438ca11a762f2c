//! Whether a scenario that ended well has left what it declares by `assigns(..)`.

use super::ScenarioRef;
use crate::config::AssignInfo;
use crate::error::{Error, ErrorKind, Result};
use crate::session::{Session, interrupted};

/// Passes when all is assigned that the scenario declares, each of its type.
///
/// # Errors
/// [`ErrorKind::Assign`], with what was declared and what was found. When the load test is
/// stopping, a scenario may have ended before it came to assign: it was interrupted then.
pub(super) fn check(session: &Session, scenario: ScenarioRef) -> Result {
    scenario.assigns().iter().try_for_each(|info| left(session, scenario, info))
}

fn left(session: &Session, scenario: ScenarioRef, info: &AssignInfo) -> Result {
    let AssignInfo { name, type_name, .. } = info;
    let declares =
        format!("scenario `{}` declares `assigns({name}: {type_name})`", scenario.name());
    let wrong = |message: String| Err(Error::new(ErrorKind::Assign, message));
    match session.assigns.get(name) {
        Some(value) => match info.check(value) {
            Ok(()) => Ok(()),
            Err(mistake) => wrong(format!("{declares}, and assigned another type: {mistake}")),
        },
        None if session.stopping() => Err(interrupted()),
        None => wrong(format!(
            "{declares}, and ended without it: call `session.assign(\"{name}\", ..)`; {}",
            found(session)
        )),
    }
}

/// What is assigned instead.
fn found(session: &Session) -> String {
    let names: Vec<_> = session.assigns.tree().keys().map(|key| format!("`{key}`")).collect();
    match names.is_empty() {
        true => "nothing is assigned".to_owned(),
        false => format!("assigned are {}", names.join(", ")),
    }
}
