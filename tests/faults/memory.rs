//! How much memory the nodes use that a test has started.

use std::collections::HashMap;
use std::fs;

use rustix::process::Pid;

use crate::children::children;

/// By how much a node may grow in a run with a fault, in MiB. What a worker keeps until the engine takes
/// it may be four times that, and here it is kilobytes.
const FLAT: u64 = 16;

/// The most that each node has used so far, in KiB, by its process.
pub struct Memory(HashMap<Pid, u64>);

impl Memory {
    /// Of all nodes that are there.
    pub fn now() -> Self {
        Self(children().into_iter().filter_map(|child| Some((child, most(child)?))).collect())
    }

    /// Asserts that none that was there then, and is now, has grown by more than it may; gives the
    /// growth of the one that grew most, in MiB.
    #[track_caller]
    pub fn stays_flat(&self) -> u64 {
        let Self(now) = Self::now();
        // The kernel adds up what each thread uses now and then: what it tells may fall by a little.
        let grown = |(node, before): (&Pid, &u64)| Some(now.get(node)?.saturating_sub(*before));
        let grown = self.0.iter().filter_map(grown);
        let grown = grown.max().expect("a node that is there still").div_ceil(1024);
        assert!(grown <= FLAT, "a node has grown by {grown} MiB");
        grown
    }
}

/// The most that a process has used, if it is a node that has not ended.
fn most(process: Pid) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", process.as_raw_nonzero())).ok()?;
    let line = |name: &str| status.lines().find_map(|line| line.strip_prefix(name));
    let is_node = line("Name:")?.trim() == "clustered";
    is_node.then(|| line("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok())?
}
