//! Mistakes that are compile errors, each with what the compiler says: a folder a rule.
//!
//! A case is a file in `tests/ui/<rule>`; `pass_….rs` must compile, any other must not, and beside it
//! stands `….stderr` with what is said. `TRYBUILD=overwrite cargo test -p chaperon-tests ui` writes
//! the text anew; read it before you commit it.

use std::path::Path;

/// The rules that have cases. A folder missing here would never be run.
const RULES: [&str; 6] = ["api", "config", "examples", "load_test", "scenario", "steps"];

#[test]
fn mistakes_are_compile_errors_in_the_users_words() {
    let cases = trybuild::TestCases::new();
    // The cases of `api` need the feature of that name.
    for rule in RULES.into_iter().filter(|rule| *rule != "api" || cfg!(feature = "api")) {
        for name in cases_of(rule) {
            let path = format!("ui/{rule}/{name}");
            if name.starts_with("pass_") { cases.pass(path) } else { cases.compile_fail(path) }
        }
    }
}

#[test]
fn every_folder_is_run_and_has_cases() {
    let mut folders = names_in("ui");
    folders.sort_unstable();
    assert_eq!(folders, RULES);
    for rule in RULES {
        assert!(!cases_of(rule).is_empty(), "tests/ui/{rule} has no case");
    }
}

fn cases_of(rule: &str) -> Vec<String> {
    let mut names = names_in(&format!("ui/{rule}"));
    names.retain(|name| name.ends_with(".rs"));
    names.sort_unstable();
    names
}

fn names_in(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
