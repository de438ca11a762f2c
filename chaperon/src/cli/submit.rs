//! `submit`: puts a load test at the end of the queue, and waits for what comes of it if asked to.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::args::{ConfigArgs, duration, factor};
use super::engine::EngineArgs;
use super::exit::Exit;
use super::main::{complain, note};
use super::screen::colored;
use super::{cluster, pick, signals};
use crate::cluster::client::{Client, ClientError};
use crate::cluster::protocol::{Outcome, Run};
use crate::cluster::{ConfigSource, OnWorkerLoss, Submission};
use crate::export::{Format, file_exporters};
use crate::load_test::Registry;
use crate::report::Table;
use crate::results::RunResults;
use crate::run::{Order, Output, RunOptions, store};

#[derive(Debug, Args)]
pub(super) struct SubmitArgs {
    /// Which load test; may be left out when there is only one
    pub(super) test: Option<String>,

    #[command(flatten)]
    pub(super) engine: EngineArgs,

    #[command(flatten)]
    pub(super) config: ConfigArgs,

    /// Waits for the run's end, prints its table, and ends as `run` would
    #[arg(long)]
    pub(super) wait: bool,

    /// Where files go here, without extension, besides those that the coordinator writes; `-` is
    /// stdout
    #[arg(long, value_name = "PATH", requires = "wait")]
    pub(super) output: Option<PathBuf>,

    /// The run begins with that many workers, even when others cannot take part; without it all that
    /// are there have to
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) min_workers: Option<u32>,

    /// What becomes of the run when a worker is lost
    #[arg(long, value_name = "WHAT", default_value = "go-on")]
    pub(super) on_worker_loss: Loss,

    /// Submissions with the same key are one run, so that it is safe to try again
    #[arg(long, value_name = "KEY")]
    pub(super) idempotency_key: Option<String>,

    /// Where results go besides the saved run, and how, as of `run`; by the coordinator
    /// [default: csv]
    #[arg(long, value_name = "FORMAT", value_parser = export)]
    pub(super) export: Vec<String>,

    /// A word that marks this run: it is in the name of its files
    #[arg(long)]
    pub(super) tag: Option<String>,

    /// Records these types of metrics only, such as get,call,run_scenario
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    pub(super) metrics: Vec<String>,

    /// Keeps the rows of each virtual user apart; for up to 1,000 of them
    #[arg(long)]
    pub(super) per_session: bool,

    /// Ends the load after this time, such as 30s or 5min
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(super) duration: Option<Duration>,

    /// Scales the number of sessions, such as 0.1 for a tenth
    #[arg(long, value_name = "FACTOR", value_parser = factor)]
    pub(super) scale: Option<f64>,

    /// Makes random choices repeatable, as of `run`
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,

    /// Says nothing while it waits, and shows no table at the end
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// Uses no colours
    #[arg(long)]
    pub(super) no_color: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Loss {
    /// The others go on; the run is degraded
    GoOn,
    /// The run is stopped, and has failed
    Fail,
}

impl SubmitArgs {
    /// Whether there is room for a table on stdout, and anybody wants it.
    fn shows_table(&self) -> bool {
        let stdout = self.output.as_ref().is_some_and(|path| path.as_os_str() == "-");
        !self.quiet && !stdout
    }
}

/// A format that there is, as it was written.
fn export(text: &str) -> Result<String, String> {
    text.parse::<Format>().map(|_| text.to_owned())
}

/// Submits a load test.
pub(super) fn run(registry: &Registry, args: &SubmitArgs) -> Exit {
    let test = match pick::load_test(registry, args.test.as_deref()) {
        Ok(test) => test,
        Err(message) => return complain(Exit::Usage, message),
    };
    let submission = match submission(test.name, args) {
        Ok(submission) => submission,
        Err(message) => return complain(Exit::Config, message),
    };
    cluster::asking(registry, &args.engine, async |client| {
        client.check(&submission)?;
        let id = client.submit(submission.clone()).await?;
        match args.wait {
            true => waited(&client, &id, args).await,
            false => {
                if let Err(error) = alone(&client).await {
                    note(error);
                }
                // A reader who has gone away wants no id.
                let _ = writeln!(io::stdout(), "{id}");
                Ok(Exit::Ok)
            }
        }
    })
}

