//! Entry points: running, declaring, results, metrics, time, actions and errors.
//!
//! Databases and buckets that results go to are tested beside the exports.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chaperon::action::Action;
use chaperon::event::Ending;
use chaperon::export::{Csv, ExportError, ExportOptions, Exporter, Json};
use chaperon::metrics::{MetricFilter, MetricName};
use chaperon::prelude::*;
use chaperon::results::RunResults;
use chaperon::scenario::{Scenario, ScenarioRef};
use chaperon::{Definition, Entry, Error, ErrorKind, Load, LoadTest, Output, RunOptions};

use super::walk::{NOWHERE, counted, walk, walk_with};
use crate::results_file::{Row, count};
use crate::session::in_process::run;
use crate::session::recording::Recording;

/// Keys of `visits`.
#[derive(Config)]
struct Visit {
    #[config(default = 1)]
    page: u32,
}

#[scenario]
async fn visits(session: &mut Session, config: &Visit) -> Result {
    session.get("/pages/{page}").param("page", config.page).await?;
    session.post("/done").await?;
    session.call_traced(rests).await
}

async fn rests(session: &mut Session) -> Result {
    session.delay(millis(1)).await
}

load_test! {
    /// What a run is asked for.
    Visits {
        name: "Shop.Visits",
        default_config: { page: 2 },
        scenarios: [2 * visits as "visitor" { .. }],
    }
}

/// The names of metrics.
struct Names;

impl Exporter for Names {
    fn name(&self) -> &str {
        "names"
    }

    fn extension(&self) -> &str {
        "txt"
    }

    fn encode(&self, results: &RunResults, _: &ExportOptions) -> Result<Vec<u8>, ExportError> {
        let rows = results.snapshot().metrics(chaperon::metrics::View::All);
        Ok(rows.iter().map(|(key, _)| format!("{}\n", key.name)).collect::<String>().into_bytes())
    }
}

fn exporting(options: &mut RunOptions, base: &Path) {
    options.exports = vec![Arc::new(Csv::default()), Arc::new(Json), Arc::new(Names)];
    options.output = Output::Path(base.to_owned());
    options.tag = Some("master".to_owned());
    options.config.set_text("page=3").unwrap();
}

#[test]
fn run_load_test_with_export_output_tag_and_config() {
    let (server, folder) = (Recording::plain(), tempfile::tempdir().unwrap());
    let base = folder.path().join("out");
    let ran = walk_with::<Visits>(&server.url(), |options| exporting(options, &base));
    assert_eq!(server.lines().iter().filter(|line| *line == "GET /pages/3").count(), 2);
    assert_eq!((ran.0.load_test(), ran.0.tag()), ("Shop.Visits", Some("master")));
    let read = |extension| fs::read_to_string(base.with_extension(extension)).unwrap();
    for rows in [Row::all_of_csv(&read("csv")), Row::all_of_json(&read("json"))] {
        for name in ["get(/pages/{page})", "post(/done)", "call(entry_points.rests)"] {
            assert_eq!(count(&rows, &format!("visitor {name}")), 2, "{name}: {rows:?}");
        }
    }
    assert!(read("txt").lines().any(|line| line == "post(/done)"), "{}", read("txt"));
    let beside: serde_json::Value = serde_json::from_str(&read("config.json")).unwrap();
    assert!(beside["config"].to_string().contains("\"page\":3"), "{beside:#}");
    let planned = beside["scenarios"][0]["scenario"].as_str();
    assert_eq!(planned, Some("parity::entry_points::visits"));
}

#[test]
fn run_load_test_with_metrics_as_list_and_as_predicate() {
    let server = Recording::plain();
    let recorded = |filter: MetricFilter| {
        let ran = walk_with::<Visits>(&server.url(), |options| options.metrics = filter);
        let counts = ["get(/pages/{page})", "post(/done)", "call(entry_points.rests)"];
        counts.map(|name| ran.count(name))
    };
    assert_eq!(recorded(MetricFilter::default()), [2, 2, 2]);
    assert_eq!(recorded(MetricFilter::types(["call", "post"])), [0, 2, 2]);
    assert_eq!(recorded(MetricFilter::by(|name| name.action() == "get")), [2, 0, 0]);
}

