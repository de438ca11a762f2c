//! Leading the runs of a cluster, alone or with a worker in the same process.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::sync::{mpsc, oneshot};

use super::args::duration;
use super::exit::Exit;
use super::format::exporters;
use super::screen::Screen;
use crate::cluster::coordinator::{self, CoordinatorOptions};
use crate::cluster::engine::Engine;
use crate::cluster::worker::{self, WorkerOptions};
use crate::load_test::Registry;
use crate::run::Order;

#[derive(Debug, Args, Clone)]
pub(super) struct LeadArgs {
    /// Its name among the nodes [default: that of the host, and six letters]
    #[arg(long)]
    pub(super) name: Option<String>,

    /// How many cores it has for the load, if it takes a share [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) cores: Option<u16>,

    /// How long nothing is run between two runs
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub(super) pause_between: Duration,

    /// The folder in which reports are written
    #[arg(long, value_name = "FOLDER", default_value = "results")]
    pub(super) output_folder: PathBuf,
}

/// Whether who leads makes load as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// It leads only.
    Others,
    /// There is a worker in the same process.
    Own,
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
            Work::Own => self.both(engine, registry, signals, screen).await,
        }
    }

    async fn alone(
        &self,
        engine: Arc<dyn Engine>,
        registry: &Registry,
        mut signals: mpsc::UnboundedReceiver<Order>,
    ) -> Result<Exit, String> {
        let stop = async { _ = signals.recv().await };
        let led = coordinator::run(engine, registry, self.options(Work::Others), stop).await;
        led.map(|()| Exit::Ok).map_err(|error| error.to_string())
    }

    /// When a signal comes the worker ends first, and the run by that.
    async fn both(
        &self,
        engine: Arc<dyn Engine>,
        registry: &Registry,
        signals: mpsc::UnboundedReceiver<Order>,
        screen: Screen,
    ) -> Result<Exit, String> {
        let worker = WorkerOptions {
            name: self.name.as_ref().map(|name| format!("{name}-worker")),
            cores: self.cores,
            ..WorkerOptions::default()
        };
        let (stop, stopped) = oneshot::channel();
        let work = async {
            let viewer = Rc::new(screen);
            let worked = worker::run(engine.clone(), registry, worker, signals, viewer).await;
            // A coordinator that has ended already needs no word.
            let _ = stop.send(());
            worked.map_err(|error| error.to_string())
        };
        let lead = async {
            let stop = async { _ = stopped.await };
            let options = self.options(Work::Own);
            let led = coordinator::run(engine.clone(), registry, options, stop).await;
            led.map_err(|error| error.to_string())
        };
        let (left, ()) = tokio::try_join!(work, lead)?;
        let signal = |number| Exit::Signal(u8::try_from(number).unwrap_or(u8::MAX));
        Ok(left.map_or(Exit::Ok, signal))
    }

    fn options(&self, work: Work) -> CoordinatorOptions {
        CoordinatorOptions {
            name: self.name.clone(),
            pause_between: self.pause_between,
            output: self.output_folder.clone(),
            exporters,
            ends_runs: work == Work::Own,
        }
    }
}
