//! `run`: a load test, its table, its files.

use std::io::{self, Write};

use tracing::Level;

use super::args::RunArgs;
use super::exit::Exit;
use super::main::{complain, note};
use super::screen::{Screen, colored};
use super::{config, logs, pick, signals};
use crate::config::Layer;
use crate::event::{Ending, Event};
use crate::export::ExportError;
use crate::export::Format;
use crate::load_test::Registry;
use crate::metrics::MetricFilter;
use crate::net::http::HttpClients;
use crate::report::Table;
use crate::results::RunResults;
use crate::run::{Output, Prepared, RunError, RunOptions, conduct, prepare, store};

/// Runs a load test.
pub(super) fn run(registry: &Registry, args: RunArgs) -> Exit {
    let test = match pick::load_test(registry, args.test.as_deref()) {
        Ok(test) => test,
        Err(message) => return complain(Exit::Usage, message),
    };
    let definition = test.define();
    let config = match config::layer(&args.config, &definition) {
        Ok(config) => config,
        Err(error) => return complain(Exit::Config, error),
    };
    let options = match options(&args, config) {
        Ok(options) => options,
        Err(error) => return complain(Exit::Config, error),
    };
    let prepared = match prepare(test.name, &definition, &options) {
        Ok(prepared) => prepared,
        Err(error) => return refused(&error),
    };
    let color = colored(args.no_color, &io::stderr());
    let screen = if args.quiet { Screen::plain() } else { Screen::live(color) };
    screen.hide(prepared.secrets());
    logs::show(if args.quiet { Level::ERROR } else { args.log }, color, &screen);
    let mut listener = |event: &Event| {
        if !args.quiet {
            screen.on(event)
        }
    };
    match conducted(prepared, &options, &mut listener) {
        Ok(results) => finish(&results, &options, &args),
        Err(RunError::Core { core, reason, results }) => {
            finish(&results, &options, &args);
            complain(Exit::Usage, format_args!("core {core} failed: {reason}"))
        }
        Err(error) => complain(Exit::Usage, error),
    }
}

/// What the flags ask for.
fn options(args: &RunArgs, config: Layer) -> Result<RunOptions, ExportError> {
    let default = [Format::Csv];
    let formats = if args.export.is_empty() { &default[..] } else { &args.export };
    Ok(RunOptions {
        config,
        tag: args.tag.clone(),
        exports: formats.iter().map(Format::exporter).collect::<Result<_, _>>()?,
        output: match &args.output {
            None => Output::Default,
            Some(path) if path.as_os_str() == "-" => Output::Stdout,
            Some(path) => Output::Path(path.clone()),
        },
        metrics: match args.metrics.as_slice() {
            [] => MetricFilter::default(),
            types => MetricFilter::types(types.iter().map(String::as_str)),
        },
        per_session: args.per_session,
        print_results: args.print_results,
        duration: args.duration,
        scale: args.scale,
        cores: args.cores,
        seed: args.seed,
        http_clients: HttpClients::default(),
    })
}

/// The exit for what kept a run from starting.
pub(super) fn refused(error: &RunError) -> Exit {
    let exit = match error {
        RunError::Config { .. } => Exit::Config,
        _ => Exit::Usage,
    };
    complain(exit, error)
}

/// Runs what was prepared, on a runtime that waits for its cores and for signals.
pub(super) fn conducted(
    prepared: Prepared,
    options: &RunOptions,
    listener: &mut dyn FnMut(&Event),
) -> Result<RunResults, RunError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let orders = signals::listen()?;
        conduct(prepared, options, listener, orders).await
    })
}

/// Writes files and table, and decides how the program ends.
fn finish(results: &RunResults, options: &RunOptions, args: &RunArgs) -> Exit {
    let written = store(results, options);
    if !args.quiet && options.output != Output::Stdout {
        let colored = colored(args.no_color, &io::stdout());
        let table = Table { colored, ..Table::default() };
        // A reader who has gone away wants no table.
        let _ = table.write(results, &written.files, &mut io::stdout().lock());
    }
    let _ = io::stdout().flush();
    for failure in &written.failures {
        complain(Exit::Export, failure);
    }
    if let (false, Some(kept)) = (written.failures.is_empty(), written.files.first()) {
        note(format_args!("the results are kept in {}", kept.display()));
    }
    exit(results, written.failures.is_empty())
}

/// The first exit that applies.
fn exit(results: &RunResults, exported: bool) -> Exit {
    let verdict = results.verdict();
    match results.ending() {
        Ending::Signal(number) => Exit::Signal(u8::try_from(*number).unwrap_or(u8::MAX)),
        _ if !verdict.invalid.is_empty() => Exit::Invalid,
        _ if !verdict.passed() => Exit::Failed,
        _ if !exported => Exit::Export,
        _ => Exit::Ok,
    }
}
