//! `status`: who is there, what is queued, what runs and what has ended.

use std::io::{self, Write};

use clap::Args;
use time::OffsetDateTime;
use time::macros::format_description;

use super::cluster;
use super::engine::EngineArgs;
use super::exit::Exit;
use crate::cluster::client::{Client, ClientError};
use crate::cluster::engine::Troubles;
use crate::cluster::protocol::{Node, Run, RunState};
use crate::load_test::Registry;
use crate::results::RunResults;
use crate::time::timestamp_us;

/// How many of those that have ended are shown.
const ENDED: usize = 10;

#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// The run's id [default: all of the cluster]
    pub(super) id: Option<String>,

    #[command(flatten)]
    pub(super) engine: EngineArgs,
}

/// Prints what is asked for.
pub(super) fn run(registry: &Registry, args: &StatusArgs) -> Exit {
    cluster::asking(registry, &args.engine, async |client| {
        let text = match &args.id {
            Some(id) => one(&client, client.run(id).await?).await?,
            None => all(&client).await?,
        };
        // A reader who has gone away wants no status.
        let _ = io::stdout().write_all(text.as_bytes());
        Ok(Exit::Ok)
    })
}

async fn all(client: &Client) -> Result<String, ClientError> {
    let (leader, nodes, runs) =
        (client.leader().await?, client.nodes().await?, client.runs().await?);
    let mut lines = vec![led(leader.as_deref())];
    lines.push(if nodes.is_empty() { "no nodes".to_owned() } else { "nodes:".to_owned() });
    lines.extend(nodes.iter().map(|node| format!("  {}", described(node))));
    let (queued, others): (Vec<_>, Vec<_>) =
        runs.into_iter().partition(|run| run.state == RunState::Queued);
    let (ended, running): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|run| run.outcome.is_some());
    for run in running {
        let live = client.live(&run.id).await?;
        lines.push(format!("{}{}", headline(&run), progress(&run, live.as_ref())));
    }
    let waits = if nodes.iter().any(|node| node.works) { "" } else { ", waits for a worker" };
    lines.extend(queued.iter().map(|run| format!("{}{waits}", headline(run))));
    lines.extend(ended.iter().rev().take(ENDED).rev().map(|run| {
        let reason = run.reason.as_ref().and_then(|reason| reason.lines().next());
        let reason = reason.map(|reason| format!(": {reason}"));
        format!("{}{}", headline(run), reason.unwrap_or_default())
    }));
    Ok(lines.join("\n") + "\n")
}

fn led(leader: Option<&str>) -> String {
    match leader {
        Some(node) => format!("coordinator {node} leads"),
        None => "no coordinator leads".to_owned(),
    }
}

fn described(node: &Node) -> String {
    let role = match (node.works, node.coordinates) {
        (true, _) => "worker",
        (_, true) => "coordinator",
        _ => "observer",
    };
    let cores = if node.works { format!(", {}", cores(node.cores)) } else { String::new() };
    let mut text = format!(
        "{}  {role}{cores}, build {}, cpu {:.0}%, timers {} us late",
        node.name,
        node.build,
        node.cpu * 100.0,
        node.timer_lag_us
    );
    if let Some(run) = &node.run {
        text += &format!(", works for {run}");
    }
    if node.spooled > 0 {
        text += &format!(", {} frames to be stored", node.spooled);
    }
    if node.troubles != Troubles::default() {
        text += &format!(", trouble with the engine ({})", node.troubles);
    }
    text
}

fn cores(number: u32) -> String {
    format!("{number} {}", if number == 1 { "core" } else { "cores" })
}

/// A run in a line.
fn headline(run: &Run) -> String {
    let tag = run.submission.tag.as_ref().map(|tag| format!(" ({tag})")).unwrap_or_default();
    format!("{}  {}{tag}  {}", run.id, run.submission.load_test, run.state)
}

/// How far a run is, if it goes on.
fn progress(run: &Run, live: Option<&RunResults>) -> String {
    let start = run.plan.as_ref().and_then(|plan| plan.start_at);
    let Some(start) = start.filter(|_| run.outcome.is_none()) else { return String::new() };
    let second = (timestamp_us() - start).max(0) / 1_000_000;
    let mut text = format!(", second {second}");
    if let Some(live) = live {
        let finished: u64 = live.sessions().map(|(_, counts)| counts.finished).sum();
        let seconds = live.load_time().as_secs().max(1);
        text += &format!(", {finished} sessions finished, {}/s", finished / seconds);
    }
    if run.controls.paused {
        text += ", paused";
    }
    for (entry, rate) in &run.controls.rates {
        text += &format!(", {entry} at {rate}/s");
    }
    text
}

async fn one(client: &Client, run: Run) -> Result<String, ClientError> {
    let live = if run.outcome.is_none() { client.live(&run.id).await? } else { None };
    let mut lines = vec![format!("{}{}", headline(&run), progress(&run, live.as_ref()))];
    lines.push(format!("  submitted {}", moment(run.submitted)));
    if let Some(reason) = &run.reason {
        lines.push(format!("  {reason}"));
    }
    if let Some(plan) = &run.plan {
        let parts = plan.parts.iter();
        let workers: Vec<String> =
            parts.map(|part| format!("{} ({})", part.node, cores(part.cores))).collect();
        lines.push(format!("  workers: {}", workers.join(", ")));
    }
    if let Some(outcome) = &run.outcome {
        lines.push(format!("  exit code {}", outcome.exit_code));
        let told = |finding: &&String| Some(*finding) != run.reason.as_ref();
        lines.extend(outcome.findings.iter().filter(told).map(|it| format!("  {it}")));
        if let Some(report) = &outcome.report {
            lines.push(format!("  report: {report} on {}", outcome.node));
        }
    }
    Ok(lines.join("\n") + "\n")
}

fn moment(at: OffsetDateTime) -> String {
    let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    at.format(&form).unwrap_or_default()
}
