//! The processes that a test has started.

use std::fs;

use rustix::process::Pid;

/// The processes that this one has started, by whichever thread.
pub fn children() -> Vec<Pid> {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let lists = threads.filter_map(|it| fs::read_to_string(it.path().join("children")).ok());
    let lists: Vec<String> = lists.collect();
    let children = lists.iter().flat_map(|list| list.split_whitespace());
    children.filter_map(|child| Pid::from_raw(child.parse().ok()?)).collect()
}
