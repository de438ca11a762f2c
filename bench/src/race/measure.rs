//! A race: all who are here run in turn, A B A B, so that what the machine does meanwhile falls on
//! all; what each claims is held against nginx's own count.

use std::time::Duration;

use super::chaperon;
use super::job::{Job, Work};
use super::peer::{Goal, PEERS, Peer};
use crate::Result;
use crate::goal::met;
use crate::nginx::Nginx;
use crate::options::{CONNECTIONS, Options};
use crate::process::say;
use crate::summary::{Figure, Table};

/// One run of one generator.
pub(crate) struct Sample {
    pub(crate) requests: u64,
    pub(crate) a_second: f64,
    /// Of the whole process, from its start to its end.
    pub(crate) cpu: Duration,
}

/// The same, with what it took of the target.
struct Run {
    sample: Sample,
    /// Of nginx, from the start of the generator to its end.
    target: Duration,
}

/// A peer in a race, and what it did in it.
struct Racer {
    peer: &'static Peer,
    goal: Goal,
    /// None if it is not here.
    program: Option<String>,
    runs: Vec<Run>,
}

pub(crate) fn measure(work: Work, options: &Options) -> Result<Table> {
    let cores = std::thread::available_parallelism()?.get();
    if cores < 2 {
        return Err("the bench wants two cores, one for the generator and one for nginx".into());
    }
    let nginx = Nginx::start()?;
    let job = Job { work, nginx: &nginx, seconds: options.seconds };
    let mut racers: Vec<Racer> =
        PEERS.into_iter().filter_map(|peer| Racer::of(peer, work)).collect();
    let mut ours = Vec::new();
    for _ in 0..options.runs {
        ours.push(checked(&nginx, || chaperon::run(&job))?);
        for racer in &mut racers {
            let Some(program) = &racer.program else { continue };
            racer.runs.push(checked(&nginx, || racer.peer.run(program, &job))?);
        }
    }
    Ok(table(work, options, &ours, &racers))
}

impl Racer {
    /// None if it has no part in that.
    fn of(peer: &'static Peer, work: Work) -> Option<Self> {
        let goal = (peer.goal)(work);
        if goal == Goal::Absent {
            return None;
        }
        let program = peer.find();
        if program.is_none() {
            say(&format!("{} is skipped: not found. To install it: {}", peer.name, peer.install));
        }
        Some(Self { peer, goal, program, runs: Vec::new() })
    }
}

/// Holds a generator's count against the target's own: they may differ by what was under way when
/// the generator stopped.
fn checked(nginx: &Nginx, generate: impl FnOnce() -> Result<Sample>) -> Result<Run> {
    let (before, spent) = (nginx.served()?, nginx.cpu()?);
    let sample = generate()?;
    let target = nginx.cpu()?.saturating_sub(spent);
    let served = nginx.served()?.saturating_sub(before + 1);
    if served.abs_diff(sample.requests) > CONNECTIONS {
        let claimed = sample.requests;
        return Err(format!("{claimed} requests claimed, but {served} served by nginx").into());
    }
    Ok(Run { sample, target })
}

fn table(work: Work, options: &Options, ours: &[Run], racers: &[Racer]) -> Table {
    let own = rate(ours);
    let first = ["chaperon".to_owned(), own.whole(), cost(ours).fraction(), busy(ours, options)];
    let first = first.into_iter().chain(["", "", ""].map(ToOwned::to_owned)).collect();
    Table {
        title: format!(
            "{}: one core, {CONNECTIONS} connections, {} runs of {} s each, median (least to most)",
            work.title(),
            options.runs,
            options.seconds
        ),
        head: vec![
            "generator",
            "requests a second",
            "CPU us a request",
            "nginx busy",
            "chaperon is",
            "goal",
            "met",
        ],
        rows: std::iter::once(first)
            .chain(racers.iter().map(|racer| racer.row(own, options)))
            .collect(),
    }
}

impl Racer {
    fn row(&self, own: Figure, options: &Options) -> Vec<String> {
        let goal = match self.goal {
            Goal::AtLeast(goal) => format!("{goal:.2} x"),
            Goal::Shown | Goal::Absent => String::new(),
        };
        let name = self.peer.name.to_owned();
        if self.runs.is_empty() {
            return vec![
                name,
                "skipped".to_owned(),
                String::new(),
                String::new(),
                String::new(),
                goal,
                String::new(),
            ];
        }
        let (rate, cost) = (rate(&self.runs), cost(&self.runs));
        let ratio = own.median / rate.median;
        let met = match self.goal {
            Goal::AtLeast(goal) => met(ratio >= goal).to_owned(),
            Goal::Shown | Goal::Absent => String::new(),
        };
        let busy = busy(&self.runs, options);
        vec![name, rate.whole(), cost.fraction(), busy, format!("{ratio:.2} x"), goal, met]
    }
}

fn rate(runs: &[Run]) -> Figure {
    Figure::of(runs.iter().map(|run| run.sample.a_second))
}

fn cost(runs: &[Run]) -> Figure {
    let samples = runs.iter().map(|run| &run.sample);
    Figure::of(samples.map(|it| it.cpu.as_secs_f64() * 1e6 / it.requests as f64))
}

/// How much of its core's time the target had something to do: where that is all of it, no generator
/// is any faster, and only what each costs tells them apart.
fn busy(runs: &[Run], options: &Options) -> String {
    let of_a_run = |run: &Run| run.target.as_secs_f64() / options.seconds as f64;
    format!("{:.0} %", Figure::of(runs.iter().map(of_a_run)).median * 100.0)
}
