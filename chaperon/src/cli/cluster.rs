//! What the commands that ask a cluster have in common.

use super::engine::EngineArgs;
use super::exit::Exit;
use super::main::complain;
use crate::cluster::client::{Client, ClientError};
use crate::load_test::Registry;

/// Asks the cluster of these flags.
pub(super) fn asking(
    registry: &Registry,
    engine: &EngineArgs,
    ask: impl AsyncFnOnce(Client) -> Result<Exit, ClientError>,
) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(Exit::Usage, error),
    };
    runtime.block_on(async {
        let asked = async { ask(engine.client(registry).await?).await };
        match asked.await {
            Ok(exit) => exit,
            Err(error @ ClientError::Config(_)) => complain(Exit::Config, error),
            Err(error) => complain(Exit::Usage, error),
        }
    })
}

/// The exit of a run's outcome.
pub(super) fn exit(code: u8) -> Exit {
    match code {
        0 => Exit::Ok,
        2 => Exit::Config,
        3 => Exit::Failed,
        4 => Exit::Invalid,
        5 => Exit::Export,
        129.. => Exit::Signal(code - 128),
        _ => Exit::Usage,
    }
}
