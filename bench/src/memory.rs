//! What an idle session weighs: resident memory of a generator with many of them, by their number.

use std::io::{self, BufRead, BufReader, Write};
use std::process::Command;

use chaperon_examples::demo_target::DemoTarget;

use crate::Result;
use crate::options::Options;
use crate::process::Running;
use crate::relay;
use crate::role::Role;
use crate::summary::{Table, grouped};

/// The goal for a session of either kind, in bytes.
const GOAL: f64 = 8.0 * 1024.0;

/// Said by a generator when all its sessions have done their work and idle.
pub(crate) const READY: &str = "ready";

/// Tells the generator how many sessions to wait for.
pub(crate) const SESSIONS: &str = "CHAPERON_BENCH_SESSIONS";

pub(crate) fn measure(options: &Options) -> Result<Table> {
    let mut target = Running::start(Role::Target.on_core(1)?, "the target")?;
    let url = first_line(&mut target, |_| true)?;
    let rows = [("HTTP", "IdleHttp"), ("WebSocket", "IdleWebSocket")]
        .into_iter()
        .map(|(kind, test)| row(kind, test, options.idle, &url))
        .collect::<Result<_>>()?;
    Ok(Table {
        title: "Resident memory of an idle session, after 10 requests or messages".to_owned(),
        head: vec!["session", "sessions", "bytes a session", "of the goal", "each further one"],
        rows,
    })
}

/// Two generators, one of a tenth of the sessions, so that what the program itself weighs can be
/// told apart.
fn row(kind: &str, test: &str, sessions: u64, url: &str) -> Result<Vec<String>> {
    let few = sessions / 10;
    let least = resident(test, few, url)? as f64;
    let all = resident(test, sessions, url)? as f64;
    let each = all / sessions as f64;
    let further = (all - least) / (sessions - few) as f64;
    let goal = format!("{:.2} x {} KiB", each / GOAL, GOAL / 1024.0);
    let sessions = grouped(sessions as f64);
    Ok(vec![kind.to_owned(), sessions, grouped(each), goal, grouped(further)])
}

fn resident(test: &str, sessions: u64, url: &str) -> Result<u64> {
    let mut generator = Running::start(generator(test, sessions, url)?, "the generator")?;
    first_line(&mut generator, |line| line == READY)?;
    generator.resident()
}

/// A generator of that load test, on the first core.
pub(crate) fn generator(test: &str, sessions: u64, url: &str) -> Result<Command> {
    let mut command = Role::Generator.on_core(0)?;
    command
        .env(SESSIONS, sessions.to_string())
        .args(["run", test, "--quiet", "--no-color", "--cores", "1", "--output", "-"])
        .args(["--set", &format!("base_url={url}")]);
    Ok(command)
}

/// The first line that is wanted.
pub(crate) fn first_line(running: &mut Running, wanted: impl Fn(&str) -> bool) -> Result<String> {
    let mut lines = BufReader::new(running.stdout()?).lines();
    lines
        .by_ref()
        .find(|line| line.as_ref().map_or(true, |line| wanted(line)))
        .ok_or("a child ended before it was ready")?
        .map_err(Into::into)
}

/// The target's part: serves until our end of its input is closed; `slow` is behind a relay.
pub(crate) fn serve_until_told(slow: bool) -> Result<()> {
    let target = DemoTarget::start()?;
    let url = match slow {
        false => target.url().to_owned(),
        true => format!("http://{}", relay::in_front_of(target.address())?),
    };
    writeln!(io::stdout(), "{url}")?;
    io::stdin().lock().read_line(&mut String::new())?;
    Ok(())
}
