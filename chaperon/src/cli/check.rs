//! `check`: everything short of sending, and the plan.

use std::io::{self, Write};

use super::args::CheckArgs;
use super::config;
use super::exit::Exit;
use super::main::complain;
use super::pick;
use super::run::refused;
use crate::load_test::{Load, LoadTestRef, Registry};
use crate::plan::EntryLoad;
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
    for set_up in prepared.set_ups() {
        writeln!(out, "  {}: {}", set_up.field(), set_up.name())?;
    }
    for (entry, load) in prepared.entries() {
        let name = entry.name.as_ref().map_or_else(String::new, |name| format!(" as \"{name}\""));
        writeln!(out, "  {}", planned(&format!("{}{name}", entry.title), load))?;
    }
    for (name, rows, feed) in prepared.feeds() {
        writeln!(out, "  feed {name}: {rows} rows, {feed}")?;
    }
    for threshold in prepared.thresholds() {
        writeln!(out, "  held to {threshold}")?;
    }
    Ok(())
}

/// An entry's plan in words.
fn planned(entry: &str, load: &EntryLoad) -> String {
    let count = match load.count {
        1 => "1 session".to_owned(),
        count => format!("{count} sessions"),
    };
    let mut plan = match &load.load {
        Load::Once => format!("{count} of {entry}, once each"),
        Load::For(length) => format!("{count} of {entry}, for {}", write_duration(*length)),
        Load::Times(times) => format!("{count} of {entry}, {times} iterations in all"),
        Load::With(slots) => format!("up to {count} of {entry}, with {slots}"),
        Load::At { rates, poisson } => {
            let random = if *poisson { ", at random moments" } else { "" };
            let number = load.sessions().map(|number| format!(": {number} arrivals"));
            format!("{entry}, at {rates}{random}{}", number.unwrap_or_default())
        }
    };
    if let Some(period) = load.every {
        plan += &format!(", every {}", write_duration(period));
    }
    if !load.after.is_zero() {
        plan += &format!(", after {}", write_duration(load.after));
    }
    plan
}
