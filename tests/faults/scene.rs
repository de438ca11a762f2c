//! A run of arrivals that has begun, on three workers: where a fault comes in.

use std::time::{Duration, Instant};

use chaperon::results::RunResults;

use crate::memory::Memory;
use crate::real::{Cluster, NatsServer, Node, count, holds_everything};
use crate::watched::{Watched, watch};

pub const SECOND: Duration = Duration::from_secs(1);

/// How much later than planned a run with a fault may end.
const DEADLINE: Duration = Duration::from_secs(30);

/// A run that goes on. Its nodes end before its engine does.
pub struct Scene {
    pub submit: Node,
    pub workers: [Node; 3],
    pub lead: Node,
    pub cluster: Cluster,
    /// When the load began.
    pub begun: Instant,
    /// Arrivals a second, and for how many seconds.
    pub rate: u64,
    pub seconds: u64,
    /// Of all nodes, when the load began.
    memory: Memory,
}

impl Scene {
    /// On loopback.
    pub fn begin(rate: u64, seconds: u64) -> Self {
        let cluster = sized(Cluster::start(), rate, seconds);
        let lead = cluster.coordinator("lead");
        let workers = cluster.workers(["a", "b", "c"]);
        Self::of(cluster, lead, workers, rate, seconds)
    }

    /// With nodes that are there, of a cluster that is so large.
    pub fn of(cluster: Cluster, lead: Node, workers: [Node; 3], rate: u64, seconds: u64) -> Self {
        let submit = cluster.submit("Arrivals", &[]);
        workers[0].says("the load begins");
        let (begun, memory) = (Instant::now(), Memory::now());
        Self { submit, workers, lead, cluster, begun, rate, seconds, memory }
    }

    /// How long the load is by plan.
    pub fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// What the target serves for some time.
    pub fn watch(&self, time: Duration) -> Watched {
        let end = Instant::now() + time;
        self.watch_while(|| Instant::now() < end)
    }

    /// What the target serves for as long as it is so.
    pub fn watch_while(&self, goes_on: impl Fn() -> bool) -> Watched {
        watch(|| self.cluster.served(), goes_on)
    }

    /// What the target serves until the load is over by plan.
    pub fn watch_to_the_end(&self) -> Watched {
        self.watch((self.begun + self.length()).saturating_duration_since(Instant::now()))
    }

    /// Asserts that the run ends well, and nothing is missing.
    #[track_caller]
    pub fn holds_everything(&mut self) -> String {
        self.watch_to_the_end();
        holds_everything(&self.cluster, &mut self.submit, self.rate * self.seconds);
        let grown = self.ended_well();
        let served = self.cluster.served();
        let late = match self.rate * self.seconds - served {
            0 => String::new(),
            late => format!(" ({late} too late to be started)"),
        };
        format!("served {served} = counted {served}{late}; no node grew by more than {grown} MiB")
    }

    /// The exit code and the results of a run that ends well.
    #[track_caller]
    pub fn ended(&mut self) -> (Option<i32>, RunResults) {
        self.watch_to_the_end();
        let code = self.submit.ended();
        self.ended_well();
        (code, self.cluster.results())
    }

    /// Asserts that the run ended in time, and no node needed much; gives by how many MiB the one grew
    /// that grew most.
    #[track_caller]
    fn ended_well(&self) -> u64 {
        let late = self.begun.elapsed().saturating_sub(self.length());
        assert!(late <= DEADLINE, "the run ended {late:?} after its load");
        self.memory.stays_flat()
    }
}

/// Makes the arrivals of a cluster so many.
pub fn sized(cluster: Cluster, rate: u64, seconds: u64) -> Cluster {
    cluster.sized(&[("RATE", rate), ("SECONDS", seconds)])
}

/// Where an engine listens, as `host:port`.
pub fn address(nats: &NatsServer) -> String {
    let url = nats.url("worker");
    url.split_once('@').unwrap().1.to_owned()
}

/// How many were served, and counted.
pub fn both(cluster: &Cluster, results: &RunResults) -> (u64, u64) {
    (cluster.served(), count(results, "get(/)"))
}

/// Asserts that a rate never went below 95 of 100.
#[track_caller]
pub fn keeps(rate: f64, planned: u64) {
    let least = planned as f64 * 0.95;
    assert!(rate >= least, "{rate:.1} a second of {planned}");
}
