//! Who makes the crowd: processes that know nothing of each other, or the workers of a cluster.

use std::path::{Path, PathBuf};

use chaperon::results::RunResults;

use super::engine::Engine;
use super::target::Target;
use crate::Result;
use crate::process::Running;
use crate::role::Role;

/// What `--scale 1` of the load test is.
const SCALE: f64 = 100_000.0;

/// Whose sessions connect, and what they leave behind.
pub(super) struct Generators {
    /// Which hold the sessions.
    pub(super) processes: Vec<Running>,
    /// The coordinator of a cluster, and its engine.
    pub(super) others: Vec<Running>,
    /// Whose end is the end of the run, where it is not that of the generators.
    submit: Option<Running>,
    outputs: Vec<PathBuf>,
}

impl Generators {
    /// One process a target, told its part of the sessions.
    pub(super) fn apart(targets: &[Target], sessions: u64, folder: &Path) -> Result<Self> {
        let scale = scale(sessions) / targets.len() as f64;
        let outputs: Vec<_> =
            targets.iter().map(|target| folder.join(target.number.to_string())).collect();
        let processes = targets.iter().zip(&outputs).map(|(target, output)| {
            let mut command = Role::Generator.command()?;
            command
                .args(["run", "Crowd", "--quiet", "--no-color", "--cores", "1"])
                .args(["--scale", &scale.to_string()])
                .args(["--set", &format!("local_addresses={}", target.local_addresses())])
                .args(["--set", &format!("base_url={}", target.url)])
                .arg("--output")
                .arg(output);
            Running::start(command, "a generator")
        });
        let processes = processes.collect::<Result<_>>()?;
        Ok(Self { processes, others: Vec::new(), submit: None, outputs })
    }

    /// One worker a target, and a run of all sessions, which the cluster deals to them.
    pub(super) fn cluster(targets: &[Target], sessions: u64, folder: &Path) -> Result<Self> {
        let engine = Engine::start(folder)?;
        let first = targets.first().ok_or("a crowd without targets")?;
        let coordinator = engine.node("coordinator", &["coordinator", "--name", "lead"], first)?;
        let processes = targets.iter().map(|target| {
            let name = format!("worker-{}", target.number);
            engine.node("worker", &["worker", "--quiet", "--cores", "1", "--name", &name], target)
        });
        let processes = processes.collect::<Result<Vec<_>>>()?;
        engine.wait_for_workers(processes.len())?;
        let output = folder.join("crowd");
        let (scale, workers) = (scale(sessions).to_string(), processes.len().to_string());
        let words = ["submit", "Crowd", "--wait", "--quiet", "--no-color", "--scale", &scale];
        let to = ["--min-workers", &workers, "--output", &output.to_string_lossy()];
        let submit = engine.node("client", &[&words[..], &to].concat(), first)?;
        let others = vec![coordinator, engine.process];
        Ok(Self { processes, others, submit: Some(submit), outputs: vec![output] })
    }

    /// Whether the first of them has ended.
    pub(super) fn first_has_ended(&mut self) -> Result<bool> {
        self.ends().try_fold(false, |any, process| Ok(process.has_ended()? || any))
    }

    /// Whether all have ended.
    pub(super) fn have_ended(&mut self) -> Result<bool> {
        self.ends().try_fold(true, |all, process| Ok(process.has_ended()? && all))
    }

    /// Whose ends are the end of the run.
    fn ends(&mut self) -> impl Iterator<Item = &mut Running> {
        let apart = if self.submit.is_none() { &mut self.processes[..] } else { &mut [] };
        self.submit.iter_mut().chain(apart)
    }

    /// What was saved of the runs, which have ended.
    pub(super) fn results(&self) -> Result<Vec<RunResults>> {
        let load = |output: &PathBuf| Ok(RunResults::load(&output.with_extension("run.json"))?);
        self.outputs.iter().map(load).collect()
    }
}

/// So many sessions, in the words of `--scale`.
fn scale(sessions: u64) -> f64 {
    sessions as f64 / SCALE
}
