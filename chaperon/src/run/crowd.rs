//! How many sessions there may be at once, and on how many cores: what was asked for, against what
//! the machine allows.

use super::limits::{self, OpenFiles};
use super::{RunError, RunOptions};
use crate::config::LoadTestSettings;
use crate::load_test::Load;
use crate::plan::{EntryLoad, Portion};

/// The most sessions that may have rows of their own.
const MOST_PER_SESSION: u64 = 1000;

/// As many cores as asked for, or as there are; never more than slots, unless sessions arrive.
pub(super) fn cores(options: &RunOptions, loads: &[EntryLoad]) -> u32 {
    let there = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let needed = if is_open(loads) { u64::MAX } else { slots(loads).max(1) };
    u32::try_from(options.cores.map_or(there, u64::from).clamp(1, needed)).unwrap_or(u32::MAX)
}

/// Checks that this process may have its part of so many slots; gives how many may be opened beside
/// them, for arrivals.
pub(super) fn room(
    loads: &[EntryLoad],
    portion: Portion,
    settings: &LoadTestSettings,
) -> Result<u64, RunError> {
    let slots = portion.of(slots(loads));
    let OpenFiles { limit, connections } = limits::open_files(u64::from(portion.cores));
    if slots > connections {
        return Err(RunError::Options(format!(
            "{slots} sessions need as many open connections, and RLIMIT_NOFILE is {limit}, which \
             leaves {connections} of them: raise it to {} (ulimit -n), or lower the counts with \
             --scale",
            slots.saturating_add(limit - connections)
        )));
    }
    let files = connections - slots;
    Ok(settings.max_sessions.map_or(files, |most| files.min(portion.of(most.get() as u64))))
}

/// Checks that rows of each session, if they are asked for, are not too many.
pub(super) fn check_rows(
    loads: &[EntryLoad],
    options: &RunOptions,
    settings: &LoadTestSettings,
) -> Result<(), RunError> {
    let open = is_open(loads);
    let room = settings.max_sessions.map_or(u64::MAX, |most| most.get() as u64);
    let all = slots(loads).saturating_add(if open { room } else { 0 });
    match options.per_session && all > MOST_PER_SESSION {
        false => Ok(()),
        true => Err(RunError::Options(format!(
            "--per-session keeps rows for each session, at most {MOST_PER_SESSION} of them, and \
             this load test may have {}: leave it out, or lower the counts with --scale, or the \
             key `max_sessions`",
            if all == u64::MAX { "any number".to_owned() } else { all.to_string() }
        ))),
    }
}

/// Whether sessions arrive.
fn is_open(loads: &[EntryLoad]) -> bool {
    loads.iter().any(|load| matches!(load.load, Load::At { .. }))
}

/// The slots that there are from the start, or by stages.
fn slots(loads: &[EntryLoad]) -> u64 {
    loads.iter().map(|load| load.count).fold(0, u64::saturating_add)
}