fn submission(load_test: &str, args: &SubmitArgs) -> Result<Submission, String> {
    let mut config = Vec::new();
    for path in &args.config.config {
        let file = path.display().to_string();
        let text = fs::read_to_string(path).map_err(|why| format!("cannot read {file}: {why}"))?;
        config.push(ConfigSource::Toml { file, text });
    }
    config.extend(args.config.set.iter().cloned().map(ConfigSource::Set));
    Ok(Submission {
        load_test: load_test.to_owned(),
        config,
        tag: args.tag.clone(),
        exports: args.export.clone(),
        metrics: args.metrics.clone(),
        per_session: args.per_session,
        print_results: false,
        duration: args.duration,
        scale: args.scale,
        seed: args.seed,
        min_workers: args.min_workers,
        on_worker_loss: match args.on_worker_loss {
            Loss::GoOn => OnWorkerLoss::GoOn,
            Loss::Fail => OnWorkerLoss::Fail,
        },
        idempotency_key: args.idempotency_key.clone(),
    })
}

/// Says what the run has to wait for, if it has to.
async fn alone(client: &Client) -> Result<(), ClientError> {
    let nodes = client.nodes().await?;
    if client.leader().await?.is_none() && !nodes.iter().any(|node| node.coordinates) {
        note("no coordinator is there: the run waits for one");
    }
    if !nodes.iter().any(|node| node.works) {
        note("no worker is there: the run waits for one");
    }
    Ok(())
}

/// Waits until there is an outcome, and tells of it.
async fn waited(client: &Client, id: &str, args: &SubmitArgs) -> Result<Exit, ClientError> {
    if !args.quiet
        && let Err(error) = alone(client).await
    {
        // It is submitted, and waited for all the same.
        note(error);
    }
    let mut told = None;
    let seen = |run: &Run| {
        if !args.quiet && told != Some(run.state) {
            told = Some(run.state);
            note(format_args!("run {id} is {}", run.state));
        }
    };
    let mut orders = signals::listen().map_err(|error| ClientError::Wrong(error.to_string()))?;
    let run = tokio::select! {
        run = client.follow(id, seen) => run?,
        Some(Order::Signal(number)) = orders.recv() => {
            note(format_args!("run {id} goes on: `cancel {id}` ends it"));
            return Ok(Exit::Signal(u8::try_from(number).unwrap_or(u8::MAX)));
        }
    };
    let outcome = run.outcome.clone().unwrap_or_else(|| Outcome {
        exit_code: 1,
        findings: Vec::new(),
        report: None,
        node: String::new(),
    });
    let results = client.results(id).await?;
    let told_of = results.as_ref().filter(|_| args.shows_table()).map(findings).unwrap_or_default();
    let exit = match results {
        Some(results) => shown(&results, &outcome, args),
        None => Exit::Ok,
    };
    // What is in the table is not told again.
    let in_table = |finding: &&String| told_of.contains(finding);
    for finding in outcome.findings.iter().filter(|finding| !in_table(finding)) {
        complain(Exit::Ok, finding);
    }
    Ok(if outcome.exit_code == 0 { exit } else { cluster::exit(outcome.exit_code) })
}

/// What the table ends with.
fn findings(results: &RunResults) -> Vec<String> {
    let verdict = results.verdict();
    let invalid = verdict.invalid.iter().map(ToString::to_string);
    invalid.chain(verdict.failures.iter().map(ToString::to_string)).collect()
}

/// Writes files and table, as `run` does.
fn shown(results: &RunResults, outcome: &Outcome, args: &SubmitArgs) -> Exit {
    let output = match &args.output {
        None => Output::Default,
        Some(path) if path.as_os_str() == "-" => Output::Stdout,
        Some(path) => Output::Path(path.clone()),
    };
    let mut files = Vec::new();
    let mut exit = Exit::Ok;
    if args.output.is_some() {
        // What sends has been sent by the coordinator.
        let exports = file_exporters(&args.export).unwrap_or_else(|failure| {
            exit = complain(Exit::Export, failure);
            Vec::new()
        });
        let options = RunOptions { exports, output, ..RunOptions::default() };
        let written = store(results, &options);
        for failure in &written.failures {
            exit = complain(Exit::Export, failure);
        }
        files = written.files;
    }
    if args.shows_table() {
        let table = Table { colored: colored(args.no_color, &io::stdout()), ..Table::default() };
        // A reader who has gone away wants no table.
        let _ = table.write(results, &files, &mut io::stdout().lock());
        if let Some(report) = &outcome.report {
            note(format_args!("the report is in {report} on {}", outcome.node));
        }
    }
    let _ = io::stdout().flush();
    exit
}
