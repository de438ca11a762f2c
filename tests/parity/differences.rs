//! What is deliberately different from the original: a test a difference.

use std::net::TcpListener;
use std::thread;

use chaperon::ErrorKind;
use chaperon::export::{Csv, ExportOptions, Exporter};
use chaperon::prelude::*;
use chaperon_examples::demo_target::DemoTarget;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::{self, Message};

use super::walk::{NOWHERE, counted, walk, walk_with};
use crate::session::in_process::{Ran, run};
use crate::session::recording::{Recording, answer};

/// The lines of the CSV export.
fn csv(ran: &Ran) -> Vec<String> {
    let text = Csv::default().encode(&ran.0, &ExportOptions::default()).unwrap();
    String::from_utf8(text).unwrap().lines().map(str::to_owned).collect()
}

#[scenario]
async fn takes_time(session: &mut Session) -> Result {
    session.add_metric("wait", millis(5));
    Ok(())
}

load_test! {
    TakesTime { scenarios: [takes_time] }
}

#[test]
fn durations_are_microseconds() {
    let csv = csv(&walk::<TakesTime>(NOWHERE));
    assert!(csv.iter().any(|line| line.starts_with("wait,1,5000,5000,5000,")), "{csv:?}");
}

/// Where to go besides the base URL.
#[derive(Config)]
struct Elsewhere {
    other: String,
}

#[scenario]
async fn wanders(session: &mut Session, config: &Elsewhere) -> Result {
    session.get("/here").await?;
    let whole = format!("{}/whole", session.config::<String>("base_url")?);
    session.get(whole).await?;
    session.get(format!("{}/there", config.other)).await?;
    Ok(())
}

load_test! {
    Wanders { scenarios: [wanders { .. }] }
}

#[test]
fn metric_names_carry_the_path_or_the_host_and_path() {
    let (here, there) = (Recording::plain(), Recording::plain());
    let ran = walk_with::<Wanders>(&here.url(), |options| {
        options.config.set_value("other", &there.url()).unwrap();
        options.config.set_value("allow_targets", &["127.0.0.1"]).unwrap();
    });
    let other = format!("get({}/there)", there.address);
    counted(&ran, &[("get(/here)", 1), ("get(/whole)", 1), (&other, 1)]);
}

#[scenario]
async fn redirected(session: &mut Session) -> Result {
    let arrived = session.get("/redirect/10").await?;
    session.check("it arrives", arrived.status() == 200);
    let lost = session.get("/redirect/11").await.unwrap_err();
    session.check("10 at most", lost.kind() == ErrorKind::TooManyRedirects);
    session.set_config("http.follow_redirects", 0);
    let unfollowed = session.get("/redirect/1").await?;
    session.check("or none", unfollowed.status() == 307);
    Ok(())
}

load_test! {
    Redirected { scenarios: [redirected] }
}

#[test]
fn redirects_are_followed() {
    let target = DemoTarget::start().unwrap();
    let ran = walk::<Redirected>(target.url());
    counted(&ran, &[("get(/redirect/10)", 2), ("get(/redirect/11)", 1), ("get(/redirect/0)", 1)]);
}

async fn fails(session: &mut Session) -> Result {
    session.get("/fails").expect_status(500).await?;
    session.get("/never").await?;
    Ok(())
}

#[scenario]
async fn goes_on(session: &mut Session) -> Result {
    session.repeat(2, fails).await?;
    let caught = session.attempt(fails).await;
    session.check("attempt", caught.is_err());
    let ended = session.repeat(2, fails).stop_on_error().await;
    session.check("stop_on_error", ended.is_err());
    fails(session).await
}

load_test! {
    GoesOn { default_config: { error_pause: 1ms }, scenarios: [goes_on] }
}

#[tokio::test]
async fn an_err_ends_the_iteration() {
    let server = Recording::plain();
    let ran = run::<GoesOn>(&server.url()).await;
    assert_eq!(server.lines(), vec!["GET /fails"; 5]);
    assert_eq!((ran.errors("status"), ran.sessions("goes_on").failed), (5, 1));
    ran.held("attempt", 1);
    ran.held("stop_on_error", 1);
}

#[scenario]
async fn waits_for_nothing(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    session.set_config("timeout", "20ms");
    let late = session.ws_recv().await.unwrap_err();
    session.check("ws_recv", late.kind() == ErrorKind::Timeout);
    Ok(())
}

load_test! {
    WaitsForNothing { scenarios: [waits_for_nothing] }
}

