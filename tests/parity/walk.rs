//! Runs the load test of a row, and asserts that its sessions ended well and found what they
//! should.

use chaperon::metrics::{Value, View};
use chaperon::{LoadTest, RunOptions};

use crate::session::in_process::{Ran, run_with};

/// Where nothing listens, for what sends nothing.
pub const NOWHERE: &str = "http://127.0.0.1:9";

/// Runs it: all its sessions finish, and all that they check holds.
#[track_caller]
pub fn walk<T: LoadTest>(base_url: &str) -> Ran {
    walk_with::<T>(base_url, |_| {})
}

/// The same with other options.
#[track_caller]
pub fn walk_with<T: LoadTest>(base_url: &str, change: impl FnOnce(&mut RunOptions)) -> Ran {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let ran = runtime.block_on(run_with::<T>(base_url, change));
    for (name, sessions) in ran.0.sessions() {
        assert_eq!(sessions.finished, sessions.started, "{name} failed: {:?}", told(&ran));
    }
    let metrics = ran.0.snapshot().metrics(View::All);
    for (key, value) in &metrics {
        let failed = matches!(value, Value::Check(checks) if checks.fails > 0);
        assert!(!failed, "{} does not hold: {:?}", key.name, told(&ran));
    }
    ran
}

/// What went wrong: kinds, counts and messages.
fn told(ran: &Ran) -> Vec<String> {
    let rows = ran.0.snapshot().errors(View::All);
    rows.iter()
        .map(|row| format!("{} x {}: {}", row.errors.count, row.kind, row.errors.message))
        .collect()
}

/// Asserts how many samples there are under each name.
#[track_caller]
pub fn counted(ran: &Ran, counts: &[(&str, u64)]) {
    for (name, count) in counts {
        assert_eq!(ran.count(name), *count, "{name} of {:?}", ran.names());
    }
}
