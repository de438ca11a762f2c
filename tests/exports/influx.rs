//! Results in InfluxDB: a real one of version 1, and the address of version 2.

use std::path::Path;

use chaperon::export::{Exporter, Influx};
use chaperon_examples::demo_target::DemoTarget;
use serde_json::Value;

use super::influxd::{Influxd, PASSWORD, USER};
use crate::program::{Ended, Program};
use crate::session::recording::{Recording, Seen, answer};

/// A tag with all that means something in line protocol.
const TAG: &str = r#"v 1,2=a\,b\c\=d \e "é" #"#;

/// Two sessions that get a page which is not there, one of them in CSV too.
fn run(set_up: impl FnOnce(Program) -> Program) -> Ended {
    let target = DemoTarget::start().unwrap();
    let program = Program::at(env!("CARGO_BIN_EXE_browse"))
        .with(["run", "Browsing", "--export", "influx", "--export", "csv", "--output", "out"])
        .with(["--tag", TAG])
        .set("base_url", target.url())
        .set("path", "/status/404")
        .set("times", "3");
    set_up(program).run()
}

/// How InfluxDB has the name of a line of CSV.
fn action(name: &str) -> String {
    match name.strip_prefix("Error HTTP ").and_then(|rest| rest.split_once(' ')) {
        Some((status, action)) => format!("error.http.{status}({action})"),
        None => name.to_owned(),
    }
}

fn point<'p>(points: &'p [Value], action: &str) -> &'p Value {
    let mut fitting = points.iter().filter(|point| point["action"] == action);
    let point = fitting.next().unwrap_or_else(|| panic!("no {action} in {points:?}"));
    assert!(fitting.next().is_none(), "{action} is there twice");
    point
}

#[test]
fn a_real_influxdb_has_every_figure_of_the_csv() {
    let influxd = Influxd::start().database("chaperon");
    let ended = run(|program| program.env("CHAPERON_INFLUX_URL", &influxd.url()));
    ended.ends_with(0);
    let points = influxd.points("chaperon");
    let csv = ended.read("out.csv");
    let columns: Vec<_> = csv.lines().next().unwrap().split(',').collect();
    assert_eq!(points.len(), csv.lines().count() - 1);
    for line in csv.lines().skip(1) {
        let figures: Vec<_> = line.split(',').collect();
        let point = point(&points, &action(figures[0]));
        assert_eq!((&point["load_test"], &point["tag"]), (&"Browsing".into(), &TAG.into()));
        for (column, figure) in columns.iter().zip(&figures).skip(1) {
            let expected = (!figure.is_empty()).then(|| figure.parse::<f64>().unwrap());
            let name = column.replace('.', "_");
            assert_eq!(point[&name].as_f64(), expected, "{name} of {point}");
        }
    }
    assert_eq!(point(&points, "error.http.404(get(/status/404))")["total_count"], 6);
}

#[test]
fn the_points_bear_the_end_and_the_length_of_the_run() {
    let influxd = Influxd::start().database("chaperon");
    let ended = run(|program| program.env("CHAPERON_INFLUX_URL", &influxd.url()));
    let saved: Value = serde_json::from_str(&ended.read("out.run.json")).unwrap();
    let points = influxd.points("chaperon");
    let seconds = saved["duration_us"].as_f64().unwrap() / 1e6;
    for point in &points {
        assert_eq!(point["time"], points[0]["time"]);
        assert!((point["duration"].as_f64().unwrap() - seconds).abs() < 1e-6, "{point}");
    }
    // The saved run has the time to a millisecond, as RFC 3339.
    let millis = points[0]["time"].as_u64().unwrap() / 1_000_000 % 1000;
    let ended = saved["ended"].as_str().unwrap();
    let fraction = ended.split('.').nth(1).map_or("0", |rest| rest.trim_end_matches('Z'));
    assert_eq!(format!("{millis:03}").trim_end_matches('0'), fraction.trim_end_matches('0'));
}

#[test]
fn sessions_that_are_kept_apart_are_a_tag() {
    let influxd = Influxd::start().database("chaperon");
    let ended =
        run(|program| program.with(["--per-session"]).env("CHAPERON_INFLUX_URL", &influxd.url()));
    ended.ends_with(0);
    let points = influxd.points("chaperon");
    let errors =
        points.iter().filter(|point| point["action"] == "error.http.404(get(/status/404))");
    let mut sessions: Vec<_> = errors.map(|point| point["session"].as_str().unwrap()).collect();
    sessions.sort_unstable();
    sessions.dedup();
    assert_eq!(sessions.len(), 2, "{points:?}");
}

