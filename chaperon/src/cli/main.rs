//! The way from what was typed to an exit code.

use std::fmt::Display;
use std::process::ExitCode;
#[cfg(feature = "api")]
use std::sync::Arc;

use clap::{CommandFactory, FromArgMatches};

use super::args::{Cli, Command};
use super::exit::Exit;
use super::{check, list, run, trial};
#[cfg(feature = "api")]
use crate::api::{DefaultOptions, OptionParser};
use crate::load_test::Registry;

/// What a program is made of.
pub(super) struct Program<'r> {
    pub(super) registry: &'r Registry,
    /// What becomes of requests for runs.
    #[cfg(feature = "api")]
    pub(super) option_parser: Arc<dyn OptionParser>,
}

/// The whole program, over the load tests it knows. Called by [`chaperon::main!`](crate::main!).
#[cfg(not(feature = "api"))]
pub fn main(registry: &Registry) -> ExitCode {
    started(&Program { registry })
}

/// An option parser is of no use without the HTTP API: nothing is one.
#[cfg(not(feature = "api"))]
#[diagnostic::on_unimplemented(
    message = "`option_parser` needs the feature `api`",
    label = "there is no HTTP API without it",
    note = "in Cargo.toml, give chaperon the feature: features = [\"api\"]"
)]
pub trait NoParser {}

/// Says that the feature `api` is missing.
#[cfg(not(feature = "api"))]
pub fn main_with_option_parser(registry: &Registry, _: impl NoParser) -> ExitCode {
    main(registry)
}

/// The whole program, over the load tests it knows. Called by [`chaperon::main!`](crate::main!).
#[cfg(feature = "api")]
pub fn main(registry: &Registry) -> ExitCode {
    main_with_option_parser(registry, DefaultOptions)
}

/// The whole program, with an option parser for its HTTP API.
#[cfg(feature = "api")]
pub fn main_with_option_parser(registry: &Registry, parser: impl OptionParser) -> ExitCode {
    started(&Program { registry, option_parser: Arc::new(parser) })
}

fn started(program: &Program<'_>) -> ExitCode {
    let registry = program.registry;
    let command = Cli::command().after_help(after_help(registry));
    let parsed = command.try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => dispatch(program, cli).into(),
        Err(error) => {
            // Help and versions are "errors" that go to stdout and end well.
            let wanted = !error.use_stderr();
            let _ = error.print();
            if wanted { Exit::Ok.into() } else { Exit::Usage.into() }
        }
    }
}

fn dispatch(program: &Program<'_>, cli: Cli) -> Exit {
    let registry = program.registry;
    match cli.command {
        None => run::run(registry, cli.run),
        Some(Command::Run(args)) => run::run(registry, args),
        Some(Command::Try(args)) => trial::run(registry, &args),
        Some(Command::List(args)) => list::run(registry, &args),
        Some(Command::Check(args)) => check::run(registry, &args),
        #[cfg(feature = "cluster")]
        Some(Command::Worker(args)) => super::worker::run(registry, &args),
        #[cfg(feature = "cluster")]
        Some(Command::Coordinator(args)) => super::coordinator::run(program, &args),
        #[cfg(feature = "cluster")]
        Some(Command::Submit(args)) => super::submit::run(registry, &args),
        #[cfg(feature = "cluster")]
        Some(Command::Status(args)) => super::status::run(registry, &args),
        #[cfg(feature = "cluster")]
        Some(Command::Cancel(args)) => super::cancel::run(registry, &args),
        #[cfg(feature = "api")]
        Some(Command::Serve(args)) => super::serve::run(program, &args),
    }
}

fn after_help(registry: &Registry) -> String {
    let tests = registry.load_tests().iter();
    let lines: Vec<String> = tests
        .map(|test| format!("  {}  {}", test.name, test.docs.lines().next().unwrap_or_default()))
        .collect();
    format!("Load tests:\n{}\n\n{}", lines.join("\n"), super::args::EXIT_CODES)
}

/// Says what went wrong, on stderr.
#[expect(clippy::print_stderr, reason = "this is where the program speaks")]
pub(super) fn complain(exit: Exit, message: impl Display) -> Exit {
    eprintln!("error: {message}");
    exit
}

/// Says what is good to know, on stderr.
#[expect(clippy::print_stderr, reason = "this is where the program speaks")]
pub(super) fn note(message: impl Display) {
    eprintln!("note: {message}");
}
