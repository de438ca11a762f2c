//! `worker`: a node that makes load when it is told to.

use std::io;
use std::rc::Rc;
use std::time::Duration;

use clap::Args;
use tracing::Level;

use super::engine::EngineArgs;
use super::exit::Exit;
use super::main::complain;
use super::screen::{Screen, colored};
use super::{args, logs, signals};
use crate::cluster::worker::{self, Viewer, WorkerError, WorkerOptions};
use crate::config::Secrets;
use crate::event::Event;
use crate::load_test::Registry;

#[derive(Debug, Args)]
pub(super) struct WorkerArgs {
    #[command(flatten)]
    engine: EngineArgs,

    /// The node's name, of letters, digits, `-` and `_` [default: the host's, and six letters]
    #[arg(long)]
    name: Option<String>,

    /// Takes no work: the node is only seen
    #[arg(long)]
    observe: bool,

    /// How many cores it has for the load [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    cores: Option<u16>,

    /// How many MiB of results it keeps second by second while they cannot be stored; beyond it
    /// seconds are merged, and nothing is lost
    #[arg(long, value_name = "MIB", default_value_t = 64)]
    spool_max: u32,

    /// Stops making load when there has been no sign of a coordinator for this time
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = args::duration)]
    orphan_after: Duration,

    /// Shows log lines of this level and above
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log: Level,

    /// Shows no progress of runs
    #[arg(long, short)]
    quiet: bool,

    /// Uses no colours
    #[arg(long)]
    no_color: bool,
}

/// A terminal that shows no runs.
struct Quiet(Screen);

impl Viewer for Quiet {
    fn on(&self, _: &Event) {}

    fn hide(&self, secrets: Secrets) {
        self.0.hide(secrets);
    }
}

/// Is a worker until a signal comes.
pub(super) fn run(registry: &Registry, args: &WorkerArgs) -> Exit {
    let color = colored(args.no_color, &io::stderr());
    let screen = if args.quiet { Screen::plain() } else { Screen::live(color) };
    logs::show(args.log, color, &screen);
    let viewer: Rc<dyn Viewer> = if args.quiet { Rc::new(Quiet(screen)) } else { Rc::new(screen) };
    let options = WorkerOptions {
        name: args.name.clone(),
        cores: args.cores,
        observes: args.observe,
        spool: (args.spool_max as usize) << 20,
        orphan_after: args.orphan_after,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build_local(tokio::runtime::LocalOptions::default());
    let worked = runtime.map_err(WorkerError::from).and_then(|runtime| {
        runtime.block_on(async {
            let signals = signals::listen()?;
            let engine = args.engine.connect().await?;
            worker::run(engine, registry, options, signals, viewer).await
        })
    });
    match worked {
        Ok(None) => Exit::Ok,
        Ok(Some(number)) => Exit::Signal(u8::try_from(number).unwrap_or(u8::MAX)),
        Err(error) => complain(Exit::Usage, error),
    }
}
