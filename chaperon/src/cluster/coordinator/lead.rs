//! Being a coordinator: waiting for the lease, leading for as long as it is held.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

use super::lease::Lease;
use super::{CoordinatorError, CoordinatorOptions};
use crate::cluster::engine::{Change, Engine, EngineError, Table};
use crate::cluster::identity::Identity;
use crate::cluster::patience::patiently;
use crate::cluster::presence::{Activity, Post, Presence};
use crate::cluster::protocol::{Run, RunState};
use crate::cluster::runs::Runs;
use crate::load_test::Registry;

/// How long a run may take to come to its end when the process is to end.
const LAST_RUN: Duration = Duration::from_secs(60);

/// Is a coordinator until `stop`: it leads, or waits to.
///
/// # Errors
/// When it cannot be one. What fails later is tried again.
pub(crate) async fn run(
    engine: Arc<dyn Engine>,
    registry: &Registry,
    options: CoordinatorOptions,
    stop: impl Future<Output = ()>,
) -> Result<(), CoordinatorError> {
    let identity = Identity::new(options.name.as_deref(), registry)?;
    let (_activity, seen) = watch::channel(Activity::default());
    let post = Post { works: false, coordinates: true, cores: 0 };
    let begin = || Presence::begin(engine.clone(), identity.clone(), post, seen.clone());
    let mut presence = patiently(begin).await?;
    tracing::info!("coordinator {} is there, at {}", identity.name, engine.place());
    let coordinator = Coordinator {
        lease: Lease::new(engine.clone(), &identity),
        runs: Runs::new(engine.clone()),
        engine,
        registry: registry.clone(),
        identity,
        options,
        stopping: watch::channel(false).0,
    };
    tokio::select! {
        () = presence.keep() => {}
        () = coordinator.lead_until(stop) => {}
    }
    coordinator.lease.release().await;
    presence.end().await;
    Ok(())
}

/// A coordinator.
pub(super) struct Coordinator {
    pub(super) engine: Arc<dyn Engine>,
    pub(super) registry: Registry,
    pub(super) identity: Identity,
    pub(super) options: CoordinatorOptions,
    pub(super) lease: Lease,
    pub(super) runs: Runs,
    /// Whether no other run is to be begun.
    pub(super) stopping: watch::Sender<bool>,
}

/// That something in the table of runs has changed.
pub(super) type News = watch::Receiver<()>;

impl Coordinator {
    async fn lead_until(&self, stop: impl Future<Output = ()>) {
        let mut leading = std::pin::pin!(self.lead());
        tokio::select! {
            () = stop => {}
            () = &mut leading => return,
        }
        self.stopping.send_replace(true);
        if self.options.ends_runs && self.lease.holds() {
            // What goes on after that is left as it is.
            let _ = timeout(LAST_RUN, leading).await;
        }
    }

    /// Leads whenever nobody else does, until there is nothing more to be begun.
    async fn lead(&self) {
        loop {
            self.lease.take().await;
            tracing::info!("{} leads", self.identity.name);
            let why = tokio::select! {
                biased;
                () = self.lease.keep() => "the lease could not be renewed".to_owned(),
                worked = self.work() => match worked {
                    Ok(()) => return,
                    Err(error) => error.to_string(),
                },
            };
            tracing::warn!("{} leads no more: {why}", self.identity.name);
            self.lease.release().await;
            sleep(Duration::from_secs(1)).await;
        }
    }

    async fn work(&self) -> Result<(), EngineError> {
        let changes = patiently(|| self.engine.watch(Table::Runs)).await?;
        let (teller, news) = watch::channel(());
        tokio::select! {
            () = pass_on(changes, teller) => Err(EngineError::Away {
                place: self.engine.place(),
                why: "it tells of no more changes".to_owned(),
            }),
            worked = self.work_off(news) => worked,
        }
    }

    /// Changes a run, if it is in a state.
    pub(super) async fn change_if(
        &self,
        id: &str,
        state: RunState,
        change: impl Fn(&mut Run),
    ) -> Result<Run, EngineError> {
        let change = |run: &mut Run| {
            let is_it = run.state == state;
            if is_it {
                change(run);
            }
            is_it
        };
        self.change(id, change).await
    }

    /// Changes a run that is there. Runs are not deleted while somebody leads them.
    pub(super) async fn change(
        &self,
        id: &str,
        change: impl Fn(&mut Run) -> bool,
    ) -> Result<Run, EngineError> {
        let change = |run: &mut Run| Ok::<_, EngineError>(change(run));
        let run = patiently(|| self.runs.change(id, change)).await?;
        run.ok_or_else(|| EngineError::Refused {
            place: self.engine.place(),
            why: format!("the record of run {id} is gone"),
        })
    }
}

async fn pass_on(mut changes: mpsc::UnboundedReceiver<Change>, teller: watch::Sender<()>) {
    while changes.recv().await.is_some() {
        teller.send_replace(());
    }
}