#[test]
fn version() {
    assert_eq!(chaperon::VERSION, env!("CARGO_PKG_VERSION"));
}

/// The same load test, built.
fn built(users: u64) -> Definition {
    let visitors = Entry::new::<visits>().count(users).named("visitor").load(Load::Once);
    Definition::new().set::<Visit>(config! { page: 2 }).entry(visitors)
}

#[test]
fn load_test_default_config_scenarios_name_and_a_list_built_by_code() {
    assert_eq!((Visits::NAME, Visits::DOCS.trim()), ("Shop.Visits", "What a run is asked for."));
    assert_eq!(format!("{:?}", Visits::define()), format!("{:?}", built(2)));
    let more = built(3).entry(Entry::of([ScenarioRef::of::<visits>()]).load(Load::Times(2)));
    let sessions: u64 = more.entries().iter().map(Entry::sessions).sum();
    assert_eq!(sessions, 4);
}

#[tokio::test]
async fn a_list_built_by_code_runs() {
    let server = Recording::plain();
    let definition = built(3).set::<()>(config! { base_url: server.url() });
    let options = RunOptions { cores: Some(1), ..RunOptions::default() };
    let results = chaperon::run_definition("Built", &definition, options).await.unwrap();
    assert!(results.verdict().passed());
    assert_eq!(server.lines().iter().filter(|line| *line == "GET /pages/2").count(), 3);
}

#[scenario]
async fn ends(session: &mut Session) -> Result {
    match &*session.name() {
        "fails" => session.abort("on purpose"),
        "is late" => std::future::pending().await,
        _ => Ok(()),
    }
}

load_test! {
    Ends {
        default_config: { load_test_timeout: 300ms, graceful_stop: 1ms },
        scenarios: [
            2 * ends as "finishes",
            ends as "fails",
            ends as "is late" { scenario_timeout: 20ms },
            ends as "is late",
        ],
    }
}

#[tokio::test]
async fn load_test_timeout_and_results() {
    let ran = run::<Ends>(NOWHERE).await;
    let sessions = ran.sessions("ends");
    assert_eq!((sessions.started, sessions.finished, sessions.failed), (5, 2, 1));
    assert_eq!((sessions.timed_out, sessions.interrupted), (1, 1));
    assert_eq!(ran.0.ending(), &Ending::LoadTestTimeout);
    assert!(ran.0.ended() >= ran.0.started() && ran.0.duration() >= millis(300));
}

#[scenario(name = "Shop.Whole", init = begins, teardown = tears_down)]
async fn whole(session: &mut Session) -> Result {
    session.check("init", session.assigned("begun")?);
    session.check("session_name", &*session.name() == "someone");
    session.get("/run").await?;
    Ok(())
}

async fn begins(session: &mut Session) -> Result {
    session.assign("begun", true);
    session.set_config("delay", "1ms");
    session.set_config("random_delay", "2ms");
    session.get("/init").await?;
    Ok(())
}

async fn tears_down(session: &mut Session) -> Result {
    session.get("/teardown").await?;
    Ok(())
}

load_test! {
    Whole {
        default_config: { session_name: "someone" },
        scenarios: [whole { delay: 1h, random_delay: 1h }],
    }
}

#[test]
fn scenario_init_run_teardown_name_session_name_and_initial_delay() {
    assert_eq!(whole::NAME, "Shop.Whole");
    let server = Recording::plain();
    let ran = walk::<Whole>(&server.url());
    assert_eq!(server.lines(), ["GET /init", "GET /run", "GET /teardown"]);
    counted(&ran, &[("iteration(Shop.Whole)", 1)]);
}

#[scenario(assigns(page: u32))]
async fn chooses(session: &mut Session) -> Result {
    session.assign("page", 9);
    Ok(())
}

