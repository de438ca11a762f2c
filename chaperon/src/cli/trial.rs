//! `try`: one session of a scenario, every request and response shown.

use std::io::{self, Write};

use tracing::Level;

use super::args::TryArgs;
use super::exit::Exit;
use super::main::complain;
use super::run::{conducted, refused};
use super::screen::{Screen, colored};
use super::{config, logs, pick};
use crate::event::Event;
use crate::load_test::{Definition, Load, Registry};
use crate::metrics::View;
use crate::results::RunResults;
use crate::run::{RunOptions, prepare};
use crate::scenario::ScenarioRef;

/// Runs one session of a scenario.
pub(super) fn run(registry: &Registry, args: &TryArgs) -> Exit {
    let scenario = match pick::scenario(registry, &args.scenario) {
        Ok(scenario) => scenario,
        Err(message) => return complain(Exit::Usage, message),
    };
    let definition = alone(registry, scenario);
    let config = match config::layer(&args.config, &definition) {
        Ok(config) => config,
        Err(error) => return complain(Exit::Config, error),
    };
    let options = RunOptions { config, print_results: true, ..RunOptions::default() };
    let prepared = match prepare(scenario.name(), &definition, &options) {
        Ok(prepared) => prepared,
        Err(error) => return refused(&error),
    };
    let screen = Screen::plain();
    screen.hide(prepared.secrets());
    logs::show(Level::DEBUG, colored(args.no_color, &io::stderr()), &screen);
    match conducted(prepared, &options, &mut show) {
        Ok(results) => finish(&results),
        Err(error) => complain(Exit::Usage, error),
    }
}

/// The scenario alone, once, with the config of the first load test that runs it.
fn alone(registry: &Registry, scenario: ScenarioRef) -> Definition {
    let definitions = registry.load_tests().iter().map(|test| test.define());
    let with_config = definitions.into_iter().find_map(|definition| {
        let mut entries = definition.entries().iter();
        let is_it = |member: &ScenarioRef| member.name() == scenario.name();
        let entry = entries.find(|entry| entry.members().iter().any(is_it))?;
        let entry = entry.clone().only(scenario).count(1).load(Load::Once);
        Some(definition.clone().with_entries(vec![entry]))
    });
    with_config
        .unwrap_or_else(|| Definition::new().entry(crate::load_test::Entry::of(vec![scenario])))
}

fn show(event: &Event) {
    if let Event::Shown(text) = event {
        // A reader who has gone away wants to see no more.
        let _ = writeln!(io::stdout().lock(), "{text}");
    }
}

fn finish(results: &RunResults) -> Exit {
    for row in results.snapshot().errors(View::All) {
        complain(Exit::Failed, format!("{}: {}", row.kind, row.errors.message));
    }
    if results.verdict().passed() { Exit::Ok } else { Exit::Failed }
}
