//! The load tests that are measured, behind the command line that every load test has.

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use chaperon::metrics::Phases;
use chaperon::prelude::*;

use crate::count::ACTIONS;
use crate::memory::{READY, SESSIONS};
use crate::speed::MANY;

/// Where the generator is told how many sessions arrive a second, and for how many seconds.
pub(crate) const RATE: &str = "CHAPERON_BENCH_RATE";
pub(crate) const SECONDS: &str = "CHAPERON_BENCH_SECONDS";

/// One request.
#[scenario]
async fn get(session: &mut Session) -> Result {
    session.get("/").await?;
    Ok(())
}

/// Ten requests, then nothing for as long as the test takes.
#[scenario]
async fn idle_http(session: &mut Session) -> Result {
    for _ in 0..10 {
        session.get("/").await?;
    }
    idle(session).await
}

/// Ten messages to and fro, then nothing for as long as the test takes.
#[scenario]
async fn idle_web_socket(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    for _ in 0..10 {
        session.ws_send("hello world").await?;
        session.ws_await_recv("hello world").await?;
    }
    idle(session).await
}

/// A message to and fro every 30 seconds, for as long as the test takes.
#[scenario]
async fn talk(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    while !session.stopping() {
        session.ws_send("hello world").await?;
        session.ws_await_recv("hello world").await?;
        session.delay(seconds(30)).await?;
    }
    Ok(())
}

/// As many requests as told.
#[scenario]
async fn counted_get(session: &mut Session) -> Result {
    for _ in 0..told(ACTIONS) {
        session.get("/").await?;
    }
    Ok(())
}

/// As many messages to and fro as told.
#[scenario]
async fn counted_round_trip(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    for _ in 0..told(ACTIONS) {
        session.ws_send("hello world").await?;
        session.ws_await_recv("hello world").await?;
    }
    Ok(())
}

/// As many traced calls as told.
#[scenario]
async fn counted_call(session: &mut Session) -> Result {
    for _ in 0..told(ACTIONS) {
        session.call_traced(nothing).await?;
    }
    Ok(())
}

/// Many traced calls, and how many nanoseconds one of them took.
#[scenario]
async fn timed_calls(session: &mut Session) -> Result {
    let start = Instant::now();
    for _ in 0..MANY {
        session.call_traced(nothing).await?;
    }
    ready(&format!(" {}", start.elapsed().as_nanos() / u128::from(MANY)))
}

/// One request, then nothing for as long as the test takes. The last that is answered says how many
/// milliseconds after the first session's start the last request was sent, and how many until now.
#[scenario]
async fn started(session: &mut Session) -> Result {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    static SENT: AtomicU64 = AtomicU64::new(0);
    static ANSWERED: AtomicU64 = AtomicU64::new(0);
    let first = *FIRST.get_or_init(Instant::now);
    let asked = first.elapsed();
    let sent = asked + until_sent(&session.get("/").await?);
    SENT.fetch_max(sent.as_micros() as u64, Ordering::Relaxed);
    if ANSWERED.fetch_add(1, Ordering::Relaxed) + 1 == sessions() {
        let sent = SENT.load(Ordering::Relaxed) / 1_000;
        ready(&format!(" {sent} {}", first.elapsed().as_millis()))?;
    }
    session.delay(hours(1)).await
}

/// The phases of a request up to its last byte's leaving.
fn until_sent(response: &Response) -> Duration {
    let Phases { blocked, dns, connect, tls, send, .. } = response.timing().phases;
    [blocked, dns, connect, tls, send].into_iter().flatten().sum()
}

/// What is called.
async fn nothing(_: &mut Session) -> Result {
    Ok(())
}

/// Says that all are ready, if this is the last, and waits.
async fn idle(session: &mut Session) -> Result {
    static IDLE: AtomicU64 = AtomicU64::new(0);
    if IDLE.fetch_add(1, Ordering::Relaxed) + 1 == sessions() {
        ready("")?;
    }
    session.delay(hours(1)).await
}

/// Tells the bench, which reads our output.
fn ready(figure: &str) -> Result {
    Ok(writeln!(std::io::stdout(), "{READY}{figure}")?)
}

fn sessions() -> u64 {
    told(SESSIONS)
}

/// A number that the bench gives in the environment; 1 without.
pub(crate) fn told(name: &str) -> u64 {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(1)
}

load_test! {
    /// As many a second as told, whatever happens.
    Arrivals {
        default_config: { .. },
        scenarios: [get at (told(RATE))/s for (seconds(told(SECONDS)))],
    }
}

load_test! {
    /// Ten users who each wait for an answer before they ask again.
    Closed {
        default_config: { .. },
        scenarios: [10 * get for (seconds(told(SECONDS)))],
    }
}

load_test! {
    /// Sessions whose HTTP connections idle.
    IdleHttp {
        default_config: { .. },
        scenarios: [(sessions()) * idle_http],
    }
}

load_test! {
    /// Sessions whose WebSockets idle.
    IdleWebSocket {
        default_config: { .. },
        scenarios: [(sessions()) * idle_web_socket],
    }
}

load_test! {
    /// Many users who connect in the course of a minute, and stay; the command line says how many of
    /// them (`--scale`) this process is, and where they go.
    ///
    /// Each has begun at a moment of its own, so that their messages are spread over the 30 seconds.
    Crowd {
        default_config: { .. },
        scenarios: [talk with [0 -> 100_000 in 1min, 100_000 for 65s]],
    }
}

load_test! {
    /// One session's requests, one after the other.
    CountedGet {
        default_config: { .. },
        scenarios: [counted_get],
    }
}

load_test! {
    /// One session's messages to and fro, one after the other.
    CountedRoundTrip {
        default_config: { .. },
        scenarios: [counted_round_trip],
    }
}

load_test! {
    /// One session's traced calls.
    CountedCall {
        default_config: { .. },
        scenarios: [counted_call],
    }
}

load_test! {
    /// One session's traced calls, timed.
    TimedCalls {
        default_config: { .. },
        scenarios: [timed_calls],
    }
}

load_test! {
    /// Many sessions at once, timed until the last one's request is sent, and answered.
    Started {
        default_config: { .. },
        scenarios: [(sessions()) * started],
    }
}

mod command_line {
    use super::{
        Arrivals, Closed, CountedCall, CountedGet, CountedRoundTrip, Crowd, IdleHttp,
        IdleWebSocket, Started, TimedCalls,
    };
    use crate::race::{Downloads, Orders, Visits};
    use crate::web_socket::Echoes;

    chaperon::main!(
        Arrivals,
        Closed,
        CountedCall,
        CountedGet,
        CountedRoundTrip,
        Crowd,
        Downloads,
        Echoes,
        IdleHttp,
        IdleWebSocket,
        Orders,
        Started,
        TimedCalls,
        Visits,
    );

    pub(super) fn run() -> std::process::ExitCode {
        main()
    }
}

/// The generator's part.
pub(crate) fn main() -> std::process::ExitCode {
    command_line::run()
}
