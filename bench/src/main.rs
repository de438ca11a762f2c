//! This project beside `wrk`, in one run on two cores, how exactly sessions arrive, and what an idle
//! one weighs.
//!
//! `cargo xtask bench` installs nginx and wrk, and runs this. Absolute figures are the machine's; the
//! ratios are what is worth comparing.

mod arrivals;
mod generator;
mod memory;
mod nginx;
mod options;
mod process;
mod role;
mod summary;
mod throughput;
mod wrk;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use options::Options;
use role::Role;

/// What can go wrong on the way to a figure: mostly another program.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match Role::of_this_process() {
        Some(Role::Generator) => generator::main(),
        Some(Role::Target) => exit_code(memory::serve_until_told()),
        None => exit_code(bench(&Options::parse())),
    }
}

fn bench(options: &Options) -> Result<()> {
    let throughput = throughput::measure(options)?;
    writeln!(io::stdout(), "{throughput}")?;
    let arrivals = arrivals::measure(options)?;
    writeln!(io::stdout(), "{arrivals}")?;
    let memory = memory::measure(options)?;
    writeln!(io::stdout(), "{memory}")?;
    Ok(())
}

fn exit_code(outcome: Result<()>) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    // A closed stderr is nobody to tell it to.
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::FAILURE
}
