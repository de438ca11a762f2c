//! A coordinator in this process, with a worker beside it if that is wanted: what `coordinator` and
//! `serve` do, for programs of one's own.

use std::io;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::LocalSet;
use tokio::time::sleep;

use super::client::Client;
use super::coordinator::{self, CoordinatorError, CoordinatorOptions};
use super::engine::{Engine, EngineError, Table};
use super::identity::Identity;
use super::protocol::{Node, from_bytes};
use super::worker::{self, Viewer, WorkerError, WorkerOptions};
use crate::config::Secrets;
use crate::event::Event;
use crate::export::exporters;
use crate::load_test::Registry;
use crate::run::Order;

/// The number of SIGTERM: a coordinator that is stopped ends as a program that is told to.
const TERMINATED: i32 = 15;

/// How a [`Coordinator`] leads.
///
/// ```
/// use chaperon::cluster::LeadOptions;
/// use chaperon::prelude::*;
///
/// let options = LeadOptions { pause_between: seconds(0), cores: Some(1), ..LeadOptions::default() };
/// assert!(options.work);
/// ```
#[derive(Debug, Clone)]
pub struct LeadOptions {
    /// Its name among the nodes, of letters, digits, `-` and `_`; that of the host, and six letters,
    /// unless said.
    pub name: Option<String>,
    /// Whether it makes load, too, as it is by default. In a folder or in memory nobody else can.
    pub work: bool,
    /// How many cores it has for the load; all unless said.
    pub cores: Option<u16>,
    /// How long nothing is run between two runs; 30 s unless said.
    pub pause_between: Duration,
    /// The folder in which reports are written; `results` unless said.
    pub output_folder: PathBuf,
}

impl Default for LeadOptions {
    fn default() -> Self {
        Self {
            name: None,
            work: true,
            cores: None,
            pause_between: Duration::from_secs(30),
            output_folder: "results".into(),
        }
    }
}

/// A coordinator in this process, in a thread of its own: it takes runs from the queue of a
/// [`Client`], has workers make their load or makes it itself, and writes their reports. While another
/// one leads the same cluster, it stands by.
///
/// It ends by [`stop`](Self::stop), or when it is dropped; then it ends in the background.
///
/// ```no_run
/// use chaperon::cluster::{Client, Coordinator, LeadOptions, Registry, Submission};
/// # use chaperon::prelude::*;
/// # #[scenario] async fn browse(session: &mut Session) -> Result { session.get("/").await?; Ok(()) }
/// # load_test! {
/// #     Shop { default_config: { base_url: "http://localhost:5000" }, scenarios: [10 * browse] }
/// # }
///
/// # async fn led() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::open("chaperon-data", &Registry::new().load_test::<Shop>())?;
/// let coordinator = Coordinator::start(&client, LeadOptions::default()).await?;
/// let id = client.submit(Submission::of::<Shop>()).await?;
/// client.wait(&id).await?;
/// coordinator.stop().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Coordinator {
    orders: mpsc::UnboundedSender<Order>,
    thread: Option<JoinHandle<Result<(), CoordinatorError>>>,
}

impl Coordinator {
    /// Starts it, with the load tests of the client; it is one of the cluster's nodes then.
    ///
    /// # Errors
    /// When it cannot be one: the engine does not have it, or the machine gives no thread. What fails
    /// later is tried again, and logged.
    pub async fn start(client: &Client, options: LeadOptions) -> Result<Self, CoordinatorError> {
        let name = Identity::new(options.name.as_deref(), &client.registry)?.name;
        let (orders, ordered) = mpsc::unbounded_channel();
        let (engine, registry) = (client.engine.clone(), client.registry.clone());
        let options = LeadOptions { name: Some(name.clone()), ..options };
        let lead = move || on_this_thread(engine, &registry, options, ordered);
        let thread = thread::Builder::new().name("chaperon coordinator".to_owned()).spawn(lead)?;
        let mut coordinator = Self { orders, thread: Some(thread) };
        while !is_there(&*client.engine, &name).await? {
            if coordinator.thread.as_ref().is_none_or(JoinHandle::is_finished) {
                coordinator.ended().await?;
                return Err(io::Error::other("it ended before it was there").into());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(coordinator)
    }

    /// Ends it. A run whose load it makes itself is stopped, and what was measured by then is in its
    /// report; the load of other workers goes on, and another coordinator takes over.
    ///
    /// # Errors
    /// When it had to end before.
    pub async fn stop(mut self) -> Result<(), CoordinatorError> {
        self.tell();
        self.ended().await
    }

    fn tell(&self) {
        // One that has ended already needs no word.
        let _ = self.orders.send(Order::Signal(TERMINATED));
    }

    async fn ended(&mut self) -> Result<(), CoordinatorError> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        match joined {
            Ok(Ok(ended)) => ended,
            Ok(Err(_)) | Err(_) => Err(io::Error::other("the coordinator panicked").into()),
        }
    }
}

impl Drop for Coordinator {
    fn drop(&mut self) {
        self.tell();
    }
}

async fn is_there(engine: &dyn Engine, name: &str) -> Result<bool, EngineError> {
    let record = engine.get(Table::Nodes, name).await?;
    let node = record.and_then(|record| from_bytes::<Node>(&record.value).ok());
    Ok(node.is_some_and(|node| node.coordinates))
}

fn on_this_thread(
    engine: Arc<dyn Engine>,
    registry: &Registry,
    options: LeadOptions,
    mut orders: mpsc::UnboundedReceiver<Order>,
) -> Result<(), CoordinatorError> {
    let LeadOptions { name, work, cores, pause_between, output_folder: output } = options;
    let lead = CoordinatorOptions { name, pause_between, output, exporters, ends_runs: work };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(async {
        if work {
            let viewer = Rc::new(Unseen);
            return lead_and_work(engine, registry, lead, cores, orders, viewer).await.map(drop);
        }
        let stop = async { _ = orders.recv().await };
        coordinator::run(engine, registry, lead, stop).await
    }))
}

/// Nobody looks; what is logged goes where the program says.
struct Unseen;

impl Viewer for Unseen {
    fn on(&self, _: &Event) {}

    fn hide(&self, _: Secrets) {}
}

/// Leads, with a worker in the same process, until a signal comes; gives its number if it cut work
/// short. The worker ends first, and the run by that. Tasks have to be able to stay on this thread.
///
/// # Errors
/// When either cannot be. What fails later is tried again.
pub(crate) async fn lead_and_work(
    engine: Arc<dyn Engine>,
    registry: &Registry,
    lead: CoordinatorOptions,
    cores: Option<u16>,
    signals: mpsc::UnboundedReceiver<Order>,
    viewer: Rc<dyn Viewer>,
) -> Result<Option<i32>, CoordinatorError> {
    let name = lead.name.as_ref().map(|name| format!("{name}-worker"));
    let options = WorkerOptions { name, cores, ..WorkerOptions::default() };
    let (stop, stopped) = oneshot::channel();
    let work = async {
        let worked = worker::run(engine.clone(), registry, options, signals, viewer).await;
        // A coordinator that has ended already needs no word.
        let _ = stop.send(());
        worked.map_err(|error| match error {
            WorkerError::Engine(error) => CoordinatorError::Engine(error),
            WorkerError::Program(error) => CoordinatorError::Program(error),
        })
    };
    let lead = async {
        let stop = async { _ = stopped.await };
        coordinator::run(engine.clone(), registry, lead, stop).await
    };
    tokio::try_join!(work, lead).map(|(left, ())| left)
}
