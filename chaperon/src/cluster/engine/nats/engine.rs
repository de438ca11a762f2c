//! NATS as an [`Engine`].

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::sync::watch as watched;

use super::follow::{Part, Reader};
use super::layout::Kept;
use super::link::Link;
use super::options::NatsOptions;
use super::results::ResultsReader;
use super::watch::Watch;
use super::{asking, connect};
use crate::cluster::engine::{
    Asked, Change, Doing, Engine, EngineError, Record, Revision, Stored, Table, Troubles, names,
};

/// An engine in NATS servers. Handles are cheap to clone, and share a connection.
#[derive(Debug, Clone)]
pub(crate) struct Nats(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    link: Link,
    /// What works for streams ends when this is gone.
    alive: watched::Sender<()>,
}

impl Nats {
    /// Connects within 5 s, or says what is missing; from then on it keeps trying when the connection
    /// is lost.
    pub(crate) async fn connect(options: &NatsOptions) -> Result<Self, EngineError> {
        let link = connect::connect(options).await?;
        Ok(Self(Arc::new(Inner { link, alive: watched::Sender::new(()) })))
    }

    fn link(&self) -> &Link {
        &self.0.link
    }

    /// Does something with a name that can be one, in time.
    fn named<'a, T: Send + 'a>(
        &'a self,
        name: &str,
        doing: impl Future<Output = Result<T, EngineError>> + Send + 'a,
    ) -> Doing<'a, T> {
        let named = names::check(&self.link().place, name);
        async move {
            named?;
            self.link().within(doing).await
        }
        .boxed()
    }

    /// Does something until this engine is gone, or nobody listens to what comes of it.
    fn spawn<T: Send + 'static>(
        &self,
        listener: mpsc::UnboundedSender<T>,
        doing: impl Future<Output = ()> + Send + 'static,
    ) {
        let mut alive = self.0.alive.subscribe();
        tokio::spawn(async move {
            tokio::select! {
                _ = alive.changed() => {}
                () = listener.closed() => {}
                () = doing => {}
            }
        });
    }

    async fn follow<T: Send + 'static, R: Reader>(
        &self,
        part: Part,
        reader: impl FnOnce(mpsc::UnboundedSender<T>) -> R,
    ) -> Result<UnboundedReceiver<T>, EngineError> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let reader = reader(sender.clone());
        let opened = self.link().open(&part, reader.from()).await?;
        self.spawn(sender, self.link().clone().follow(part, opened, reader));
        Ok(receiver)
    }
}

impl Engine for Nats {
    fn get(&self, table: Table, key: &str) -> Doing<'_, Option<Record>> {
        let of = key.to_owned();
        self.named(key, async move { self.link().record(table, &of).await })
    }

    fn list(&self, table: Table) -> Doing<'_, Vec<Record>> {
        self.link().within(self.link().records(table)).boxed()
    }

    fn create(&self, table: Table, key: &str, value: Bytes) -> Doing<'_, Revision> {
        let of = key.to_owned();
        self.named(key, async move { self.link().create(table, &of, value).await })
    }

    fn update(
        &self,
        table: Table,
        key: &str,
        value: Bytes,
        revision: Revision,
    ) -> Doing<'_, Revision> {
        let of = key.to_owned();
        self.named(key, async move {
            // To the server, 0 stands for a record that is not there.
            match revision {
                0 => Err(EngineError::Conflict),
                revision => self.link().write(table, &of, value, Some(revision)).await,
            }
        })
    }

    fn put(&self, table: Table, key: &str, value: Bytes) -> Doing<'_, Revision> {
        let of = key.to_owned();
        self.named(key, async move { self.link().write(table, &of, value, None).await })
    }

    fn delete(&self, table: Table, key: &str) -> Doing<'_> {
        let of = key.to_owned();
        self.named(key, async move { self.link().delete(table, &of).await })
    }

    fn watch(&self, table: Table) -> Doing<'_, UnboundedReceiver<Change>> {
        let prefix = self.link().layout.records(table);
        let part = Part { kept: Kept::Table(table), prefix };
        self.link().within(self.follow(part, Watch::new)).boxed()
    }

    fn store(&self, run: &str, node: &str, id: &str, payload: Bytes) -> Doing<'_> {
        let (of, by, id) = (run.to_owned(), node.to_owned(), id.to_owned());
        self.named(run, async move {
            names::check(&self.link().place, &by)?;
            self.link().store(&of, &by, &id, payload).await
        })
    }

    fn stored(&self, run: &str) -> Doing<'_, UnboundedReceiver<Stored>> {
        let part = Part { kept: Kept::Results, prefix: self.link().layout.results(run) };
        self.named(run, self.follow(part, ResultsReader::new))
    }

    fn ask(&self, node: &str, payload: Bytes, patience: Duration) -> Doing<'_, Bytes> {
        let node = node.to_owned();
        async move {
            names::check(&self.link().place, &node)?;
            self.link().ask(&node, payload, patience).await
        }
        .boxed()
    }

    fn asked(&self, node: &str) -> Doing<'_, UnboundedReceiver<Asked>> {
        let subject = self.link().layout.node(node);
        self.named(node, async move {
            let (sender, receiver) = mpsc::unbounded_channel();
            let questions = self.link().subscribe(subject).await?;
            let client = self.link().client.clone();
            self.spawn(sender.clone(), asking::answer(client, questions, sender));
            Ok(receiver)
        })
    }

    fn place(&self) -> String {
        self.link().place.to_string()
    }

    fn troubles(&self) -> Troubles {
        self.link().events.troubles()
    }
}
