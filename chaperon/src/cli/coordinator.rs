//! `coordinator`: leads the runs of a cluster, or stands by.

use std::io;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::sync::oneshot;
use tokio::task::LocalSet;

use super::args::duration;
use super::engine::EngineArgs;
use super::exit::Exit;
use super::format::exporters;
use super::main::complain;
use super::screen::{Screen, colored};
use super::{logs, signals};
use crate::cluster::coordinator::{self, CoordinatorOptions};
use crate::cluster::engine::Engine;
use crate::cluster::worker::{self, WorkerOptions};
use crate::load_test::Registry;

#[derive(Debug, Args)]
pub(super) struct CoordinatorArgs {
    #[command(flatten)]
    pub(super) engine: EngineArgs,

    /// Its name among the nodes [default: that of the host, and six letters]
    #[arg(long)]
    pub(super) name: Option<String>,

    /// Takes a share of the load, too
    #[arg(long)]
    pub(super) work: bool,

    /// How many cores it has for the load, with --work [default: all]
    #[arg(
        long,
        value_name = "N",
        requires = "work",
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    pub(super) cores: Option<u16>,

    /// How long nothing is run between two runs
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub(super) pause_between: Duration,

    /// The folder in which reports are written
    #[arg(long, value_name = "FOLDER", default_value = "results")]
    pub(super) output_folder: PathBuf,

    /// Shows log lines of this level and above
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub(super) log: tracing::Level,
}

/// Coordinates until a signal comes.
pub(super) fn run(registry: &Registry, args: &CoordinatorArgs) -> Exit {
    let screen = Screen::plain();
    logs::show(args.log, colored(false, &io::stderr()), &screen);
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(Exit::Usage, error),
    };
    let ended = runtime.block_on(LocalSet::new().run_until(async {
        let engine = args.engine.connect().await.map_err(|error| error.to_string())?;
        match args.work {
            true => both(engine, registry, args, screen).await,
            false => alone(engine, registry, args).await,
        }
    }));
    match ended {
        Ok(exit) => exit,
        Err(error) => complain(Exit::Usage, error),
    }
}

async fn alone(
    engine: Arc<dyn Engine>,
    registry: &Registry,
    args: &CoordinatorArgs,
) -> Result<Exit, String> {
    let mut orders = signals::listen().map_err(|error| error.to_string())?;
    let stop = async { _ = orders.recv().await };
    let led = coordinator::run(engine, registry, options(args), stop).await;
    led.map(|()| Exit::Ok).map_err(|error| error.to_string())
}

/// Leads and works: when a signal comes the worker ends first, and the run by that.
async fn both(
    engine: Arc<dyn Engine>,
    registry: &Registry,
    args: &CoordinatorArgs,
    screen: Screen,
) -> Result<Exit, String> {
    let orders = signals::listen().map_err(|error| error.to_string())?;
    let worker = WorkerOptions {
        name: args.name.as_ref().map(|name| format!("{name}-worker")),
        cores: args.cores,
        ..WorkerOptions::default()
    };
    let (stop, stopped) = oneshot::channel();
    let work = async {
        let worked = worker::run(engine.clone(), registry, worker, orders, Rc::new(screen)).await;
        // A coordinator that has ended already needs no word.
        let _ = stop.send(());
        worked.map_err(|error| error.to_string())
    };
    let lead = async {
        let stop = async { _ = stopped.await };
        let led = coordinator::run(engine.clone(), registry, options(args), stop).await;
        led.map_err(|error| error.to_string())
    };
    let (left, ()) = tokio::try_join!(work, lead)?;
    let signal = |number| Exit::Signal(u8::try_from(number).unwrap_or(u8::MAX));
    Ok(left.map_or(Exit::Ok, signal))
}

fn options(args: &CoordinatorArgs) -> CoordinatorOptions {
    CoordinatorOptions {
        name: args.name.clone(),
        pause_between: args.pause_between,
        output: args.output_folder.clone(),
        exporters,
        ends_runs: args.work,
    }
}