load_test! {
    Sequence {
        scenarios: [[chooses, visits] { page: 1 }],
    }
}

#[test]
fn scenario_sequence() {
    let server = Recording::plain();
    walk::<Sequence>(&server.url());
    assert_eq!(server.lines(), ["GET /pages/9", "POST /done"]);
}

#[scenario]
async fn measures(session: &mut Session) -> Result {
    (1..=1000).for_each(|number| session.add_metric("wait", millis(number)));
    Ok(())
}

load_test! {
    Measures { scenarios: [measures] }
}

#[test]
fn scenario_metrics_percentiles() {
    let ran = walk::<Measures>(NOWHERE);
    let text = Csv::default().encode(&ran.0, &ExportOptions::default()).unwrap();
    let text = String::from_utf8(text).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let wait = lines.find(|fields| fields[0] == "wait").unwrap();
    for (name, expected) in [("percentile_75", 750_000), ("percentile_99", 990_000)] {
        let at = head.iter().position(|column| column.contains(name)).expect(name);
        let found: i64 = wait[at].parse().unwrap();
        assert!((expected..=expected + expected / 100).contains(&found), "{name}: {found}");
    }
}

#[test]
fn timing_seconds_minutes_hours_days_weeks_ranges_and_timestamp() {
    assert_eq!(minutes(1), seconds(60));
    assert_eq!((hours(1.5), days(2), weeks(1)), (minutes(90), hours(48), days(7)));
    assert_eq!(seconds(0.5), millis(500));
    let random = seconds(2)..seconds(5);
    assert!(random.contains(&millis(2500)));
    assert!(timestamp_ms() > 1_700_000_000_000);
}

/// Something that fails once.
struct Query {
    failed: bool,
}

impl Action for Query {
    type Output = u32;

    fn metric(&self) -> MetricName {
        MetricName::of("query", "users")
    }

    async fn run(&mut self, session: &mut Session) -> Result<u32> {
        session.counter("runs", 1);
        match std::mem::replace(&mut self.failed, true) {
            true => Ok(7),
            false => Err(Error::new(ErrorKind::Other, "on purpose")),
        }
    }

    async fn abort(&mut self, session: &mut Session) {
        session.counter("aborts", 1);
    }
}

#[scenario]
async fn queries(session: &mut Session) -> Result {
    let rows = session.run_action(Query { failed: false }.retry(1)).await?;
    session.check("retry", rows == 7);
    let error = session.run_action(Query { failed: false }).await.unwrap_err();
    session.check("its kind", error.kind() == ErrorKind::Other);
    session.check("its action", error.to_string() == "query(users): on purpose");
    let boxed: Box<dyn std::error::Error> = error.into();
    session.check("a boxed one", boxed.to_string() == "query(users): on purpose");
    let foreign: Error = "x".parse::<u32>().unwrap_err().into();
    session.check("of any error", foreign.kind() == ErrorKind::Other);
    Ok(())
}

load_test! {
    Queries { scenarios: [queries] }
}

#[test]
fn actionable_run_abort_retry_and_error() {
    let ran = walk::<Queries>(NOWHERE);
    counted(&ran, &[("query(users)", 1), ("runs", 3), ("aborts", 1)]);
    assert_eq!(ran.message("other"), "query(users): on purpose");
}

/// Keys that nobody sets.
#[derive(Config)]
struct Needy {
    #[expect(dead_code, reason = "it is only asked for")]
    needed: String,
}

#[scenario]
async fn needy(_session: &mut Session, _config: &Needy) -> Result {
    Ok(())
}

#[tokio::test]
async fn required_config_missing_error() {
    let definition = Definition::new().entry(Entry::new::<needy>());
    let ended = chaperon::run_definition("Needy", &definition, RunOptions::default()).await;
    let error = ended.map(drop).unwrap_err().to_string();
    for part in ["`needed: String`", "required", "parity::entry_points::needy"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}
