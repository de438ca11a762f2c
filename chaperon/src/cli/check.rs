//! `check`: everything short of sending, and the plan.

use std::io::{self, Write};

use super::args::CheckArgs;
use super::config;
use super::exit::Exit;
use super::main::complain;
use super::pick;
use super::run::refused;
use crate::load_test::{Load, LoadTestRef, Registry};
use crate::run::{Prepared, RunOptions, prepare};
use crate::time::write_duration;

/// Checks one load test, or all of them.
pub(super) fn run(registry: &Registry, args: &CheckArgs) -> Exit {
    let tests = match &args.test {
        None => registry.load_tests().iter().collect(),
        Some(name) => match pick::load_test(registry, Some(name)) {
            Ok(test) => vec![test],
            Err(message) => return complain(Exit::Usage, message),
        },
    };
    let exits = tests.into_iter().map(|test| check(test, args));
    exits.fold(Exit::Ok, |worst, exit| if worst == Exit::Ok { exit } else { worst })
}

fn check(test: &LoadTestRef, args: &CheckArgs) -> Exit {
    let definition = test.define();
    let config = match config::layer(&args.config, &definition) {
        Ok(config) => config,
        Err(error) => return complain(Exit::Config, error),
    };
    let options = RunOptions { config, scale: args.scale, ..RunOptions::default() };
    match prepare(test.name, &definition, &options) {
        Ok(prepared) => match show(test, &prepared) {
            Ok(()) => Exit::Ok,
            Err(error) => complain(Exit::Usage, error),
        },
        Err(error) => refused(&error),
    }
}

fn show(test: &LoadTestRef, prepared: &Prepared) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}: ready", test.name)?;
    for (entry, load) in prepared.entries() {
        let sessions = match load.count {
            1 => "1 session".to_owned(),
            count => format!("{count} sessions"),
        };
        let length = match load.load {
            Load::Once => "once each".to_owned(),
            Load::For(duration) => format!("for {}", write_duration(duration)),
            Load::Times(times) => format!("{times} iterations in all"),
        };
        let name = entry.name.as_ref().map_or_else(String::new, |name| format!(" as \"{name}\""));
        writeln!(out, "  {sessions} of {}{name}, {length}", entry.title)?;
    }
    Ok(())
}
