//! The one server of this process, started when somebody first asks for its URL.

use std::io::Write;
use std::process;
use std::sync::LazyLock;

use super::server::DemoTarget;

static TARGET: LazyLock<DemoTarget> = LazyLock::new(|| {
    DemoTarget::start().unwrap_or_else(|error| {
        // There is nothing to run against and nobody to return to.
        let _ = writeln!(std::io::stderr(), "error: the demo target cannot be started: {error}");
        process::exit(1)
    })
});

/// The URL of this process's demo target, which is started by the first call.
///
/// Ends the process with a message when no port is to be had.
///
/// ```
/// use chaperon_examples::demo_target;
///
/// assert_eq!(demo_target::url(), demo_target::url());
/// ```
pub fn url() -> &'static str {
    in_process().url()
}

/// The address of the store of this process's demo target, which is started by the first call of
/// this or of [`url`].
pub fn store() -> String {
    in_process().store().to_string()
}

/// This process's demo target, which is started by the first call of this or of [`url`].
pub fn in_process() -> &'static DemoTarget {
    &TARGET
}
