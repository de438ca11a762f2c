//! Each example runs as it is, and what it reports is what the demo target served, to the request
//! and the WebSocket message.

use chaperon_examples::demo_target::{DemoTarget, Served};

use crate::program::{Ended, Program};
use crate::results_file::{Row, count, count_all};

/// The scenarios of `firehose` and the names of their sessions.
const FIREHOSE: &[(&str, &[&str])] = &[
    ("publish_channel", &["p1", "p2"]),
    ("subscribe_channel", &["s1", "s2", "s3", "s4"]),
    ("ws_subscribe_channel", &["ws1", "ws2", "ws3", "ws4"]),
];

#[test]
fn background_noise_reports_what_was_served() {
    let (ended, served) = run(env!("CARGO_BIN_EXE_background_noise"), &[]);
    assert_eq!(served.http["GET /"].statuses, [(200, 4)].into());
    assert_eq!(served.http["POST /"].statuses, [(200, 50)].into());
    assert_eq!(count(&ended.csv(), "task(search)"), 4);
    assert_eq!(count(&ended.csv(), "call(post_data)"), 50);
    ended.says(&["hello, world!"]);
    let (ended, served) = run(env!("CARGO_BIN_EXE_background_noise"), &[("post_data", "false")]);
    assert_eq!((served.answered("POST /"), count(&ended.csv(), "call(post_data)")), (0, 50));
}

#[test]
fn basic_account_login_reports_what_was_served() {
    let (_, served) = run(env!("CARGO_BIN_EXE_basic_account_login"), &[]);
    assert_eq!(served.answered("POST /login"), 10);
    assert_eq!(served.http["GET /account"].statuses, [(200, 10)].into(), "the cookie is sent");
    assert_eq!(served.answered("GET /foo"), 30);
    assert_eq!(served.answered("GET /bar"), 30);
    assert_eq!(served.answered("PUT /baz"), 10);
    assert_eq!(served.answered("POST /logout"), 10);
}

#[test]
fn ws_ping_pong_reports_what_was_served() {
    let (ended, served) = run(env!("CARGO_BIN_EXE_ws_ping_pong"), &[]);
    let messages = served.messages("/ping/pong");
    assert_eq!((messages.connects, messages.received, messages.sent), (100, 1000, 1000));
    assert_eq!(count(&ended.csv(), "call(ping_pong)"), 1000);
}

#[test]
fn ws_echo_reports_what_was_served() {
    let (ended, served) = run(env!("CARGO_BIN_EXE_ws_echo"), &[]);
    let messages = served.messages("/ws/echo");
    assert_eq!((messages.connects, messages.received, messages.sent), (100, 1000, 1000));
    assert_eq!(count(&ended.csv(), "call(ws_echo.echo)"), 1000);
}

#[test]
fn nested_scenarios_reports_what_was_served() {
    let (ended, served) = run(env!("CARGO_BIN_EXE_nested_scenarios"), &[]);
    assert_eq!(served.answered("POST /a"), 203);
    assert_eq!(served.answered("POST /a/config"), 203);
    assert_eq!(served.answered("POST /b"), 1);
    assert_eq!(served.answered("POST /c"), 101);
    assert_eq!(count(&ended.csv(), "run_scenario(scenario_a)"), 1);
}

#[test]
fn publish_and_await_reports_what_was_served() {
    let (ended, served) = run(env!("CARGO_BIN_EXE_publish_and_await"), &[]);
    assert_eq!(served.http["POST /publications"].statuses, [(200, 100)].into());
    let messages = served.messages("/publications");
    assert_eq!((messages.connects, messages.received, messages.sent), (1, 0, 100));
    assert_eq!(count(&ended.csv(), "task(subscribe)"), 1);
}

#[test]
fn firehose_reports_what_was_served_by_ten_named_sessions() {
    let keys = [("duration", "300ms"), ("delay", "0s"), ("await_messages", "10")];
    let (ended, served) = run_alone(env!("CARGO_BIN_EXE_firehose"), &keys);
    for (format, rows) in [("CSV", ended.csv()), ("JSON", ended.json())] {
        for (scenario, sessions) in FIREHOSE {
            for session in *sessions {
                let name = format!("{session} iteration({scenario})");
                assert_eq!(count(&rows, &name), 1, "{name} in the {format}");
            }
        }
        let rows = without_session_names(rows);
        http_agrees(format, &rows, &served);
        let messages = served.messages("/channels/{name}");
        assert_eq!((messages.connects, count_all(&rows, "ws_connect(")), (4, 4), "{format}");
        assert_eq!((messages.received, count_all(&rows, "ws_send(")), (4, 4), "{format}");
        assert_eq!(count_all(&rows, "ws_recv("), 40, "{format}");
        assert!(messages.sent >= 40, "the target goes on until a subscriber has gone");
        assert_eq!(count_all(&rows, "error("), 0, "{format}");
    }
    let puts = &served.http["PUT /channels/{name}"];
    assert_eq!(puts.statuses.keys().collect::<Vec<_>>(), [&200]);
}

