//! This project beside `wrk`, in one run on two cores, how exactly sessions arrive, what is said of a
//! target that stands still, how long small things take, how long
//! it takes to merge what many machines measured, and what an idle session weighs; and, apart
//! from these, instructions as a guard.
//!
//! `cargo xtask bench` installs nginx and wrk, and runs this. Absolute figures are the machine's; the
//! ratios are what is worth comparing.

mod arrivals;
mod budget;
mod count;
mod exported;
mod generator;
mod memory;
mod merge;
mod nginx;
mod options;
mod process;
mod relay;
mod role;
mod speed;
mod stall;
mod summary;
mod throughput;
mod wrk;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use options::{Options, Part};
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
        None => exit_code(bench(&Options::parse())),
    }
}

fn bench(options: &Options) -> Result<()> {
    if options.count {
        writeln!(io::stdout(), "{}", count::check()?)?;
        return Ok(());
    }
    let parts: [(Part, Measure); 6] = [
        (Part::Throughput, throughput::measure),
        (Part::Arrivals, arrivals::measure),
        (Part::Stall, stall::measure),
        (Part::Speed, speed::measure),
        (Part::Merge, merge::measure),
        (Part::Memory, memory::measure),
    ];
    for (_, measure) in parts.iter().filter(|(part, _)| options.wants(*part)) {
        writeln!(io::stdout(), "{}", measure(options)?)?;
    }
    Ok(())
}

fn exit_code(outcome: Result<()>) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    // A closed stderr is nobody to tell it to.
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::FAILURE
}
