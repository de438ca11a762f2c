//! The end of a run: it is judged, its report is written and stored, and what came of it is noted.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

use super::collect::Gathering;
use super::lead::Coordinator;
use super::options::Exporters;
use crate::cluster::engine::EngineError;
use crate::cluster::patience::patiently;
use crate::cluster::protocol::{Frame, OnWorkerLoss, Outcome, Run, RunState};
use crate::cluster::report;
use crate::event::Ending;
use crate::export::{ExportOptions, Exporter, Written, base_in, write_all};
use crate::results::RunResults;

/// A run that has ended.
struct Ended {
    results: RunResults,
    state: RunState,
    /// What is wrong with it, a line each.
    findings: Vec<String>,
}

impl Coordinator {
    /// Notes what came of a run.
    pub(super) async fn finish(&self, gathering: Gathering) -> Result<(), EngineError> {
        let (id, exports) = (gathering.run.id.clone(), gathering.run.submission.exports.clone());
        let ended = gathering.end();
        let written = self.write(&ended.results, &exports).await;
        let mut findings = ended.findings;
        findings.extend(written.failures.iter().cloned());
        let is_written = written.failures.is_empty();
        self.store(&id, &ended.results).await?;
        let (report, node) = (written.report, self.identity.name.clone());
        let outcome = Outcome { exit_code: 0, findings, report, node };
        let run = self.change(&id, |run| {
            if !run.state.is_over() {
                run.state = ended.state;
                if ended.state != RunState::Done {
                    run.reason = outcome.findings.first().cloned().or(run.reason.take());
                }
            }
            let exit_code = exit_code(run.state, &ended.results, is_written);
            run.outcome = Some(Outcome { exit_code, ..outcome.clone() });
            true
        });
        let run = run.await?;
        tracing::info!("run {id} is {}", run.state);
        Ok(())
    }

    /// Writes the report, while the lease is renewed.
    async fn write(&self, results: &RunResults, exports: &[String]) -> Report {
        let results = results.clone();
        let (exporters, output) = (self.options.exporters, self.options.output.clone());
        let exports = exports.to_vec();
        let writing = tokio::task::spawn_blocking(move || {
            let (exporters, failures) = set_up(exporters, &exports);
            let base = base_in(&output, &results);
            let exporters = exporters.iter().map(|exporter| exporter.as_ref() as &dyn Exporter);
            let written = write_all(&results, exporters, &ExportOptions::default(), &base);
            Report::of(written, failures)
        });
        writing.await.unwrap_or_else(|error| Report {
            report: None,
            failures: vec![format!("the report could not be written: {error}")],
        })
    }

    /// Stores the report beside what it was made of.
    async fn store(&self, id: &str, results: &RunResults) -> Result<(), EngineError> {
        let parts = report::parts(results).unwrap_or_else(|error| {
            tracing::warn!("the report of run {id} could not be stored: {error}");
            Vec::new()
        });
        for (sequence, body) in (0..).zip(parts) {
            let (node, boot) = (self.identity.name.clone(), self.identity.boot.clone());
            let frame_id = format!("{id}:{node}:{boot}:{sequence}");
            let frame = Bytes::from(Frame { node: node.clone(), boot, sequence, body }.encode());
            let store = || self.engine.store(id, &node, &frame_id, frame.clone());
            match patiently(store).await {
                Err(EngineError::Full { why, .. }) => {
                    tracing::warn!("the report of run {id} could not be stored: {why}");
                    return Ok(());
                }
                other => other?,
            }
        }
        Ok(())
    }
}

/// The exporters, each set up by itself: one that cannot be costs no other. The failures, a line each.
fn set_up(exporters: Exporters, exports: &[String]) -> (Vec<Arc<dyn Exporter>>, Vec<String>) {
    let (mut ready, mut failures) = (Vec::new(), Vec::new());
    let default = exports.is_empty().then_some(exports);
    for one in default.into_iter().chain(exports.chunks(1)) {
        match exporters(one) {
            Ok(exporter) => ready.extend(exporter),
            Err(error) => failures.push(error),
        }
    }
    (ready, failures)
}

/// What was written.
struct Report {
    report: Option<String>,
    failures: Vec<String>,
}

impl Report {
    fn of(written: Written, mut failures: Vec<String>) -> Self {
        failures.extend(written.failures.iter().map(ToString::to_string));
        let saved = |file: &&PathBuf| file.to_string_lossy().ends_with(".run.json");
        let report = written.files.iter().find(saved);
        let absolute = report.map(|file| file.canonicalize().unwrap_or_else(|_| file.clone()));
        Self { report: absolute.map(|file| file.display().to_string()), failures }
    }
}

impl Gathering {
    fn end(self) -> Ended {
        let Self { run, collected, workers, told } = self;
        let lost = workers.has_lost(collected.workers());
        let mut missing = workers.findings(collected.workers(), collected.second());
        let told = told.or_else(|| drained(&run));
        let (mut results, findings) = collected.finish(told);
        missing.extend(findings);
        missing.iter().for_each(|finding| results.lost(finding));
        let state = match run.submission.on_worker_loss {
            _ if run.state == RunState::Cancelled => RunState::Cancelled,
            OnWorkerLoss::Fail if lost => RunState::Failed,
            _ if !missing.is_empty() => RunState::Degraded,
            _ => RunState::Done,
        };
        let verdict = results.verdict();
        let invalid = verdict.invalid.iter().map(ToString::to_string);
        let failures = verdict.failures.iter().map(ToString::to_string);
        let findings = invalid.chain(failures).collect();
        Ended { results, state, findings }
    }
}

/// Why a run drains of which another leader knew why.
fn drained(run: &Run) -> Option<Ending> {
    let reason = run.reason.clone().filter(|_| run.state == RunState::Draining)?;
    Some(Ending::Stopped(reason))
}

/// As a run on one machine would have ended; a run of which something is missing is not valid.
fn exit_code(state: RunState, results: &RunResults, written: bool) -> u8 {
    let verdict = results.verdict();
    match state {
        RunState::Cancelled => 1,
        RunState::Failed | RunState::Degraded => 4,
        _ if !verdict.invalid.is_empty() => 4,
        _ if !verdict.passed() => 3,
        _ if !written => 5,
        _ => 0,
    }
}
