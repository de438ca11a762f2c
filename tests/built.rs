//! A load test that is built by hand is the one that is declared: in what is listed, in what is
//! planned, and in what comes of it.

use chaperon_examples::demo_target::{DemoTarget, Served};

use crate::program::{Ended, Program};
use crate::results_file::{Row, count};

fn program(command: &str, test: &str) -> Program {
    Program::at(env!("CARGO_BIN_EXE_built")).env("USERS", "3").with([command, test])
}

/// What a program said, without the name of the load test.
fn said(ended: &Ended, test: &str) -> String {
    ended.ends_with(0);
    ended.stdout.replace(test, "Test")
}

#[test]
fn it_is_listed_and_planned_alike() {
    for command in ["list", "check"] {
        let [written, built] =
            ["Written", "Built"].map(|test| said(&program(command, test).run(), test));
        assert_eq!(written, built, "{command}");
        assert!(written.contains("3"), "the count of the environment: {written}");
    }
}

#[test]
fn it_gives_the_same_results() {
    let [written, built] = ["Written", "Built"].map(outcome);
    assert_eq!(written.served, built.served);
    assert_eq!(written.rows, built.rows);
    assert_eq!(written.config, built.config);
    assert_eq!(written.served.answered("POST /a"), 4);
    assert_eq!(count(&written.rows, "many get(/users/{id})"), 3);
    assert_eq!(count(&written.rows, "iteration(look)"), 21);
    assert!(written.config.contains("Side Street"), "{}", written.config);
}

/// What came of a run, but for what `for` makes of it, which no two runs have in common.
struct Outcome {
    served: Served,
    rows: Vec<Row>,
    config: String,
}

fn outcome(test: &str) -> Outcome {
    let target = DemoTarget::start().unwrap();
    let program = program("run", test).with(["--cores", "1", "--seed", "1"]).exporting();
    let ended = program.set("base_url", target.url()).run();
    ended.ends_with(0);
    let (mut served, mut rows) = (target.served(), ended.csv());
    served.http.remove("GET /users/{id}");
    rows.retain(|row| row.name.ends_with(')') && !row.name.starts_with("long "));
    let config = ended.read("out.config.json");
    Outcome { served, rows, config: config.replace(target.url(), "").replace(test, "Test") }
}
