//! Being there: a node writes itself down every 2 s, and is gone when it no longer does.

use std::sync::Arc;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::engine::{Engine, EngineError, Revision, Table};
use super::identity::Identity;
use super::protocol::Node;
use crate::time::{Instant, now};

/// How often a node writes itself down; the engine forgets one after 6 s.
pub(crate) const EVERY: Duration = Duration::from_secs(2);

/// How often it is looked whether another process still has the name.
const LOOK: Duration = Duration::from_millis(500);

/// How long another process of that name may still be known that has ended.
const GONE: Duration = Duration::from_secs(8);

/// What of a node changes while it is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Activity {
    /// The run that it works for.
    pub(crate) run: Option<String>,
    /// The revision of that run's plan.
    pub(crate) plan: Option<u32>,
    /// Frames that the engine has not acknowledged yet.
    pub(crate) spooled: u64,
}

/// What a node does in the cluster.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Post {
    pub(crate) works: bool,
    pub(crate) coordinates: bool,
    pub(crate) cores: u32,
}

/// A node that is there for as long as [`keep`](Self::keep) is polled.
pub(crate) struct Presence {
    engine: Arc<dyn Engine>,
    identity: Identity,
    post: Post,
    activity: watch::Receiver<Activity>,
    last: Used,
}

/// The process that has the name, as far as it was seen.
#[derive(Default)]
struct Other {
    revision: Option<Revision>,
    /// When it was first seen to write itself down, and last.
    wrote: Option<(Instant, Instant)>,
}

impl Other {
    fn wrote(&mut self, revision: Revision) {
        if self.revision.replace(revision).is_some_and(|last| last != revision) {
            let first = self.wrote.map_or_else(now, |(first, _)| first);
            self.wrote = Some((first, now()));
        }
    }

    /// Whether it goes on writing itself down: one that ends may do so some times more, at once. What
    /// is 2 s apart is seen to be so, but for a look.
    fn stays(&self) -> bool {
        self.wrote.is_some_and(|(first, last)| last - first >= EVERY.saturating_sub(LOOK))
    }
}

/// CPU time used by a moment.
struct Used {
    at: Instant,
    cpu: Duration,
}

impl Presence {
    /// Takes the node's name.
    ///
    /// # Errors
    /// When another process has it, and stays; and those of the engine.
    pub(crate) async fn begin(
        engine: Arc<dyn Engine>,
        identity: Identity,
        post: Post,
        activity: watch::Receiver<Activity>,
    ) -> Result<Self, EngineError> {
        let last = Used { at: now(), cpu: cpu() };
        let mut presence = Self { engine, identity, post, activity, last };
        let deadline = now() + GONE;
        let mut other = Other::default();
        loop {
            match presence.take_name().await {
                Err(EngineError::Conflict) => {}
                taken => return taken.map(|_| presence),
            }
            let name = &presence.identity.name;
            if let Some(there) = presence.engine.get(Table::Nodes, name).await? {
                other.wrote(there.revision);
            }
            if other.stays() || now() >= deadline {
                let why =
                    format!("there is a node named `{name}` already: give this one another --name");
                return Err(EngineError::Refused { place: presence.engine.place(), why });
            }
            sleep(LOOK).await;
        }
    }

    async fn take_name(&mut self) -> Result<u64, EngineError> {
        let record = self.record(Duration::ZERO);
        let (name, engine) = (self.identity.name.clone(), self.engine.clone());
        engine.create(Table::Nodes, &name, record).await
    }

    /// Writes the node down, again and again.
    pub(crate) async fn keep(&mut self) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut away = false;
        loop {
            let due = tokio::select! {
                due = ticks.tick() => due,
                Ok(()) = self.activity.changed() => now(),
            };
            let record = self.record(due.elapsed());
            let written = self.engine.put(Table::Nodes, &self.identity.name, record).await;
            match &written {
                Err(error) if !away => tracing::warn!("this node cannot be seen: {error}"),
                Ok(_) if away => tracing::warn!("this node can be seen again"),
                _ => {}
            }
            away = written.is_err();
        }
    }

    /// Says that the node goes away on purpose. An engine that does not hear of it will notice.
    pub(crate) async fn end(&self) {
        let _ = self.engine.delete(Table::Nodes, &self.identity.name).await;
    }

    fn record(&mut self, lag: Duration) -> bytes::Bytes {
        let Identity { name, boot, build, registry } = self.identity.clone();
        let Post { works, coordinates, cores } = self.post;
        let Activity { run, plan, spooled } = self.activity.borrow_and_update().clone();
        let node = Node {
            name,
            boot,
            build,
            registry,
            works,
            coordinates,
            cores,
            files: crate::run::file_limit(),
            cpu: self.cpu_share(),
            timer_lag_us: u64::try_from(lag.as_micros()).unwrap_or(u64::MAX),
            run,
            plan,
            spooled,
            troubles: self.engine.troubles(),
        };
        super::protocol::to_bytes(&node)
    }

    /// The share of its cores that this process has used since it was last asked.
    fn cpu_share(&mut self) -> f64 {
        let used = Used { at: now(), cpu: cpu() };
        let last = std::mem::replace(&mut self.last, used);
        let wall = (self.last.at - last.at).as_secs_f64() * f64::from(self.post.cores.max(1));
        let cpu = self.last.cpu.saturating_sub(last.cpu).as_secs_f64();
        if wall > 0.0 { cpu / wall } else { 0.0 }
    }
}

/// The CPU time that this process has used.
fn cpu() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::engine::Local;
    use crate::load_test::Registry;

    async fn named(engine: &Arc<dyn Engine>) -> Result<Presence, EngineError> {
        doing(engine, watch::Sender::default().subscribe()).await
    }

    async fn doing(
        engine: &Arc<dyn Engine>,
        activity: watch::Receiver<Activity>,
    ) -> Result<Presence, EngineError> {
        let identity = Identity::new(Some("a"), &Registry::new()).unwrap();
        let post = Post { works: true, coordinates: false, cores: 1 };
        Presence::begin(engine.clone(), identity, post, activity).await
    }

    #[tokio::test(start_paused = true)]
    async fn the_name_of_a_node_that_stays_is_refused_soon_and_that_of_one_that_ended_is_taken() {
        let engine: Arc<dyn Engine> = Arc::new(Local::open(None).unwrap());
        let mut first = named(&engine).await.unwrap();
        let begun = now();
        tokio::select! {
            () = first.keep() => unreachable!(),
            second = named(&engine) => {
                let refused = second.err().unwrap().to_string();
                assert!(refused.contains("a node named `a` already"), "{refused}");
            }
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        drop(first);
        named(&engine).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn the_successor_of_a_node_that_is_ending_is_let_in() {
        let engine: Arc<dyn Engine> = Arc::new(Local::open(None).unwrap());
        let (activity, seen) = watch::channel(Activity { spooled: 2, ..Activity::default() });
        let mut first = doing(&engine, seen).await.unwrap();
        let ends = async {
            for left in [1, 0] {
                sleep(LOOK).await;
                activity.send_modify(|activity| activity.spooled = left);
            }
            sleep(LOOK).await;
        };
        let ending = async {
            tokio::select! {
                () = first.keep() => unreachable!(),
                () = ends => first.end().await,
            }
        };
        let (successor, ()) = tokio::join!(named(&engine), ending);
        successor.unwrap();
    }
}
