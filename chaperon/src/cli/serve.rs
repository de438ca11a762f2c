//! `serve`: the HTTP API over a queue of runs, and who works it off.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::sync::oneshot;

use super::api::ApiArgs;
use super::engine::EngineArgs;
use super::exit::Exit;
use super::lead::{LeadArgs, Work, to_its_end};
use super::main::{Program, note};
use super::screen::Screen;
use super::signals;
use crate::api::{self, Api, ApiOptions, Listening};
use crate::cluster::client::Client;
use crate::cluster::engine::{Engine, EngineError, Local};
use crate::export::exporters;

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    pub(super) lead: LeadArgs,

    /// The folder in which the queue is kept, and what is measured, when there is no NATS server
    #[arg(long, value_name = "FOLDER", default_value = "chaperon-data")]
    pub(super) data: PathBuf,

    /// How many cores it has for the load, when there is no NATS server [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) cores: Option<u16>,

    #[command(flatten)]
    pub(super) api: ApiArgs,

    #[command(flatten)]
    pub(super) engine: EngineArgs,
}

/// Serves until a signal comes.
pub(super) fn run(program: &Program<'_>, args: &ServeArgs) -> Exit {
    to_its_end(args.lead.log, async |screen| served(program, args, screen).await)
}

async fn served(program: &Program<'_>, args: &ServeArgs, screen: Screen) -> Result<Exit, String> {
    let served = Served::at(&args.api, program).await?;
    let (engine, work) = args.engine().await.map_err(|error| error.to_string())?;
    let signals = signals::listen().map_err(|error| error.to_string())?;
    let lead = args.lead.lead(engine.clone(), program.registry, work, signals, screen);
    served.beside(engine, lead).await
}

impl ServeArgs {
    /// The engine, and who makes the load: the nodes of a cluster if there is one, else this process.
    async fn engine(&self) -> Result<(Arc<dyn Engine>, Work), EngineError> {
        match self.engine.is_named() {
            true => Ok((self.engine.connect().await?, Work::Others)),
            false => {
                Ok((Arc::new(Local::open(Some(&self.data))?), Work::Own { cores: self.cores }))
            }
        }
    }
}

/// The API that is about to be served.
pub(super) struct Served<'p> {
    listening: Listening,
    options: ApiOptions,
    program: &'p Program<'p>,
}

impl<'p> Served<'p> {
    /// Listens as the flags and the environment say.
    ///
    /// # Errors
    /// Why it cannot, in words.
    pub(super) async fn at(args: &ApiArgs, program: &'p Program<'p>) -> Result<Self, String> {
        let options = args.options(|name| std::env::var_os(name))?;
        let listening = Listening::at(&options).await.map_err(|error| error.to_string())?;
        Ok(Self { listening, options, program })
    }

    /// Answers for as long as something else goes on; gives what comes of that.
    pub(super) async fn beside<T>(
        self,
        engine: Arc<dyn Engine>,
        other: impl Future<Output = T>,
    ) -> T {
        let Self { listening, options, program } = self;
        note(format_args!("the API listens at {}", listening.url()));
        let client = Client::new(engine, program.registry);
        let option_parser = program.option_parser.clone();
        let api = Api { client, option_parser, exporters };
        let (stop, stopped) = oneshot::channel::<()>();
        let answering = api::serve(listening, &options, api, async { _ = stopped.await });
        let other = async {
            let ended = other.await;
            drop(stop);
            ended
        };
        tokio::join!(other, answering).0
    }
}
