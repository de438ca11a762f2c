//! What a user or a network can get wrong: each a clear error or a named error metric, the right
//! exit code, and the results so far kept. `Program` asserts that no panic text is ever seen.

use std::net::TcpListener;

use chaperon_examples::demo_target::DemoTarget;

use crate::program::{Ended, Program};
use crate::results_file::{count, count_all};

fn program() -> Program {
    Program::at(env!("CARGO_BIN_EXE_browse"))
}

/// Two sessions that get this from there.
fn browse(base_url: &str, path: &str) -> Ended {
    let program = program().with(["run", "Browsing"]).exporting();
    program.set("base_url", base_url).set("path", path).run()
}

/// An address at which nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[test]
fn an_unknown_load_test_is_named_beside_those_there_are() {
    let ended = program().with(["run", "Browsin"]).run();
    ended.ends_with(1).says(&["Browsin", "Browsing", "Connecting"]);
}

#[test]
fn a_load_test_has_to_be_chosen_where_there_are_several() {
    program().with(["run"]).run().ends_with(1).says(&["Browsing", "Connecting"]);
}

#[test]
fn an_unknown_flag_is_named() {
    program()
        .with(["run", "Browsing", "--durration", "1s"])
        .run()
        .ends_with(1)
        .says(&["--durration", "--duration"]);
}

#[test]
fn a_malformed_set_shows_the_form() {
    let ended = program().with(["run", "Browsing", "--set", "path"]).run();
    ended.says(&["path", "="]);
    assert!(matches!(ended.code, Some(1 | 2)), "{ended:?}");
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_one() {
    let ended = program().with(["check", "Browsing"]).set("path", "/").set("tims", "3").run();
    ended.ends_with(2).says(&["tims", "times"]);
}

#[test]
fn a_value_of_the_wrong_type_names_key_and_type() {
    let ended = program().with(["check", "Browsing"]).set("path", "/").set("times", "often").run();
    ended.ends_with(2).says(&["times", "u32"]);
}

#[test]
fn check_names_a_missing_key_and_sends_nothing() {
    let target = DemoTarget::start().unwrap();
    for command in ["check", "run"] {
        let ended = program().with([command, "Browsing"]).set("base_url", target.url()).run();
        ended.ends_with(2).says(&["path", "browse", "default_config", "--set"]);
    }
    assert!(target.served().http.is_empty());
}

#[test]
fn a_missing_config_file_is_named() {
    let ended = program().with(["run", "Browsing", "--config", "nowhere.toml"]).run();
    ended.ends_with(2).says(&["nowhere.toml"]);
}

#[test]
fn a_config_file_that_is_no_toml_is_named_with_the_place() {
    let program = program().file("bad.toml", "path = \"/\"\ntimes = = 3\n");
    let ended = program.with(["run", "Browsing", "--config", "bad.toml"]).run();
    ended.ends_with(2).says(&["bad.toml", "2"]);
}

#[test]
fn a_config_file_with_a_value_of_the_wrong_type_names_the_key() {
    let program = program().file("ill.toml", "path = \"/\"\ntimes = \"often\"\n");
    let ended = program.with(["run", "Browsing", "--config", "ill.toml"]).run();
    ended.ends_with(2).says(&["times", "u32"]);
}

#[test]
fn an_output_that_cannot_be_written_is_named_and_the_table_still_shown() {
    let target = DemoTarget::start().unwrap();
    let program = program().file("file", "").with(["run", "Browsing", "--output", "file/out"]);
    let ended = program.set("base_url", target.url()).set("path", "/").run();
    ended.ends_with(5).says(&["file/out", "get(/)"]);
}

#[test]
fn a_target_that_does_not_listen_is_a_named_error() {
    let ended = browse(&nobody(), "/");
    ended.ends_with(3);
    assert_eq!(count(&ended.csv(), "error(connect:refused)"), 2);
}

#[test]
fn a_host_that_is_not_known_is_a_named_error() {
    let ended = browse("http://no-such-host.invalid", "/");
    ended.ends_with(3).says(&["no-such-host.invalid"]);
    assert_eq!(count_all(&ended.csv(), "error(dns:"), 2);
}

#[test]
fn a_target_that_speaks_no_tls_is_a_named_error() {
    let target = DemoTarget::start().unwrap();
    let ended = browse(&target.url().replace("http:", "https:"), "/");
    ended.ends_with(3);
    assert_eq!(count(&ended.csv(), "error(tls:not_tls)"), 2);
}

#[test]
fn a_status_of_500_is_an_error_metric_and_no_failure() {
    let target = DemoTarget::start().unwrap();
    let ended = browse(target.url(), "/status/500");
    ended.ends_with(0);
    for rows in [ended.csv(), ended.json()] {
        assert_eq!(count(&rows, "get(/status/500)"), 2);
    }
    for rows in [ended.csv(), ended.json()] {
        assert_eq!(count(&rows, "Error HTTP 500 get(/status/500)"), 2);
    }
}

#[test]
fn a_refused_websocket_is_a_named_error() {
    let target = DemoTarget::start().unwrap();
    let program = program().with(["run", "Connecting"]).exporting();
    let ended = program.set("base_url", target.url()).set("path", "/status/403").run();
    ended.ends_with(3).says(&["403"]);
    assert_eq!(count(&ended.csv(), "error(ws_refused)"), 1);
}

#[test]
fn a_target_that_is_not_allowed_is_sent_nothing_and_the_line_to_add_is_shown() {
    let target = DemoTarget::start().unwrap();
    let ended = browse("http://127.0.0.2:1", target.url());
    ended.ends_with(3).says(&["allow_targets", "127.0.0.1"]);
    assert_eq!(count(&ended.csv(), "error(target_not_allowed)"), 2);
    assert!(target.served().http.is_empty());
}

#[test]
fn a_panic_of_a_scenario_is_an_error_of_its_session_and_the_others_go_on() {
    let target = DemoTarget::start().unwrap();
    let program = program().with(["run", "Breaking"]).exporting();
    let ended = program.set("base_url", target.url()).run();
    ended.ends_with(3).says(&["there to be something"]);
    assert_eq!(count(&ended.csv(), "error(panic)"), 1);
    assert_eq!(count(&ended.csv(), "get(/)"), 2);
}
