//! Finding what was named on the command line.

use crate::load_test::{LoadTestRef, Registry};
use crate::scenario::ScenarioRef;

/// The load test of that name, or the only one.
///
/// # Errors
/// Which there are, when the name is none of them or none was given.
pub(super) fn load_test<'r>(
    registry: &'r Registry,
    name: Option<&str>,
) -> Result<&'r LoadTestRef, String> {
    let tests = registry.load_tests();
    match (name, tests) {
        (None, [only]) => Ok(only),
        (None, _) => Err(format!("which load test? {}", there_are(tests))),
        (Some(name), _) => registry.find(name).ok_or_else(|| {
            let near = near(name, tests.iter().map(|test| test.name));
            format!("no load test `{name}`{near}; {}", there_are(tests))
        }),
    }
}

/// The scenario of that name, or of that last part of a name.
///
/// # Errors
/// Which there are, when it is none of them or fits several.
pub(super) fn scenario(registry: &Registry, name: &str) -> Result<ScenarioRef, String> {
    let all = registry.scenarios();
    let names: Vec<&str> = all.iter().map(|scenario| scenario.name()).collect();
    if let Some(exact) = all.iter().find(|scenario| scenario.name() == name) {
        return Ok(*exact);
    }
    let short = |full: &&ScenarioRef| full.name().rsplit("::").next() == Some(name);
    let fitting: Vec<ScenarioRef> = all.iter().filter(short).copied().collect();
    match fitting.as_slice() {
        [one] => Ok(*one),
        [] => {
            let near = near(name, names.iter().copied());
            Err(format!("no scenario `{name}`{near}; there are: {}", names.join(", ")))
        }
        _ => Err(format!("`{name}` fits several scenarios of: {}", names.join(", "))),
    }
}

fn there_are(tests: &[LoadTestRef]) -> String {
    let names: Vec<_> = tests.iter().map(|test| test.name).collect();
    format!("there are: {}", names.join(", "))
}

/// `; did you mean …?` when one of the names is near.
fn near<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    names
        .map(|known| (strsim::jaro_winkler(&known.to_lowercase(), &name.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map_or_else(String::new, |(_, known)| format!("; did you mean `{known}`?"))
}
