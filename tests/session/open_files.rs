//! The machine's limit on open files, told before anything is sent.

use std::os::unix::process::CommandExt;
use std::process::Command;

use chaperon_examples::demo_target::DemoTarget;

use crate::program::Program;

#[test]
fn more_sessions_than_open_files_are_refused_with_the_limit_and_the_need() {
    let target = DemoTarget::start().unwrap();
    let program = env!("CARGO_BIN_EXE_ws_ping_pong");
    let script = format!(
        "ulimit -n 64 && exec '{program}' run --quiet --cores 1 --set base_url={}",
        target.url()
    );
    let folder = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    let ended = shell.arg("-c").arg(script).current_dir(&folder).arg0("sh").output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{said}");
    for word in ["RLIMIT_NOFILE", "64", "100 sessions", "ulimit -n"] {
        assert!(said.contains(word), "{word} in: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
    assert!(target.served().web_socket.is_empty());
}

#[test]
fn a_scale_beyond_all_numbers_is_refused_in_the_same_way() {
    let program = Program::at(env!("CARGO_BIN_EXE_nested_scenarios"));
    let ended =
        program.with(["run", "--scale", "1e300", "--set", "base_url=http://127.0.0.1:1"]).run();
    ended.ends_with(1).says(&["RLIMIT_NOFILE", "--scale"]);
}
