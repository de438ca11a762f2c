//! Instructions and allocations of one action, counted by callgrind: the same on any machine,
//! however busy.
//!
//! A test of one session runs twice, once for twice as many actions: the difference is what they
//! cost, without what is done once.

use std::collections::HashMap;
use std::fs;

use tempfile::TempDir;

use crate::Result;
use crate::budget::{Budgets, Cost};
use crate::memory::first_line;
use crate::process::{Running, run};
use crate::role::Role;
use crate::summary::{Table, grouped};

/// Tells the generator how many actions to do.
pub(crate) const ACTIONS: &str = "CHAPERON_BENCH_ACTIONS";

/// What is counted, the load test that does it, and how often.
const COUNTED: [(&str, &str, u64); 3] = [
    ("http_get", "CountedGet", 1_500),
    ("web_socket_round_trip", "CountedRoundTrip", 1_500),
    ("traced_call", "CountedCall", 50_000),
];

/// What allocates, as callgrind sees it.
const ALLOCATORS: [&str; 5] = ["malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"];

/// Counts all, and holds it against the budgets.
pub(crate) fn check() -> Result<Table> {
    let budgets = Budgets::read()?;
    let mut target = Running::start(Role::SlowTarget.command()?, "the target")?;
    let url = first_line(&mut target, |_| true)?;
    let counted = COUNTED
        .into_iter()
        .map(|(name, test, actions)| Ok((name, cost(test, actions, &url)?)))
        .collect::<Result<Vec<_>>>()?;
    // Other processors count differently.
    match budgets.complaint(&counted).filter(|_| cfg!(target_arch = "x86_64")) {
        None => Ok(table(&counted)),
        Some(complaint) => Err(format!("the budget is exceeded\n{complaint}").into()),
    }
}

fn table(counted: &[(&str, Cost)]) -> Table {
    let row = |(name, cost): &(&str, Cost)| {
        vec![(*name).to_owned(), grouped(cost.instructions), format!("{:.1}", cost.allocations)]
    };
    Table {
        title: "What one costs, counted by callgrind".to_owned(),
        head: vec!["action", "instructions", "heap allocations"],
        rows: counted.iter().map(row).collect(),
    }
}

fn cost(test: &str, actions: u64, url: &str) -> Result<Cost> {
    let once = counts(test, actions, url)?;
    let twice = counts(test, 2 * actions, url)?;
    let each = |once: u64, twice: u64| twice.saturating_sub(once) as f64 / actions as f64;
    Ok(Cost {
        instructions: each(once.instructions, twice.instructions),
        allocations: each(once.allocations, twice.allocations),
    })
}

/// Of a whole run.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    instructions: u64,
    allocations: u64,
}

fn counts(test: &str, actions: u64, url: &str) -> Result<Counts> {
    let folder = TempDir::new()?;
    let file = folder.path().join("callgrind.out");
    let mut command = Role::Generator.within("valgrind");
    command
        .args(["-q", "--tool=callgrind"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(std::env::current_exe()?)
        .args(["run", test, "--quiet", "--no-color", "--cores", "1", "--output", "-"])
        .args(["--set", &format!("base_url={url}")])
        .env(ACTIONS, actions.to_string());
    run(command, "the generator within valgrind")?;
    read(&fs::read_to_string(file)?)
}

/// Reads callgrind's output: `totals:`, and the `calls=` behind each `cfn=` that allocates. Names
/// are spelled out once, `(7) malloc`, and are `(7)` from then on.
fn read(output: &str) -> Result<Counts> {
    let mut names = HashMap::new();
    let mut counts = Counts::default();
    let mut allocates = false;
    for line in output.lines() {
        if let Some(function) = line.strip_prefix("fn=").or_else(|| line.strip_prefix("cfn=")) {
            let (id, name) = function.split_once(' ').unwrap_or((function, ""));
            let name = *names.entry(id).or_insert(name);
            allocates = ALLOCATORS.contains(&name);
        } else if let Some(calls) = line.strip_prefix("calls=").filter(|_| allocates) {
            counts.allocations += calls.split(' ').next().unwrap_or_default().parse::<u64>()?;
        } else if let Some(total) = line.strip_prefix("totals: ") {
            counts.instructions = total.trim().parse()?;
        }
    }
    match counts.instructions {
        0 => Err("callgrind counted nothing".into()),
        _ => Ok(counts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_allocators_are_summed_wherever_they_come_from() {
        let output = "fn=(1) main\ncfn=(2) malloc\ncalls=3 0\n9 30\ncfn=(3) work\ncalls=5 0\n9 8\n\
                      fn=(3)\ncfn=(2)\ncalls=4 0\n9 40\nfn=(2)\n1 70\ntotals: 78\n";
        assert_eq!(read(output).unwrap(), Counts { instructions: 78, allocations: 7 });
        assert!(read("").is_err());
    }
}
