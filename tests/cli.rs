//! The command line: what its subcommands show, where results go, and how signals end a run.

use std::thread;
use std::time::Duration;

use chaperon_examples::demo_target::DemoTarget;
use rustix::process::{Pid, Signal, kill_process};

use crate::program::Program;
use crate::results_file::count;
use crate::until::until;

fn program() -> Program {
    Program::at(env!("CARGO_BIN_EXE_browse"))
}

#[test]
fn help_tells_the_subcommands_and_exit_codes() {
    program().with(["--help"]).run().ends_with(0).says(&["run", "try", "list", "check"]);
    program().with(["run", "--help"]).run().ends_with(0).says(&["--set", "--export", "Exit codes"]);
}

#[test]
fn version_is_that_of_the_package() {
    program().with(["--version"]).run().ends_with(0).says(&[env!("CARGO_PKG_VERSION")]);
}

#[test]
fn list_shows_load_tests_scenarios_and_keys_with_docs() {
    let ended = program().with(["list"]).run();
    ended.ends_with(0).says(&[
        "Browsing",
        "Two sessions that get a page",
        "Connecting",
        "Breaking",
    ]);
    ended.says(&["browse", "path", "String", "times", "u32", "How often"]);
}

#[test]
fn check_prints_the_plan_and_sends_nothing() {
    let target = DemoTarget::start().unwrap();
    let program = program().with(["check", "Browsing"]);
    let ended = program.set("base_url", target.url()).set("path", "/").run();
    ended.ends_with(0).says(&["browse", "2"]);
    assert!(target.served().http.is_empty());
}

#[test]
fn try_runs_one_session_and_prints_what_goes_to_and_fro() {
    let target = DemoTarget::start().unwrap();
    let program = program().with(["try", "browse"]);
    let ended = program.set("base_url", target.url()).set("path", "/users/7").run();
    ended.ends_with(0).says(&["GET", "/users/7", "200", "user 7"]);
    assert_eq!(target.served().answered("GET /users/{id}"), 1);
}

#[test]
fn layers_win_in_their_order_file_then_environment_then_set() {
    let target = DemoTarget::start().unwrap();
    let base = || {
        let file = "path = \"/foo\"\ntimes = 3\n";
        program().file("my.toml", file).with(["run", "Browsing", "--config", "my.toml"])
    };
    base().set("base_url", target.url()).run().ends_with(0);
    assert_eq!(target.served().answered("GET /foo"), 6);
    let with_environment = || base().env("CHAPERON_SET__PATH", "/bar");
    with_environment().set("base_url", target.url()).run().ends_with(0);
    assert_eq!(target.served().answered("GET /bar"), 6);
    with_environment().set("base_url", target.url()).set("path", "/").run().ends_with(0);
    assert_eq!(target.served().answered("GET /"), 6);
}

#[test]
fn stdout_as_output_is_nothing_but_the_results() {
    let target = DemoTarget::start().unwrap();
    let program = program().with(["run", "Browsing", "--output", "-"]);
    let ended = program.set("base_url", target.url()).set("path", "/").run();
    ended.ends_with(0);
    assert!(ended.stdout.starts_with("session_action_name,"), "{}", ended.stdout);
}

#[test]
fn results_that_stdout_does_not_take_are_kept_on_the_disk() {
    let target = DemoTarget::start().unwrap();
    let full = ["-c", "\"$0\" \"$@\" > /dev/full", env!("CARGO_BIN_EXE_browse")];
    let program = Program::at("sh").with(full).with(["run", "Browsing", "--output", "-"]);
    let ended = program.set("base_url", target.url()).set("path", "/").run();
    ended.ends_with(5).says(&["cannot write to standard output: No space left on device"]);
    ended.says(&["the results are kept in results/", ".run.json"]);
}

#[test]
fn a_first_ctrl_c_ends_the_run_and_keeps_the_results() {
    let target = DemoTarget::start().unwrap();
    let program = program().with(["run", "Browsing"]).exporting();
    let program =
        program.set("base_url", target.url()).set("path", "/delay/1").set("times", "4000000");
    let ended = program.run_and(|process| {
        until(|| target.served().answered("GET /delay/{ms}") > 10);
        signal(process, Signal::INT);
    });
    ended.ends_with(130);
    let served = &target.served().http["GET /delay/{ms}"];
    let reported = count(&ended.csv(), "get(/delay/1)");
    assert!(reported > 10, "{reported}");
    // What was cut may have been answered all the same.
    assert!(served.answered() - reported <= 2, "{reported} of {served:?}");
}

#[test]
fn a_second_ctrl_c_ends_it_at_once_with_the_results_so_far() {
    let target = DemoTarget::start().unwrap();
    let under_way = || {
        let served = target.served();
        served.http.get("GET /delay/{ms}").is_some_and(|requests| requests.unanswered == 2)
    };
    let program = program().with(["run", "Browsing"]).exporting();
    let program = program.set("base_url", target.url()).set("path", "/delay/60000");
    let ended = program.set("timeout", "none").run_and(|process| {
        until(under_way);
        signal(process, Signal::INT);
        // Signals of one kind that come at once are one signal.
        thread::sleep(Duration::from_millis(200));
        signal(process, Signal::INT);
    });
    ended.ends_with(130);
    assert!(!ended.read("out.csv").is_empty());
}

fn signal(process: u32, signal: Signal) {
    let process = Pid::from_raw(process.try_into().unwrap()).unwrap();
    kill_process(process, signal).unwrap();
}

fn held() -> Program {
    Program::at(env!("CARGO_BIN_EXE_held"))
}

#[test]
fn thresholds_are_in_the_plan_in_the_table_and_in_the_exit_code() {
    let target = DemoTarget::start().unwrap();
    let held = |words: &[&str], path| {
        held().with(words).set("base_url", target.url()).set("path", path).run()
    };
    let plan = held(&["check"], "/");
    plan.ends_with(0).says(&["held to errors < 10%", "held to get(/page).p99 < 1min in browse"]);
    assert!(target.served().http.is_empty());
    let kept = held(&["run"], "/");
    kept.ends_with(0).says(&["thresholds", "errors", "< 10%", "0%", "passed"]);
    let broken = held(&["run"], "/nowhere");
    broken.ends_with(3).says(&["failed: the threshold `errors < 10%` was broken: it was 100%"]);
    let tried = held(&["try", "browse"], "/nowhere");
    assert!(!tried.said.contains("threshold"), "{}", tried.said);
}
