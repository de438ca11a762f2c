//! Both in turn, and what a round trip costs each of them and the target.

use std::net::SocketAddr;
use std::time::Duration;

use super::bare::{BUFFER, TARGET};
use super::echo::served;
use crate::Result;
use crate::exported::Csv;
use crate::generator::SECONDS;
use crate::goal::met;
use crate::memory::first_line;
use crate::options::{CONNECTIONS, Options};
use crate::process::{Running, run};
use crate::role::Role;
use crate::summary::{Figure, Table};

/// Which share of the rate of the loop with small buffers sessions should reach.
const GOAL: f64 = 0.9;

/// The loop's buffers: small ones, which are quicker here, and as they come.
const SMALL: u64 = 4 * 1024;
const USUAL: u64 = 128 * 1024;

/// One run of one of them.
struct Sample {
    trips: f64,
    /// Of the generator.
    cpu: Duration,
    /// Of the target meanwhile.
    target: Duration,
}

pub(crate) fn measure(options: &Options) -> Result<Table> {
    let mut target = Running::start(Role::Echo.on_core(1)?, "the echo target")?;
    let address = first_line(&mut target, |_| true)?.parse()?;
    let (mut ours, mut small, mut usual) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs {
        ours.push(checked(&target, address, || sessions(options, address))?);
        small.push(checked(&target, address, || loops(options, address, SMALL))?);
        usual.push(checked(&target, address, || loops(options, address, USUAL))?);
    }
    let ratio = |peers: &[Sample]| rate(options, &ours).median / rate(options, peers).median;
    let is_met = met(ratio(&small) >= GOAL).to_owned();
    let row = |name: &str, samples: &[Sample], cells: [String; 3]| {
        row(name, options, samples).into_iter().chain(cells).collect()
    };
    let own = row("chaperon", &ours, Default::default());
    let small_goal = [format!("{:.2} x", ratio(&small)), format!("{GOAL:.2} x"), is_met];
    let small_row = row("tokio-tungstenite, buffers of 4 KiB", &small, small_goal);
    let usual_goal = [format!("{:.2} x", ratio(&usual)), String::new(), String::new()];
    let usual_row = row("tokio-tungstenite, of 128 KiB as it comes", &usual, usual_goal);
    Ok(Table {
        title: format!(
            "WebSocket round trips of 11 bytes, beside a bare loop: one core, {CONNECTIONS} \
             connections, {} runs of {} s each, median (least to most)",
            options.runs, options.seconds
        ),
        head: vec![
            "generator",
            "round trips a second",
            "CPU us a round trip",
            "target's CPU us",
            "chaperon is",
            "goal",
            "met",
        ],
        rows: vec![own, small_row, usual_row],
    })
}

/// Holds the count against the target's.
fn checked(
    target: &Running,
    address: SocketAddr,
    generate: impl FnOnce() -> Result<(f64, Duration)>,
) -> Result<Sample> {
    let (count, cpu_before) = (served(address)?, target.cpu()?);
    let (trips, cpu) = generate()?;
    let sample = Sample { trips, cpu, target: target.cpu()?.saturating_sub(cpu_before) };
    let counted = served(address)? - count;
    if counted.abs_diff(trips as u64) > CONNECTIONS {
        return Err(format!("{trips} round trips claimed, but {counted} at the target").into());
    }
    Ok(sample)
}

fn sessions(options: &Options, target: SocketAddr) -> Result<(f64, Duration)> {
    let mut command = Role::Generator.on_core(0)?;
    command
        .args(["run", "Echoes", "--cores", "1", "--duration", &format!("{}s", options.seconds)])
        .args(["--set", &format!("base_url=http://{target}")]);
    let (csv, cpu) = Csv::of_run(command)?;
    Ok((csv.figure("ws_round_trip(/echo)", "total_count")?, cpu))
}

fn loops(options: &Options, target: SocketAddr, buffer: u64) -> Result<(f64, Duration)> {
    let mut command = Role::BareLoop.on_core(0)?;
    command.env(TARGET, target.to_string()).env(BUFFER, buffer.to_string());
    command.env(SECONDS, options.seconds.to_string());
    let ended = run(command, "the bare loop")?;
    Ok((ended.stdout.trim().parse()?, ended.cpu))
}

fn rate(options: &Options, samples: &[Sample]) -> Figure {
    Figure::of(samples.iter().map(|sample| sample.trips / options.seconds as f64))
}

fn row(name: &str, options: &Options, samples: &[Sample]) -> Vec<String> {
    let each = |cpu: fn(&Sample) -> Duration| {
        Figure::of(samples.iter().map(|it| cpu(it).as_secs_f64() * 1e6 / it.trips)).fraction()
    };
    let rate = rate(options, samples).whole();
    vec![name.to_owned(), rate, each(|it| it.cpu), each(|it| it.target)]
}
