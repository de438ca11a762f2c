//! Who takes part in a run.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::sleep;

use super::asking::{LOOK, why_not};
use super::clock::Clock;
use super::lead::Coordinator;
use super::prepare::{Failure, NoLoad};
use crate::cluster::engine::EngineError;
use crate::cluster::lookout::{LOST, Lookout};
use crate::cluster::presence::EVERY;
use crate::cluster::protocol::{Answer, Ask, Node, Prepare, Ready, Run};
use crate::time::{now, timestamp_us};

/// How long a worker has to say whether it could take part.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often those are asked that do not listen, 2 s apart: the engine remembers a node for a while
/// after it has ended.
const TRIES: u32 = 4;

/// Who has written nothing for so long is not alive, or hardly.
const SILENT: Duration = EVERY.saturating_add(LOOK);

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
        let mut lookout = Lookout::new(&self.engine);
        loop {
            let (workers, others) = self.workers(run, &mut lookout).await?;
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
    /// what they are, and nobody is asked. Where they forbid the run it is looked whether they are
    /// alive: a record may be that of an old build that has ended.
    async fn workers(
        &self,
        run: &Run,
        lookout: &mut Lookout,
    ) -> Result<(Vec<Node>, Vec<Refusal>), NoLoad> {
        let mut waited = false;
        loop {
            let (ours, others) = self.by_build(lookout).await?;
            let refused: Vec<_> = others.iter().map(|node| self.of_other_build(node)).collect();
            let settled = match others.is_empty() {
                // When they have ended, others may be about to take their names.
                true => !waited,
                false => is_enough(run, ours.len(), &refused),
            };
            if settled {
                return Ok((ours, refused));
            }
            waited = !others.is_empty();
            let alive = alive(&others, lookout);
            if !alive.is_empty() {
                let refused: Vec<_> = alive.iter().map(|node| self.of_other_build(node)).collect();
                let number = format!("at most {}", ours.len());
                return Err(too_few(run, &number, &refused).into());
            }
            sleep(LOOK).await;
        }
    }

    /// The workers of this build and those of others, as far as they may be there.
    async fn by_build(&self, lookout: &mut Lookout) -> Result<(Vec<Node>, Vec<Node>), EngineError> {
        let nodes = lookout.nodes().await?;
        let workers = nodes.into_iter().filter(|node| node.works);
        let (ours, mut others): (Vec<_>, Vec<_>) =
            workers.partition(|node| node.build == self.identity.build);
        others.retain(|node| lookout.silence(lookout.heard(&node.boot).unwrap_or_else(now)) < LOST);
        Ok((ours, others))
    }

    fn of_other_build(&self, Node { name, build, .. }: &Node) -> Refusal {
        let ours = &self.identity.build;
        let reason = format!(
            "it is of build {build}, and the coordinator of build {ours}: start the same program \
             everywhere"
        );
        (name.clone(), reason)
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

/// Those who are alive, as soon as that is known of all of them.
fn alive<'n>(nodes: &'n [Node], lookout: &Lookout) -> Vec<&'n Node> {
    let (alive, others): (Vec<_>, Vec<_>) =
        nodes.iter().partition(|node| lookout.wrote(&node.boot));
    let silent = |node: &Node| {
        lookout.heard(&node.boot).is_some_and(|heard| lookout.silence(heard) >= SILENT)
    };
    if others.into_iter().all(silent) { alive } else { Vec::new() }
}

enum Refused {
    /// Nobody of its name listens: it may have ended.
    Absent(Refusal),
    Said(Refusal),
}

/// That so many workers, without those who refused, are enough for the run to begin.
pub(super) fn enough(run: &Run, workers: usize, refused: &[Refusal]) -> Result<(), Failure> {
    match is_enough(run, workers, refused) {
        true => Ok(()),
        false => Err(too_few(run, &workers.to_string(), refused)),
    }
}

fn is_enough(run: &Run, workers: usize, refused: &[Refusal]) -> bool {
    let number = u32::try_from(workers).unwrap_or(u32::MAX);
    match run.submission.min_workers {
        None => refused.is_empty() && number > 0,
        Some(least) => number >= least.max(1),
    }
}

fn too_few(run: &Run, number: &str, refused: &[Refusal]) -> Failure {
    let lines = refused.iter().map(|(node, why)| format!("worker {node}: {why}"));
    let mut lines: Vec<String> = lines.collect();
    if let Some(least) = run.submission.min_workers {
        lines.insert(0, format!("{number} workers can take part, and --min-workers is {least}"));
    } else if refused.is_empty() {
        lines.push("no worker is there any more".to_owned());
    }
    Failure { reason: lines.join("; "), exit_code: 1 }
}

/// Says who does not take part in a run that begins all the same.
pub(super) fn begins_without(run: &Run, refused: &[Refusal]) {
    for (node, why) in refused {
        tracing::warn!("run {} begins without worker {node}: {why}", run.id);
    }
}
