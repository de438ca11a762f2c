//! Ways to an engine.

use std::path::Path;
use std::sync::Arc;

use super::{Client, ClientError};
use crate::cluster::engine::{Local, Nats, NatsOptions};
use crate::load_test::Registry;

impl Client {
    /// Asks the cluster of a NATS server. It connects within 5 s, or says what is missing; from then on
    /// a lost connection is made again by itself.
    ///
    /// The registry has the load tests that are submitted by this client, or looked at while they run;
    /// an empty one will do for the rest.
    ///
    /// # Errors
    /// [`ClientError::Engine`]: the server is away, or too old, or has no JetStream, or does not know
    /// who asks, or is not to be trusted.
    ///
    /// ```no_run
    /// use chaperon::cluster::{Client, NatsOptions, Registry};
    ///
    /// # async fn asked() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = NatsOptions::new("nats://nats.example.com:4222").user("client", "hush");
    /// let client = Client::connect(&options, &Registry::new()).await?;
    /// for node in client.nodes().await? {
    ///     println!("{} has {} cores", node.name(), node.cores());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn connect(options: &NatsOptions, registry: &Registry) -> Result<Self, ClientError> {
        Ok(Self::new(Arc::new(Nats::connect(options).await?), registry))
    }

    /// Asks the queue in a folder, which is made if it is not there: the one that `serve --data FOLDER`
    /// works off when there is no NATS server. Load is made by a
    /// [`Coordinator`](crate::cluster::Coordinator) in this process, or by the next `serve`.
    ///
    /// # Errors
    /// [`ClientError::Engine`]: another process works in that folder, or it cannot be written.
    ///
    /// ```
    /// use chaperon::cluster::{Client, Registry};
    ///
    /// # let folder = std::env::temp_dir().join(format!("chaperon-doc-{}", std::process::id()));
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let client = Client::open(&folder, &Registry::new())?;
    /// assert!(client.runs().await?.is_empty());
    /// # Ok::<(), chaperon::cluster::ClientError>(())
    /// # }).unwrap();
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// ```
    pub fn open(folder: impl AsRef<Path>, registry: &Registry) -> Result<Self, ClientError> {
        Ok(Self::new(Arc::new(Local::open(Some(folder.as_ref()))?), registry))
    }

    /// Asks a queue in the memory of this process, which nobody else sees: for tests, and to try
    /// things.
    ///
    /// # Errors
    /// As [`open`](Self::open), though memory refuses nothing today.
    pub fn in_memory(registry: &Registry) -> Result<Self, ClientError> {
        Ok(Self::new(Arc::new(Local::open(None)?), registry))
    }
}
