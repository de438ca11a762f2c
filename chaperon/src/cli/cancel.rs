//! `cancel`: ends runs, or takes them out of the queue.

use std::io::{self, Write};

use clap::Args;

use super::cluster;
use super::engine::EngineArgs;
use super::exit::Exit;
use super::main::note;
use crate::load_test::Registry;

#[derive(Debug, Args)]
#[group(id = "which", required = true, multiple = false, args = ["id", "all", "scheduled"])]
pub(super) struct CancelArgs {
    /// The run's id
    pub(super) id: Option<String>,

    /// All runs
    #[arg(long)]
    pub(super) all: bool,

    /// All runs that have not begun
    #[arg(long)]
    pub(super) scheduled: bool,

    #[command(flatten)]
    pub(super) engine: EngineArgs,
}

/// Cancels what is named; prints the ids of what was cancelled.
pub(super) fn run(registry: &Registry, args: &CancelArgs) -> Exit {
    cluster::asking(registry, &args.engine, async |client| {
        let cancelled = match &args.id {
            Some(id) => {
                let run = client.cancel(id).await?;
                note(format_args!("run {id} is {}", run.state));
                Vec::new()
            }
            None if args.all => client.cancel_all().await?,
            None => client.cancel_scheduled().await?,
        };
        let mut out = io::stdout().lock();
        for id in cancelled {
            // A reader who has gone away wants no ids.
            let _ = writeln!(out, "{id}");
        }
        Ok(Exit::Ok)
    })
}
