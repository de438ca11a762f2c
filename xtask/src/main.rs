//! The project's tasks: `cargo xtask test`, `cargo xtask faults` and `cargo xtask bench`.
//!
//! Each installs what it needs and the machine lacks, then runs one cargo command. Words after the
//! task go to that command: `cargo xtask test floors`, `cargo xtask faults 7`,
//! `cargo xtask bench --seconds 5`.

mod need;
mod task;

use std::io::{self, Write};
use std::process::ExitCode;

use task::TASKS;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_default();
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        return refuse(&name);
    };
    match need::provide(task.needs).and_then(|()| task.run(words)) {
        Ok(code) => code,
        Err(message) => {
            say(&format!("error: {message}"));
            ExitCode::FAILURE
        }
    }
}

/// Lists the tasks. Asking for the list is no mistake, a task of another name is one.
fn refuse(name: &str) -> ExitCode {
    let asked = ["", "help", "--help", "-h"].contains(&name);
    if !asked {
        say(&format!("error: there is no task `{name}`\n"));
    }
    say("usage: cargo xtask TASK [ARGUMENTS]\n");
    for task in TASKS {
        say(&format!("  {:<7} {}", task.name, task.about));
    }
    if asked { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

fn say(line: &str) {
    // A closed stderr is nobody to tell it to.
    let _ = writeln!(io::stderr(), "{line}");
}
