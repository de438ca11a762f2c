//! Which workers of a run are still there, and what is missing of those that are not.

use std::sync::Arc;
use std::time::Duration;

use crate::cluster::engine::{Engine, EngineError};
use crate::cluster::lookout::{LOST, Lookout};
use crate::cluster::protocol::{Node, Part};
use crate::cluster::source::Source;
use crate::time::{Instant, now};

/// How long frames are waited for that came before a worker's last one.
const STRAGGLERS: Duration = Duration::from_secs(10);

/// The workers of a run.
pub(super) struct Workers {
    all: Vec<Worker>,
    lookout: Lookout,
}

struct Worker {
    run: String,
    part: Part,
    fate: Fate,
    /// When there was a sign of it last: of itself, or a frame.
    heard: Instant,
    /// Its frames by then.
    frames: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    There,
    /// There has been no sign of it for too long.
    Lost,
    /// Its last frame is there, and others are not.
    Incomplete,
}

impl Workers {
    pub(super) fn new(run: &str, parts: &[Part], engine: &Arc<dyn Engine>) -> Self {
        let worker = |part: &Part| Worker {
            run: run.to_owned(),
            part: part.clone(),
            fate: Fate::There,
            heard: now(),
            frames: 0,
        };
        Self { all: parts.iter().map(worker).collect(), lookout: Lookout::new(engine) }
    }

    /// Looks after them; gives the numbers of those for which nobody waits any more from now on.
    pub(super) async fn look(&mut self, sources: &[Source]) -> Result<Vec<usize>, EngineError> {
        let Self { all, lookout } = self;
        let nodes = lookout.nodes().await?;
        let mut given_up = Vec::new();
        for (index, (worker, source)) in all.iter_mut().zip(sources).enumerate() {
            if worker.look(&nodes, lookout, source) {
                given_up.push(index);
            }
        }
        Ok(given_up)
    }

    /// Whether nothing more is waited for.
    pub(super) fn are_done(&self, sources: &[Source]) -> bool {
        let mut all = self.all.iter().zip(sources);
        all.all(|(worker, source)| worker.fate != Fate::There || source.is_complete())
    }

    /// Whether one is lost.
    pub(super) fn has_lost(&self, sources: &[Source]) -> bool {
        self.all_lost(sources).next().is_some()
    }

    fn all_lost<'w>(
        &'w self,
        sources: &'w [Source],
    ) -> impl Iterator<Item = (&'w Worker, &'w Source)> {
        let all = self.all.iter().zip(sources);
        all.filter(|(worker, source)| worker.fate == Fate::Lost && !source.has_ended())
    }

    /// What is missing of those that are lost, in a run that went on until a second; a line each.
    pub(super) fn findings(&self, sources: &[Source], end: u64) -> Vec<String> {
        let missing = |(worker, source): (&Worker, &Source)| {
            let (node, last) = (&worker.part.node, source.second);
            match end.checked_sub(last + 1) {
                None => format!(
                    "worker {node} was lost: what it measured after second {last} is missing"
                ),
                Some(0) => format!("worker {node} was lost: second {end} of it is missing"),
                Some(_) => {
                    format!(
                        "worker {node} was lost: seconds {} to {end} of it are missing",
                        last + 1
                    )
                }
            }
        };
        self.all_lost(sources).map(missing).collect()
    }
}

impl Worker {
    /// Whether it is given up by what is seen now.
    fn look(&mut self, nodes: &[Node], lookout: &Lookout, source: &Source) -> bool {
        let Part { node, boot, .. } = &self.part;
        let works = |known: &Node| {
            known.name == *node && known.boot == *boot && known.run.as_ref() == Some(&self.run)
        };
        let there = nodes.iter().any(works);
        let frames = source.frames();
        if frames > self.frames {
            (self.frames, self.heard) = (frames, now());
        }
        if there && !source.has_ended() {
            self.heard = lookout.heard(boot).map_or(self.heard, |at| at.max(self.heard));
        }
        let silence = lookout.silence(self.heard);
        let fate = match source.has_ended() {
            true if silence >= STRAGGLERS => Fate::Incomplete,
            false if silence >= LOST => Fate::Lost,
            _ => Fate::There,
        };
        let given_up = self.fate == Fate::There && fate != Fate::There;
        self.fate = fate;
        given_up && !source.is_complete()
    }
}
