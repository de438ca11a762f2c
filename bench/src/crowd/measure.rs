//! Starting the crowd, watching it, and the table of what it came to.

use std::path::Path;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::census::{self, Cost, Count};
use super::generators::Generators;
use super::said::Said;
use super::target::Target;
use crate::Result;
use crate::options::Options;
use crate::summary::{Table, grouped};

/// How many generators there are, and how many targets.
const PROCESSES: u32 = 6;

/// How long generators may take to end, from when the first of them has.
const PATIENCE: Duration = Duration::from_secs(60);

/// The processes of a kind.
type Of = fn(&Count) -> Cost;

/// Processes that know nothing of each other.
pub(crate) fn apart(options: &Options) -> Result<Table> {
    let title = format!("A crowd of WebSockets: {PROCESSES} generators, {PROCESSES} targets");
    measure(options, title, Generators::apart)
}

/// The workers of a cluster, and one run.
pub(crate) fn cluster(options: &Options) -> Result<Table> {
    let title =
        format!("A crowd of WebSockets by a cluster: {PROCESSES} workers, {PROCESSES} targets");
    measure(options, title, Generators::cluster)
}

fn measure(
    options: &Options,
    title: String,
    start: fn(&[Target], u64, &Path) -> Result<Generators>,
) -> Result<Table> {
    let folder = TempDir::new()?;
    let targets = (1..=PROCESSES).map(Target::start).collect::<Result<Vec<_>>>()?;
    let mut generators = start(&targets, options.crowd, folder.path())?;
    let counts = census::take(&mut generators, &targets)?;
    await_all(&mut generators)?;
    let said = Said::of(&generators, &targets)?;
    let table = table(title, census::whole(&counts)?, &said)?;
    match said.faults()?.as_slice() {
        [] => Ok(table),
        faults => Err(format!("{table}\nThe run is not good:\n{}", faults.join("\n")).into()),
    }
}

fn await_all(generators: &mut Generators) -> Result<()> {
    let start = Instant::now();
    while !generators.have_ended()? {
        if start.elapsed() > PATIENCE {
            return Err("a generator did not end when the others did".into());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn table(title: String, (first, last): (Count, Count), said: &Said) -> Result<Table> {
    let sessions = grouped(last.open as f64);
    let mut rows = vec![
        row("sessions connected at once, as the targets count them", sessions),
        row("for", format!("{:.0} s", (last.after - first.after).as_secs_f64())),
        row("errors", grouped(said.errors() as f64)),
    ];
    rows.extend(messages(said)?);
    rows.extend(times(said)?);
    let kinds: [(&str, Of); 3] = [
        ("the generators", |at| at.generators),
        ("the targets", |at| at.targets),
        ("the coordinator and NATS", |at| at.others),
    ];
    let there = kinds.iter().filter(|(_, of)| of(&last).resident > 0);
    rows.extend(there.clone().map(|(whose, of)| memory(whose, of(&last), last.open)));
    rows.extend(there.map(|(whose, of)| cpu(whose, first.after, of, (first, last))));
    Ok(Table { title, head: vec!["what", "figure"], rows })
}

fn row(what: &str, figure: String) -> Vec<String> {
    vec![what.to_owned(), figure]
}

/// Messages, as both ends count them.
fn messages(said: &Said) -> Result<[Vec<String>; 2]> {
    let sent = grouped(said.measured("ws_send")?.count() as f64);
    let received = grouped(said.measured("ws_recv")?.count() as f64);
    let at_targets =
        (grouped(said.by_targets.received as f64), grouped(said.by_targets.sent as f64));
    Ok([
        row(
            "messages sent by generators, received by targets",
            format!("{sent}, {}", at_targets.0),
        ),
        row(
            "messages sent by targets, received by generators",
            format!("{}, {received}", at_targets.1),
        ),
    ])
}

fn times(said: &Said) -> Result<[Vec<String>; 2]> {
    let of = |action: &str| {
        let value = said.measured(action)?;
        let all = value.distribution().ok_or("that action has no times")?;
        let mut figures = all.percentiles(&[50.0, 99.0, 99.9]);
        figures.push(all.max());
        let figures = figures.iter().map(|micros| format!("{:.2}", *micros as f64 / 1_000.0));
        Ok::<_, Box<dyn std::error::Error>>(figures.collect::<Vec<_>>().join(", "))
    };
    Ok([
        row("connect: p50, p99, p99.9, longest in ms", of("ws_connect")?),
        row("round trip: p50, p99, p99.9, longest in ms", of("ws_round_trip")?),
    ])
}

fn memory(whose: &str, cost: Cost, sessions: u64) -> Vec<String> {
    let each = grouped(cost.resident as f64 / sessions as f64);
    let all = cost.resident as f64 / 1024.0 / 1024.0;
    row(&format!("memory of {whose}"), format!("{all:.0} MiB, {each} B a session"))
}

/// CPU time in cores: while the crowd came, and while it was whole.
fn cpu(whose: &str, came: Duration, of: &Of, (first, last): (Count, Count)) -> Vec<String> {
    let cores = |cpu: Duration, time: Duration| cpu.as_secs_f64() / time.as_secs_f64().max(1.0);
    let coming = cores(of(&first).cpu, came);
    let staying = cores(of(&last).cpu - of(&first).cpu, last.after - first.after);
    let figure = format!("{coming:.2} cores while they come, {staying:.2} while they stay");
    row(&format!("CPU of {whose}"), figure)
}
