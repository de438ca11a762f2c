//! Who takes part in a run.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::sleep;

use super::asking::why_not;
use super::clock::Clock;
use super::lead::Coordinator;
use super::prepare::{Failure, NoLoad};
use crate::cluster::engine::EngineError;
use crate::cluster::protocol::{Answer, Ask, Node, Prepare, Ready, Run};
use crate::time::timestamp_us;

/// How long a worker has to say whether it could take part.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often those are asked that do not listen, 2 s apart: the engine remembers a node for a while
/// after it has ended.
const TRIES: u32 = 4;

/// How often the clock of one is read that is far away.
const READINGS: u32 = 4;

/// A worker that takes part.
#[derive(Debug, Clone)]
pub(super) struct Recruit {
    pub(super) node: String,
    pub(super) boot: String,
    pub(super) cores: u32,
    pub(super) clock: Clock,
}

/// A worker that does not, and why.
pub(super) type Refusal = (String, String);

impl Coordinator {
    /// Asks all workers whether they could take part; gives those who do, by their names.
    pub(super) async fn muster(&self, run: &Run) -> Result<Vec<Recruit>, NoLoad> {
        let mut tries = TRIES;
        loop {
            let (workers, others) = self.workers().await?;
            if !others.is_empty() {
                // What no answer can change is not waited for.
                enough(run, workers.len(), &others)?;
            }
            let answers = join_all(workers.iter().map(|node| self.recruit(run, node))).await;
            let absent = |answer: &Result<_, Refused>| matches!(answer, Err(Refused::Absent(_)));
            tries -= 1;
            if tries > 0 && (workers.is_empty() || answers.iter().any(absent)) {
                sleep(Duration::from_secs(2)).await;
                continue;
            }
            let (mut ready, mut refused) = (Vec::new(), others);
            for answer in answers {
                match answer {
                    Ok(recruit) => ready.push(recruit),
                    Err(Refused::Absent(refusal) | Refused::Said(refusal)) => refused.push(refusal),
                }
            }
            enough(run, ready.len(), &refused)?;
            begins_without(run, &refused);
            return Ok(ready);
        }
    }

    /// The workers of this build, and why those of others do not take part: they have written down
    /// what they are.
    async fn workers(&self) -> Result<(Vec<Node>, Vec<Refusal>), EngineError> {
        let ours = &self.identity.build;
        let workers = self.nodes().await?.into_iter().filter(|node| node.works);
        let (workers, others): (Vec<_>, Vec<_>) = workers.partition(|node| node.build == *ours);
        let refusal = |Node { name, build, .. }| {
            let reason = format!(
                "it is of build {build}, and the coordinator of build {ours}: start the same \
                 program everywhere"
            );
            (name, reason)
        };
        Ok((workers, others.into_iter().map(refusal).collect()))
    }

    async fn recruit(&self, run: &Run, node: &Node) -> Result<Recruit, Refused> {
        let prepare = Prepare {
            run: run.id.clone(),
            build: self.identity.build.clone(),
            submission: run.submission.clone(),
        };
        let ask = |epoch| Ask::Prepare { epoch, prepare: prepare.clone() };
        let mut nearest = None;
        let mut readings = READINGS;
        loop {
            let asked = timestamp_us();
            let answer = self.ask(&node.name, ask, PATIENCE).await;
            let heard = timestamp_us();
            let Ready { boot, cores, clock_us, .. } = Self::ready(node, answer)?;
            let clock = Clock::read(asked, clock_us, heard).or_nearer(nearest);
            readings -= 1;
            if readings == 0 || clock.is_near() {
                let (node, cores) = (node.name.clone(), cores.max(1));
                return Ok(Recruit { node, boot, cores, clock });
            }
            nearest = Some(clock);
        }
    }

    /// What somebody who was asked to prepare said, if that was yes.
    fn ready(node: &Node, answer: Result<Answer, EngineError>) -> Result<Ready, Refused> {
        let said = |reason: String| Refused::Said((node.name.clone(), reason));
        match answer {
            Ok(Answer::Ready(ready)) => Ok(ready),
            Err(error @ EngineError::NoNode { .. }) => {
                Err(Refused::Absent((node.name.clone(), error.to_string())))
            }
            other => Err(said(why_not(other))),
        }
    }
}

enum Refused {
    /// Nobody of its name listens: it may have ended.
    Absent(Refusal),
    Said(Refusal),
}

/// Whether so many workers, without those who refused, are enough for the run to begin.
pub(super) fn enough(run: &Run, workers: usize, refused: &[Refusal]) -> Result<(), Failure> {
    let number = u32::try_from(workers).unwrap_or(u32::MAX);
    let asked = run.submission.min_workers;
    match asked {
        None if refused.is_empty() && number > 0 => return Ok(()),
        Some(least) if number >= least.max(1) => return Ok(()),
        _ => {}
    }
    let lines = refused.iter().map(|(node, why)| format!("worker {node}: {why}"));
    let mut lines: Vec<String> = lines.collect();
    if let Some(least) = asked {
        lines.insert(0, format!("{number} workers can take part, and --min-workers is {least}"));
    } else if refused.is_empty() {
        lines.push("no worker is there any more".to_owned());
    }
    Err(Failure { reason: lines.join("; "), exit_code: 1 })
}

/// Says who does not take part in a run that begins all the same.
pub(super) fn begins_without(run: &Run, refused: &[Refusal]) {
    for (node, why) in refused {
        tracing::warn!("run {} begins without worker {node}: {why}", run.id);
    }
}
