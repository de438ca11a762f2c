//! `serve`: the HTTP API over a queue of runs, and who works it off.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::sync::oneshot;
use tokio::task::LocalSet;

use super::api::ApiArgs;
use super::engine::EngineArgs;
use super::exit::Exit;
use super::format::exporters;
use super::lead::{LeadArgs, Work};
use super::main::{complain, note};
use super::screen::{Screen, colored};
use super::{logs, signals};
use crate::api::{self, Api, Listening, OptionParser};
use crate::cluster::client::Client;
use crate::cluster::engine::{Engine, EngineError, Local};
use crate::load_test::Registry;

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    pub(super) api: ApiArgs,

    #[command(flatten)]
    pub(super) lead: LeadArgs,

    /// The folder in which the queue is kept, and what is measured, when there is no NATS server
    #[arg(long, value_name = "FOLDER", default_value = "chaperon-data")]
    pub(super) data: PathBuf,

    #[command(flatten)]
    pub(super) engine: EngineArgs,

    /// Shows log lines of this level and above
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub(super) log: tracing::Level,
}

/// Serves until a signal comes.
pub(super) fn run(
    registry: &Registry,
    option_parser: Arc<dyn OptionParser>,
    args: &ServeArgs,
) -> Exit {
    let screen = Screen::plain();
    logs::show(args.log, colored(false, &io::stderr()), &screen);
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(Exit::Usage, error),
    };
    let served = served(registry, option_parser, args, screen);
    match runtime.block_on(LocalSet::new().run_until(served)) {
        Ok(exit) => exit,
        Err(error) => complain(Exit::Usage, error),
    }
}

async fn served(
    registry: &Registry,
    option_parser: Arc<dyn OptionParser>,
    args: &ServeArgs,
    screen: Screen,
) -> Result<Exit, String> {
    let served = Served::at(&args.api, registry, option_parser).await?;
    let (engine, work) = args.engine().await.map_err(|error| error.to_string())?;
    let signals = signals::listen().map_err(|error| error.to_string())?;
    let lead = args.lead.lead(engine.clone(), registry, work, signals, screen);
    served.beside(engine, lead).await
}

impl ServeArgs {
    /// The engine, and who makes the load: the nodes of a cluster if there is one, else this process.
    async fn engine(&self) -> Result<(Arc<dyn Engine>, Work), EngineError> {
        match self.engine.is_named() {
            true => Ok((self.engine.connect().await?, Work::Others)),
            false => Ok((Arc::new(Local::open(Some(&self.data))?), Work::Own)),
        }
    }
}

/// The API that is about to be served.
pub(super) struct Served<'r> {
    listening: Listening,
    options: api::ApiOptions,
    registry: &'r Registry,
    option_parser: Arc<dyn OptionParser>,
}

impl<'r> Served<'r> {
    /// Listens as the flags and the environment say.
    ///
    /// # Errors
    /// Why it cannot, in words.
    pub(super) async fn at(
        args: &ApiArgs,
        registry: &'r Registry,
        option_parser: Arc<dyn OptionParser>,
    ) -> Result<Self, String> {
        let options = args.options(|name| std::env::var_os(name))?;
        let listening = Listening::at(&options).await.map_err(|error| error.to_string())?;
        Ok(Self { listening, options, registry, option_parser })
    }

    /// Answers for as long as something else goes on; gives what comes of that.
    pub(super) async fn beside<T>(
        self,
        engine: Arc<dyn Engine>,
        other: impl Future<Output = T>,
    ) -> T {
        let Self { listening, options, registry, option_parser } = self;
        note(format_args!("the API listens at {}", listening.url()));
        let client = Client::new(engine, registry);
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
