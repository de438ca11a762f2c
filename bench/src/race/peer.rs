//! What is the same of all peers: programs that are found or built, run on one core, and say at
//! their end what they did.

use std::path::Path;
use std::process::Command;

use super::job::{Job, Work};
use super::measure::Sample;
use super::{autocannon, goose, h2load, locust, oha, wrk};
use crate::Result;
use crate::options::on_path;
use crate::process::run_to;
use crate::role::pinned;

/// The core of the generators; the target has the second.
pub(super) const CORE: u32 = 0;

/// All that we are held against.
pub(super) const PEERS: [&Peer; 8] = [
    &wrk::WRK,
    &h2load::H2LOAD,
    &oha::OHA,
    &oha::OHA_LTO,
    &autocannon::AUTOCANNON,
    &goose::GOOSE,
    &goose::GOOSE_LTO,
    &locust::LOCUST,
];

/// Another generator of load.
pub(super) struct Peer {
    pub(super) name: &'static str,
    /// The line that installs it.
    pub(super) install: &'static str,
    /// Makes it tell its version.
    pub(super) version: &'static str,
    /// How many times its rate ours should be at least; none where it has no part.
    pub(super) goal: fn(Work) -> Goal,
    /// Where it is, if it is here; a library is built.
    pub(super) find: fn(&Peer) -> Option<String>,
    /// With 64 connections and one thread.
    pub(super) arguments: fn(&Job) -> Vec<String>,
    /// How it ends when all went well, and when its time was over.
    pub(super) ends: &'static [i32],
    pub(super) read: fn(&str, &Job) -> Option<Said>,
}

/// What a peer is to a race.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Goal {
    /// We should reach so many times its rate.
    AtLeast(f64),
    /// It is there to compare with.
    Shown,
    /// It cannot do that, or there is no point.
    Absent,
}

/// What a generator says at its end.
#[derive(Debug, PartialEq)]
pub(super) struct Said {
    pub(super) requests: u64,
    pub(super) a_second: f64,
    /// Of which so many failed.
    pub(super) failed: u64,
}

impl Peer {
    /// The program, if it is here.
    pub(super) fn find(&self) -> Option<String> {
        (self.find)(self)
    }

    pub(super) fn run(&self, program: &str, job: &Job) -> Result<Sample> {
        let mut command = pinned(&[CORE], program);
        command.args((self.arguments)(job)).current_dir(root());
        let ended = run_to(self.ends, command, self.name)?;
        let said = (self.read)(&ended.stdout, job)
            .ok_or_else(|| format!("{} said something unexpected:\n{}", self.name, ended.stdout))?;
        if said.failed > 0 {
            return Err(format!("{} met errors:\n{}", self.name, ended.stdout).into());
        }
        Ok(Sample { requests: said.requests, a_second: said.a_second, cpu: ended.cpu })
    }

    /// What it says of its version in its first line.
    fn version(&self) -> String {
        let Some(program) = self.find() else { return format!("{} is not here", self.name) };
        let line = first_line_of(Command::new(program).arg(self.version));
        // Where it lies is the machine's business.
        line.split_once(" from ").map_or(line.as_str(), |(version, _)| version).to_owned()
    }
}

/// Finds a program by the peer's name.
pub(super) fn by_name(peer: &Peer) -> Option<String> {
    on_path(peer.name)
}

/// The versions of all peers, those that are there twice once.
pub(crate) fn versions() -> Vec<String> {
    let mut versions: Vec<_> = PEERS.into_iter().map(Peer::version).collect();
    versions.dedup();
    versions
}

/// The first line that a program writes, wherever it does.
pub(crate) fn first_line_of(command: &mut Command) -> String {
    let Ok(output) = command.output() else { return "unknown".to_owned() };
    let all = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&all).lines().next().unwrap_or("unknown").trim().to_owned()
}

/// Where peers are run, so that their command lines read the same on each machine.
pub(super) fn root() -> &'static Path {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
    bench.parent().unwrap_or(bench)
}
