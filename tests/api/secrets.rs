//! No secret is in any answer, log or file.

use std::fs;
use std::path::Path;

use super::serving::Serving;

const SECRET: &str = "hunter2-hunter2";

/// The bytes of all files in a folder.
fn all(folder: &Path) -> Vec<u8> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { all(&path) } else { fs::read(path).unwrap() })
        .collect()
}

#[test]
fn those_of_the_environment_stay_there() {
    let serving = Serving::with(|command| {
        command.args(["--log", "debug"]).env("CHAPERON_SET__PASSWORD", SECRET);
    });
    let id = serving.schedule(&["Visiting"]).remove(0);
    serving.until_reported(&id);
    assert_eq!(serving.visits(), 1);
    let paths = ["", "/metrics", "/report", "/report?format=csv", "/report?format=json"];
    let told = paths.map(|path| serving.ask(&format!("GET /load_tests/{id}{path}"), &[], "").body);
    let files = all(serving.folder());
    let text = String::from_utf8_lossy(&files);
    assert!(text.contains("***"), "the config that counted is in a file");
    for said in told.iter().map(String::as_str).chain([&*text, &serving.node.said()]) {
        assert!(!said.contains(SECRET), "{said}");
    }
}
