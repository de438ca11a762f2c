//! The machine's limit on open files, raised as far as it goes.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that the program itself needs open, beside those of its sessions.
const OWN: u64 = 32;

/// Files that each core needs open: its poll, its timers and what wakes it.
const OF_A_CORE: u64 = 5;

/// The limit on open files.
pub(super) struct OpenFiles {
    /// How many there may be.
    pub(super) limit: u64,
    /// How many of them are left for connections.
    pub(super) connections: u64,
}

/// Raises the soft limit on open files to the hard one.
pub(super) fn open_files(cores: u64) -> OpenFiles {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    // A limit that cannot be raised is the limit.
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    let limit = current.unwrap_or(u64::MAX);
    OpenFiles { limit, connections: limit.saturating_sub(OWN + cores * OF_A_CORE) }
}

/// How many files this process may have open.
#[cfg(feature = "cluster")]
pub(crate) fn file_limit() -> u64 {
    open_files(0).limit
}
