//! What an idle session weighs: resident memory of a generator with many of them, by their number.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{IpAddr, SocketAddr};
use std::process::Command;

use chaperon_examples::demo_target::DemoTarget;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

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
    let kinds = [
        ("HTTP/1.1", "IdleHttp", "1.1", Some(GOAL)),
        ("HTTP/2", "IdleHttp", "2", None),
        ("WebSocket", "IdleWebSocket", "1.1", Some(GOAL)),
    ];
    let rows = kinds.map(|(kind, test, version, goal)| {
        let mut row = vec![kind.to_owned()];
        row.extend(figures(test, version, options.idle, goal)?);
        Ok(row)
    });
    Ok(Table {
        title: "Resident memory of an idle session, after 10 requests or messages, without TLS"
            .to_owned(),
        head: vec!["session", "sessions", "bytes a session", "of the goal", "each further one"],
        rows: rows.into_iter().collect::<Result<_>>()?,
    })
}

/// Two generators, one of a tenth of the sessions, so that what the program itself weighs can be
/// told apart.
fn figures(test: &str, version: &str, sessions: u64, goal: Option<f64>) -> Result<[String; 4]> {
    let few = sessions / 10;
    let least = resident(test, version, few)? as f64;
    let all = resident(test, version, sessions)? as f64;
    let each = all / sessions as f64;
    let further = (all - least) / (sessions - few) as f64;
    let goal = goal.map(|goal| format!("{:.2} x {} KiB", each / goal, goal / 1024.0));
    let goal = goal.unwrap_or_default();
    Ok([grouped(sessions as f64), grouped(each), goal, grouped(further)])
}

/// Its target is new: a minute long, the ports of connections that were closed are not free for
/// those to the same one.
fn resident(test: &str, version: &str, sessions: u64) -> Result<u64> {
    let mut target = Running::start(Role::Target.on_core(1)?, "the target")?;
    let url = first_line(&mut target, |_| true)?;
    let mut command = generator(test, sessions, &url)?;
    command.args(["--set", &format!("http.version={version}")]);
    let mut generator = Running::start(command, "the generator")?;
    first_line(&mut generator, |line| line == READY)?;
    generator.resident()
}

/// A generator of that load test, on the first core.
pub(crate) fn generator(test: &str, sessions: u64, url: &str) -> Result<Command> {
    let mut command = Role::Generator.on_core(0)?;
    command
        .env(SESSIONS, sessions.to_string())
        .args(["run", test, "--quiet", "--no-color", "--cores", "1", "--output", "-"])
        // Should a session fail, the others would idle for ever.
        .args(["--duration", "2min"])
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

/// Tells a target the address to listen at; without it, it listens at 127.0.0.1.
pub(crate) const ADDRESS: &str = "CHAPERON_BENCH_ADDRESS";

/// The target's part: serves until our end of its input is closed; `slow` is behind a relay.
pub(crate) fn serve_until_told(slow: bool) -> Result<()> {
    raise_open_files();
    let address =
        std::env::var(ADDRESS).map_or(Ok(IpAddr::from([127, 0, 0, 1])), |at| at.parse())?;
    let target = DemoTarget::start_at(SocketAddr::new(address, 0))?;
    let url = match slow {
        false => target.url().to_owned(),
        true => format!("http://{}", relay::in_front_of(target.address())?),
    };
    writeln!(io::stdout(), "{url}")?;
    io::stdin().lock().read_line(&mut String::new())?;
    Ok(())
}

/// Raises the limit on open files as far as it goes, as a generator does by itself.
fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    // With a limit that cannot be raised there may still be enough of them.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
}
