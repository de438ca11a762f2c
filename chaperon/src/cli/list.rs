//! `list`: load tests, their scenarios, and the keys these read.

use std::io::{self, Write};

use super::args::ListArgs;
use super::exit::Exit;
use super::main::complain;
use super::pick;
use crate::config::KeyInfo;
use crate::load_test::{LoadTestRef, Registry};
use crate::scenario::ScenarioRef;

/// Lists one load test, or all there is.
pub(super) fn run(registry: &Registry, args: &ListArgs) -> Exit {
    let mut out = io::stdout().lock();
    let listed = match &args.test {
        None => all(registry, &mut out),
        Some(name) => match pick::load_test(registry, Some(name)) {
            Ok(test) => load_test(test, &mut out),
            Err(message) => return complain(Exit::Usage, message),
        },
    };
    match listed {
        Ok(()) => Exit::Ok,
        Err(error) => complain(Exit::Usage, error),
    }
}

fn all(registry: &Registry, out: &mut impl Write) -> io::Result<()> {
    for test in registry.load_tests() {
        load_test(test, out)?;
    }
    writeln!(out, "Scenarios")?;
    registry.scenarios().into_iter().try_for_each(|one| scenario(one, out))
}

fn load_test(test: &LoadTestRef, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}{}", test.name, summary(test.docs))?;
    let definition = test.define();
    for entry in definition.entries() {
        writeln!(out, "  {} x {}", entry.sessions(), entry.title())?;
    }
    for (name, feed) in definition.feeds() {
        writeln!(out, "  feed {name}: {feed}")?;
    }
    writeln!(out)
}

fn scenario(scenario: ScenarioRef, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "  {}{}", scenario.name(), summary(scenario.docs()))?;
    keys(scenario.keys(), "", out)
}

fn keys(infos: &[KeyInfo], path: &str, out: &mut impl Write) -> io::Result<()> {
    for info in infos {
        let key = format!("{path}{}", info.name);
        if info.nested.is_empty() {
            let need = match (info.default, info.required) {
                (Some(default), _) => format!(" = {default}"),
                (None, true) => ", required".to_owned(),
                (None, false) => ", optional".to_owned(),
            };
            writeln!(out, "    {key}: {}{need}{}", info.type_name, summary(info.docs))?;
        } else {
            keys(info.nested, &format!("{key}."), out)?;
        }
    }
    Ok(())
}

/// The first line of docs, after a dash.
fn summary(docs: &str) -> String {
    match docs.trim().lines().next() {
        Some(line) if !line.is_empty() => format!("  - {line}"),
        _ => String::new(),
    }
}