#[test]
fn ws_recv_waits_at_most_the_timeout() {
    let target = DemoTarget::start().unwrap();
    let ran = walk::<WaitsForNothing>(target.url());
    counted(&ran, &[("ws_recv(/ws/echo)", 1)]);
}

#[scenario]
async fn spreads(session: &mut Session) -> Result {
    tokio::time::pause();
    let (start, core) = (Instant::now(), core_of(session));
    let call = async move |session: &mut Session| {
        session.add_metric("start", start.elapsed());
        session.check("on this core", core_of(session) == core);
        Ok(())
    };
    session.cc_spread(call, 2, seconds(2)).named("call").await?;
    session.join("call").await
}

/// The core in a session's id: `1` in `1-42`.
fn core_of(session: &Session) -> String {
    session.id().to_string().split('-').next().unwrap_or_default().to_owned()
}

load_test! {
    Spreads { scenarios: [spreads] }
}

#[test]
fn cc_spread_runs_on_its_own_core_and_starts_at_once() {
    let ran = walk_with::<Spreads>(NOWHERE, |options| options.cores = Some(2));
    ran.held("on this core", 2);
    let value = ran.value("start");
    let starts = value.distribution().unwrap();
    assert!(starts.min() < 500_000, "the first at once: {}", starts.min());
    assert!((1_000_000..1_500_000).contains(&starts.max()), "the second after half of the time");
}

#[scenario]
async fn is_pinged(session: &mut Session) -> Result {
    session.ws_connect("/").await?;
    session.ws_await_recv("Pong(are you there)").await?;
    Ok(())
}

load_test! {
    IsPinged { scenarios: [is_pinged] }
}

#[test]
fn a_ping_is_answered_by_a_pong() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let mut socket = tungstenite::accept(listener.accept().unwrap().0).unwrap();
        socket.send(Message::Ping(b"are you there"[..].into())).unwrap();
        let said = match socket.read().unwrap() {
            Message::Pong(bytes) => format!("Pong({})", String::from_utf8_lossy(&bytes)),
            other => format!("{other:?}"),
        };
        socket.send(Message::text(said)).unwrap();
        while socket.read().is_ok() {}
    });
    walk::<IsPinged>(&url);
    server.join().unwrap();
}

#[scenario]
async fn collects(session: &mut Session) -> Result {
    session.get("/a").await?;
    session.get("/b").await?;
    session.get("/none").await?;
    session.get("/both").await?;
    Ok(())
}

load_test! {
    Collects { scenarios: [collects] }
}

#[test]
fn storing_cookies_never_wipes_the_others() {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/a" => answer("200 OK", &["Set-Cookie: a=1; Path=/"], ""),
        "/b" => answer("200 OK", &["Set-Cookie: b=2; Path=/"], ""),
        _ => answer("200 OK", &[], ""),
    });
    walk::<Collects>(&server.url());
    assert_eq!(server.only("/both").header("cookie"), Some("a=1; b=2"));
}

#[scenario]
async fn is_cut(session: &mut Session) -> Result {
    session.get("/").await?;
    session.counter("before", 1);
    std::future::pending().await
}

load_test! {
    IsCut { default_config: { scenario_timeout: 300ms }, scenarios: [is_cut] }
}

load_test! {
    IsStopped {
        default_config: { load_test_timeout: 300ms, graceful_stop: 1ms },
        scenarios: [is_cut],
    }
}

#[tokio::test]
async fn what_was_measured_is_kept_after_a_timeout_and_a_cut() {
    let server = Recording::plain();
    let late = run::<IsCut>(&server.url()).await;
    let cut = run::<IsStopped>(&server.url()).await;
    assert_eq!((late.sessions("is_cut").timed_out, cut.sessions("is_cut").interrupted), (1, 1));
    for ran in [late, cut] {
        counted(&ran, &[("get(/)", 1), ("before", 1)]);
    }
}

load_test! {
    Alike { scenarios: [2 * takes_time as "user"] }
}

#[test]
fn rows_are_merged_unless_they_are_asked_for_by_session() {
    let named = |ran: &Ran| ran.names().iter().filter(|name| *name == "wait").count();
    assert_eq!(named(&walk::<Alike>(NOWHERE)), 1);
    let apart = walk_with::<Alike>(NOWHERE, |options| options.per_session = true);
    assert_eq!(named(&apart), 2);
    let rows = csv(&apart).iter().filter(|line| line.contains(" wait,1,")).count();
    assert_eq!(rows, 2, "{:?}", csv(&apart));
}