#[test]
fn a_user_is_let_in_by_the_password_and_nobody_without() {
    let influxd = Influxd::with_users().database("loads");
    let as_user = |password: &str| {
        run(|program| {
            program
                .env("CHAPERON_INFLUX_URL", &influxd.url())
                .env("CHAPERON_INFLUX_DB", "loads")
                .env("CHAPERON_INFLUX_USER", USER)
                .env("CHAPERON_INFLUX_PW", password)
        })
    };
    let refused = as_user("wrong-secret");
    failed(&refused, &format!("{} (database loads): 401 Unauthorized", influxd.url()));
    assert!(!refused.said.contains("wrong-secret"), "{}", refused.said);
    assert!(influxd.points("loads").is_empty());
    as_user(PASSWORD).ends_with(0);
    assert!(!influxd.points("loads").is_empty());
}

/// The export failed, and the results are on the disk all the same.
#[track_caller]
fn failed(ended: &Ended, reason: &str) {
    ended.ends_with(5).says(&["cannot send the results to InfluxDB at ", reason]);
    ended.says(&["the results are kept in out.run.json"]);
    assert!(ended.read("out.run.json").contains("Browsing"));
    assert!(ended.read("out.csv").contains("Error HTTP 404 get(/status/404),6,"));
}

#[test]
fn a_database_that_is_not_there_is_named_by_the_server() {
    let influxd = Influxd::start();
    let ended = run(|program| {
        program.env("CHAPERON_INFLUX_URL", &influxd.url()).env("CHAPERON_INFLUX_DB", "nowhere")
    });
    failed(&ended, "404 Not Found: database not found: \"nowhere\"");
}

#[test]
fn a_server_that_is_down_is_named() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ended = run(|program| {
        program
            .env("CHAPERON_INFLUX_HOST", &free.ip().to_string())
            .env("CHAPERON_INFLUX_PORT", &free.port().to_string())
    });
    failed(&ended, &format!("http://{free} (database chaperon): "));
    ended.says(&["Connection refused"]);
}

fn to_version_2(program: Program, url: &str) -> Program {
    program
        .env("CHAPERON_INFLUX_URL", url)
        .env("CHAPERON_INFLUX_ORG", "my org")
        .env("CHAPERON_INFLUX_BUCKET", "loads")
        .env("CHAPERON_INFLUX_TOKEN", "hush-hush")
}

#[test]
fn version_2_is_written_to_at_its_address_with_the_token() {
    let server = Recording::start(|_| answer("204 No Content", &[], ""));
    let ended = run(|program| to_version_2(program, &server.url()));
    ended.ends_with(0);
    let request = server.only("/api/v2/write?org=my+org&bucket=loads&precision=ns");
    assert_eq!(request.method, "POST");
    assert_eq!(request.header("authorization"), Some("Token hush-hush"));
    let text = request.text();
    assert_eq!(text.lines().count(), ended.read("out.csv").lines().count() - 1, "{text}");
    let start = "load_test,action=error.http.404(get(/status/404)),load_test=Browsing,\
                 tag=v\\ 1\\,2\\=a";
    assert!(text.lines().any(|line| line.starts_with(start)), "{text}");
}

#[test]
fn what_version_2_says_is_told_without_the_token() {
    let server = Recording::start(|_| {
        let body = r#"{"code":"unauthorized","message":"no access with hush-hush"}"#;
        answer("401 Unauthorized", &[], body)
    });
    let ended = run(|program| to_version_2(program, &server.url()));
    let place = "(bucket loads of organisation my org)";
    failed(&ended, &format!("{}: 401 Unauthorized: no access with ***", place));
    assert!(!ended.said.contains("hush-hush"), "{}", ended.said);
}

#[test]
fn a_missing_setting_is_named_before_anything_is_sent() {
    let target = DemoTarget::start().unwrap();
    let ended = Program::at(env!("CARGO_BIN_EXE_browse"))
        .with(["run", "Browsing", "--export", "influx"])
        .set("base_url", target.url())
        .set("path", "/")
        .env("CHAPERON_INFLUX_BUCKET", "loads")
        .run();
    ended.ends_with(2).says(&["CHAPERON_INFLUX_ORG is not set"]);
    assert!(target.served().http.is_empty());
}

#[test]
fn what_is_sent_cannot_be_printed_as_well() {
    let target = DemoTarget::start().unwrap();
    let ended = Program::at(env!("CARGO_BIN_EXE_browse"))
        .with(["run", "Browsing", "--export", "influx", "--output", "-"])
        .set("base_url", target.url())
        .set("path", "/")
        .run();
    ended.ends_with(1).says(&["--output - prints the results, and the export influx sends them"]);
    assert!(target.served().http.is_empty());
}

#[test]
fn many_points_go_in_batches_and_none_is_lost() {
    let server = Recording::start(|_| answer("204 No Content", &[], ""));
    let lines: Vec<_> = (0..12_000).map(|at| format!("load_test,action=a{at} max=1 1")).collect();
    let influx = Influx::v1(&server.url(), "chaperon").unwrap();
    influx.write_output(lines.join("\n").as_bytes(), Path::new("")).unwrap();
    let bodies: Vec<_> = server.seen().iter().map(Seen::text).collect();
    assert_eq!(bodies.len(), 3);
    let sent: Vec<_> = bodies.iter().flat_map(|body| body.lines()).collect();
    assert_eq!(sent, lines);
}
