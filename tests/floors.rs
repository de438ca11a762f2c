//! The module order: a module of `chaperon/src` names only modules above it in one ordered list.
//!
//! `order` is the list and the rule, `paths` finds every path in a source, `made_up` proves on
//! made-up sources that the rule bites. Here it is laid on the real sources and on ARCHITECTURE.md.

mod made_up;
mod order;
mod paths;

use std::fs;
use std::path::{Path, PathBuf};

use order::{DOORS, FLOORS, faults};

#[test]
fn no_module_names_one_below_it() {
    let files = sources(&repository().join("chaperon/src"));
    assert!(files.len() > FLOORS.len(), "only {} source files were found", files.len());
    let faults: Vec<String> = files.iter().flat_map(|(file, text)| faults(file, text)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_floor_exists_and_every_module_is_a_floor() {
    let mut listed: Vec<&str> = FLOORS.concat();
    listed.sort_unstable();
    let mut found: Vec<String> = fs::read_dir(repository().join("chaperon/src"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .filter(|name| !DOORS.contains(&name.as_str()))
        .collect();
    found.sort_unstable();
    assert_eq!(found, listed, "the modules of chaperon/src (left) and the list (right) differ");
}

#[test]
fn architecture_tells_the_same_order() {
    let text = fs::read_to_string(repository().join("ARCHITECTURE.md")).unwrap();
    let told: Vec<Vec<&str>> = text.lines().filter_map(names_of_item).collect();
    assert_eq!(told, FLOORS);
}

/// The names in `` 14. `export`, `report`: what they are ``.
fn names_of_item(line: &str) -> Option<Vec<&str>> {
    let (number, rest) = line.split_once(". ")?;
    number.parse::<u32>().ok()?;
    let (names, _) = rest.split_once(':')?;
    Some(names.split(", ").map(|name| name.trim_matches('`')).collect())
}

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust file below a folder, by its path from there, with its text.
pub fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort_unstable();
    found
}
