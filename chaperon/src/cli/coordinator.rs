//! `coordinator`: leads the runs of a cluster, or stands by; with the HTTP API if that is wanted.

use std::sync::Arc;

use clap::Args;

use super::engine::EngineArgs;
use super::exit::Exit;
use super::lead::{LeadArgs, Work, to_its_end};
use super::main::Program;
use super::screen::Screen;
use super::signals;
use crate::cluster::engine::Engine;

#[derive(Debug, Args)]
pub(super) struct CoordinatorArgs {
    #[command(flatten)]
    pub(super) lead: LeadArgs,

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

    /// Serves the HTTP API, too
    #[cfg(feature = "api")]
    #[arg(long)]
    pub(super) api: bool,

    #[cfg(feature = "api")]
    #[command(flatten)]
    pub(super) api_args: super::api::ApiArgs,

    #[command(flatten)]
    pub(super) engine: EngineArgs,
}

/// Coordinates until a signal comes.
pub(super) fn run(program: &Program<'_>, args: &CoordinatorArgs) -> Exit {
    to_its_end(args.lead.log, async |screen| led(program, args, screen).await)
}

#[cfg(feature = "api")]
async fn led(
    program: &Program<'_>,
    args: &CoordinatorArgs,
    screen: Screen,
) -> Result<Exit, String> {
    if !args.api && !args.api_args.are_given() {
        return lead(program, args, connected(args).await?, screen).await;
    }
    let served = super::serve::Served::at(&args.api_args, program).await?;
    let engine = connected(args).await?;
    served.beside(engine.clone(), lead(program, args, engine, screen)).await
}

#[cfg(not(feature = "api"))]
async fn led(
    program: &Program<'_>,
    args: &CoordinatorArgs,
    screen: Screen,
) -> Result<Exit, String> {
    lead(program, args, connected(args).await?, screen).await
}

async fn connected(args: &CoordinatorArgs) -> Result<Arc<dyn Engine>, String> {
    args.engine.connect().await.map_err(|error| error.to_string())
}

async fn lead(
    program: &Program<'_>,
    args: &CoordinatorArgs,
    engine: Arc<dyn Engine>,
    screen: Screen,
) -> Result<Exit, String> {
    let signals = signals::listen().map_err(|error| error.to_string())?;
    let work = if args.work { Work::Own { cores: args.cores } } else { Work::Others };
    args.lead.lead(engine, program.registry, work, signals, screen).await
}
