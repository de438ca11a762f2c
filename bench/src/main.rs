//! This project beside its peers, in one run on two cores, how exactly sessions arrive, what is said
//! of a target that stands still, how long small things take, how long it takes to merge what many
//! machines measured, and what an idle session weighs; and, apart from these, a crowd of 100,000
//! sessions, and instructions as a guard.
//!
//! `cargo xtask bench` installs nginx, wrk and h2load, and runs this; README.md tells of other peers.
//! Absolute figures are the machine's; the ratios are what is worth comparing.

mod arrivals;
mod budget;
mod cores;
mod count;
mod crowd;
mod exported;
mod generator;
mod goal;
mod memory;
mod merge;
mod nginx;
mod options;
mod process;
mod race;
mod relay;
mod results;
mod role;
mod speed;
mod stall;
mod summary;
mod web_socket;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use options::{Options, Part};
use race::Work;
use role::Role;
use summary::Table;

/// What can go wrong on the way to a figure: mostly another program.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What makes a table of a part.
type Measure = fn(&Options) -> Result<Table>;

fn main() -> ExitCode {
    match Role::of_this_process() {
        Some(Role::Generator) => generator::main(),
        Some(Role::Target) => exit_code(memory::serve_until_told(false)),
        Some(Role::SlowTarget) => exit_code(memory::serve_until_told(true)),
        Some(Role::Echo) => exit_code(web_socket::echo()),
        Some(Role::BareLoop) => exit_code(web_socket::bare()),
        None => exit_code(bench(&Options::parse())),
    }
}

fn bench(options: &Options) -> Result<()> {
    if options.count {
        writeln!(io::stdout(), "{}", count::check()?)?;
        return Ok(());
    }
    let parts: [(Part, Measure); 14] = [
        (Part::Throughput, |options| race::measure(Work::Get, options)),
        (Part::Https, |options| race::measure(Work::Https, options)),
        (Part::Http2, |options| race::measure(Work::Http2, options)),
        (Part::Post, |options| race::measure(Work::Post, options)),
        (Part::Download, |options| race::measure(Work::Download, options)),
        (Part::WebSocket, web_socket::measure),
        (Part::Cores, cores::measure),
        (Part::Arrivals, arrivals::measure),
        (Part::Stall, stall::measure),
        (Part::Speed, speed::measure),
        (Part::Merge, merge::measure),
        (Part::Memory, memory::measure),
        (Part::Crowd, crowd::apart),
        (Part::ClusterCrowd, crowd::cluster),
    ];
    let mut tables = Vec::new();
    for (_, measure) in parts.iter().filter(|(part, _)| options.wants(*part)) {
        let table = measure(options)?;
        writeln!(io::stdout(), "{table}")?;
        tables.push(table);
    }
    if options.only.is_empty() { results::write(&tables) } else { Ok(()) }
}

fn exit_code(outcome: Result<()>) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    // A closed stderr is nobody to tell it to.
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::FAILURE
}
