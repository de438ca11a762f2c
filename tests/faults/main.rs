//! Faults of a cluster that take longer than a suite should: `cargo xtask faults [--times N] [CASE ...]`.
//!
//! Each case kills, stops or cuts real processes while a run goes on, and compares what is reported
//! with what the target counted. Here is what is asked for and what came of it; a case is told by the
//! file that it is in.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by them")]

mod cases;
mod children;
mod cut;
mod full;
mod killed;
mod memory;
mod namespace;
#[path = "../cluster/real/mod.rs"]
mod real;
mod relay;
mod scene;
mod slow;
mod stopped;
mod tally;
mod watched;

use std::process::ExitCode;

use crate::cases::{CASES, Case};
use crate::tally::{Tally, say};

fn main() -> ExitCode {
    let (cases, times) = match asked(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(why) => {
            say(&format!("error: {why}\n\nusage: cargo xtask faults [--times N] [CASE ...]\n"));
            CASES.iter().for_each(|case| say(&format!("  {:>2}  {}", case.number, case.about)));
            say("\nThe others are in the suite: cargo xtask test cluster");
            return ExitCode::from(2);
        }
    };
    namespace::leave_nothing_on_ctrl_c();
    let mut tally = Tally::of(&cases);
    for round in 1..=times {
        for (index, case) in cases.iter().enumerate() {
            say(&format!("== case {}, {round} of {times}: {}", case.number, case.about));
            tally.note(index, std::panic::catch_unwind(case.run));
        }
    }
    say(&format!("\n{tally}"));
    if tally.has_passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The cases that are asked for, all unless said, and how often.
fn asked(mut words: impl Iterator<Item = String>) -> Result<(Vec<&'static Case>, u32), String> {
    let (mut cases, mut times) = (Vec::new(), 1);
    while let Some(word) = words.next() {
        if word == "--times" {
            let number = words.next().and_then(|number| number.parse().ok());
            times = number.filter(|times| *times > 0).ok_or("--times needs a number from 1 on")?;
            continue;
        }
        let case = CASES.iter().find(|case| case.number.to_string() == word);
        cases.push(case.ok_or_else(|| format!("there is no case `{word}`"))?);
    }
    if cases.is_empty() {
        cases.extend(CASES);
    }
    Ok((cases, times))
}
