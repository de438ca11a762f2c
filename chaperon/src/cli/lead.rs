//! Leading the runs of a cluster, alone or with a worker in the same process.

use std::io;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::sync::mpsc;
use tokio::task::LocalSet;
use tracing::Level;

use super::args::duration;
use super::exit::Exit;
use super::logs;
use super::main::complain;
use super::screen::{Screen, colored};
use crate::cluster::coordinator::{self, CoordinatorOptions};
use crate::cluster::engine::Engine;
use crate::cluster::lead_and_work;
use crate::export::exporters;
use crate::load_test::Registry;
use crate::run::Order;

#[derive(Debug, Args, Clone)]
pub(super) struct LeadArgs {
    /// Its name among the nodes [default: that of the host, and six letters]
    #[arg(long)]
    pub(super) name: Option<String>,

    /// How long nothing is run between two runs
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub(super) pause_between: Duration,

    /// The folder in which reports are written
    #[arg(long, value_name = "FOLDER", default_value = "results")]
    pub(super) output_folder: PathBuf,

    /// Shows log lines of this level and above
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub(super) log: Level,
}

/// Who makes the load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// Workers elsewhere.
    Others,
    /// A worker in this process, too, on so many cores, or on all.
    Own { cores: Option<u16> },
}

/// Runs what leads to its end, on a runtime of this thread; shows its log.
pub(super) fn to_its_end(
    log: Level,
    led: impl AsyncFnOnce(Screen) -> Result<Exit, String>,
) -> Exit {
    let screen = Screen::plain();
    logs::show(log, colored(false, &io::stderr()), &screen);
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(Exit::Usage, error),
    };
    match runtime.block_on(LocalSet::new().run_until(led(screen))) {
        Ok(exit) => exit,
        Err(error) => complain(Exit::Usage, error),
    }
}

impl LeadArgs {
    /// Leads, or stands by, until a signal comes.
    ///
    /// # Errors
    /// Why it cannot, in words.
    pub(super) async fn lead(
        &self,
        engine: Arc<dyn Engine>,
        registry: &Registry,
        work: Work,
        signals: mpsc::UnboundedReceiver<Order>,
        screen: Screen,
    ) -> Result<Exit, String> {
        match work {
            Work::Others => self.alone(engine, registry, signals).await,
            Work::Own { cores } => {
                let (options, viewer) = (self.options(true), Rc::new(screen));
                let led = lead_and_work(engine, registry, options, cores, signals, viewer).await;
                let left = led.map_err(|error| error.to_string())?;
                let signal = |number| Exit::Signal(u8::try_from(number).unwrap_or(u8::MAX));
                Ok(left.map_or(Exit::Ok, signal))
            }
        }
    }

    async fn alone(
        &self,
        engine: Arc<dyn Engine>,
        registry: &Registry,
        mut signals: mpsc::UnboundedReceiver<Order>,
    ) -> Result<Exit, String> {
        let stop = async { _ = signals.recv().await };
        let led = coordinator::run(engine, registry, self.options(false), stop).await;
        led.map(|()| Exit::Ok).map_err(|error| error.to_string())
    }

    fn options(&self, ends_runs: bool) -> CoordinatorOptions {
        CoordinatorOptions {
            name: self.name.clone(),
            pause_between: self.pause_between,
            output: self.output_folder.clone(),
            exporters,
            ends_runs,
        }
    }
}
