//! Secrets are sent, and are in no output at all.

use chaperon_examples::demo_target::DemoTarget;

use crate::program::Program;

const KEY: &str = "key+of/the==api";
const TOKEN: &str = "token 4711/x\"y";

fn program(target: &DemoTarget) -> Program {
    let program = Program::at(env!("CARGO_BIN_EXE_secretive"));
    program
        .env("SECRETIVE_KEY", KEY)
        .env("SECRETIVE_TOKEN", TOKEN)
        .env("CHAPERON_SET__BASE_URL", target.url())
}

/// Nothing of a secret, as it is or as it is written in a URL.
fn is_kept(place: &str, text: &str) {
    for secret in ["key+of", "key%2Bof", "4711/x", "4711%2Fx"] {
        assert!(!text.contains(secret), "`{secret}` is in {place}:\n{text}");
    }
}

#[test]
fn a_trial_shows_everything_but_secrets() {
    let target = DemoTarget::start().unwrap();
    let ended = program(&target).with(["try", "tells_all"]).run();
    ended.ends_with(3).says(&[
        "x-api-key: ***",
        "/foo",
        "ws_send",
        "wrong token ***",
        "the token is ***",
    ]);
    is_kept("what is said", &ended.said);
}

#[test]
fn a_run_writes_secrets_nowhere() {
    let target = DemoTarget::start().unwrap();
    let program = program(&target).with(["run", "--print-results", "--per-session"]).exporting();
    let ended = program.run();
    ended.ends_with(3);
    is_kept("what is said", &ended.said);
    assert!(ended.csv().iter().any(|row| row.name.contains("get(/foo)")));
    for name in ["out.csv", "out.json", "out.run.json", "out.config.json"] {
        is_kept(name, &ended.read(name));
    }
    assert!(ended.read("out.config.json").contains("***"));
}