#[test]
fn firehose_publish_roundtrip_reports_what_was_served() {
    let example = env!("CARGO_BIN_EXE_firehose_publish_roundtrip");
    let (ended, served) = run(example, &[]);
    assert_eq!(served.http["PUT /channels"].statuses, [(200, 50)].into());
    let messages = served.messages("/channels/{name}");
    assert_eq!((messages.connects, messages.received, messages.sent), (1, 1, 500));
    assert_eq!(count(&ended.csv(), "call(roundtrip)"), 50);
    let (_, served) = run(example, &[("batch", "1"), ("publications", "20")]);
    assert_eq!(served.http["PUT /channels/{name}"].statuses, [(200, 20)].into());
    assert_eq!(served.messages("/channels/{name}").sent, 20);
}

#[test]
fn custom_action_reports_what_was_served() {
    let target = DemoTarget::start().unwrap();
    let program = Program::at(env!("CARGO_BIN_EXE_custom_action")).with(["run"]).exporting();
    let ended = program.set("store", &target.store().to_string()).run();
    ended.ends_with(0);
    assert_eq!(target.served().store, [("GET".into(), 200), ("SET".into(), 200)].into());
    for (format, rows) in [("CSV", ended.csv()), ("JSON", ended.json())] {
        let counts = ["connect(store)", "store(SET)", "store(GET)"].map(|name| count(&rows, name));
        assert_eq!(counts, [20, 200, 200], "{format}");
    }
}

#[cfg(feature = "cluster")]
#[test]
fn cluster_client_tells_of_its_runs() {
    let ended = Program::at(env!("CARGO_BIN_EXE_cluster_client")).run();
    ended.ends_with(0);
    assert!(ended.stdout.starts_with("3 runs were submitted\n"), "{}", ended.stdout);
    ended.says(&["Visitors is done: 500 sessions, exit code 0", "Arrivals is running"]);
}

#[test]
fn a_nested_key_set_on_the_command_line_reaches_the_scenario() {
    let (_, served) = run(env!("CARGO_BIN_EXE_ws_echo"), &[("echo.iterations", "3")]);
    assert_eq!(served.messages("/ws/echo").received, 300);
}

#[test]
fn without_a_base_url_the_example_starts_its_own_target() {
    let ended = Program::at(env!("CARGO_BIN_EXE_ws_ping_pong")).exporting().run();
    ended.ends_with(0);
    assert_eq!(count(&ended.csv(), "call(ping_pong)"), 1000);
}

/// Runs an example against a target of its own, and compares both sides.
fn run(example: &str, keys: &[(&str, &str)]) -> (Ended, Served) {
    let (ended, served) = run_alone(example, keys);
    agree("CSV", &ended.csv(), &served);
    agree("JSON", &ended.json(), &served);
    (ended, served)
}

/// Runs an example against a target of its own.
fn run_alone(example: &str, keys: &[(&str, &str)]) -> (Ended, Served) {
    let target = DemoTarget::start().unwrap();
    let program = Program::at(example).with(["run"]).exporting().set("base_url", target.url());
    let program = keys.iter().fold(program, |program, (key, value)| program.set(key, value));
    let ended = program.run();
    ended.ends_with(0);
    (ended, target.served())
}

fn agree(format: &str, rows: &[Row], served: &Served) {
    http_agrees(format, rows, served);
    let messages = served.web_socket.values();
    let [connects, received, sent] = messages.fold([0; 3], |sum, path| {
        [sum[0] + path.connects, sum[1] + path.received, sum[2] + path.sent]
    });
    assert_eq!(count_all(rows, "ws_connect("), connects, "connects in the {format}");
    assert_eq!(count_all(rows, "ws_send("), received, "messages to the target in the {format}");
    assert_eq!(count_all(rows, "ws_recv("), sent, "messages from the target in the {format}");
    assert_eq!(count_all(rows, "error("), 0, "errors in the {format}");
}

fn http_agrees(format: &str, rows: &[Row], served: &Served) {
    assert_eq!(http_of_rows(rows), http_of_target(served), "HTTP requests in the {format}");
}

/// The rows as if no session of `firehose` had a name: `p1 put(/path)` is `put(/path)`.
fn without_session_names(mut rows: Vec<Row>) -> Vec<Row> {
    let known = |name: &str| FIREHOSE.iter().any(|(_, sessions)| sessions.contains(&name));
    for row in &mut rows {
        if let Some((_, action)) = row.name.split_once(' ').filter(|(name, _)| known(name)) {
            row.name = action.to_owned();
        }
    }
    rows
}

/// `get(/path)` and its count, sorted.
fn http_of_rows(rows: &[Row]) -> Vec<(String, u64)> {
    const METHODS: [&str; 6] = ["get(", "post(", "put(", "patch(", "delete(", "head("];
    let is_http = |row: &&Row| METHODS.iter().any(|method| row.name.starts_with(method));
    let mut names: Vec<&str> = rows.iter().filter(is_http).map(|row| row.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| (name.to_owned(), count(rows, name))).collect()
}

/// The same of the target, whose names are `GET /path`.
fn http_of_target(served: &Served) -> Vec<(String, u64)> {
    let mut requests: Vec<(String, u64)> = served
        .http
        .iter()
        .map(|(name, requests)| {
            let (method, path) = name.split_once(' ').unwrap();
            (format!("{}({path})", method.to_lowercase()), requests.answered())
        })
        .collect();
    requests.sort_unstable();
    requests
}
