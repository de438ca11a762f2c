//! The migration page is whole: whatever a session can do is linked there, or has a reason not to
//! be. That its links lead somewhere is proved by rustdoc.

use std::collections::BTreeSet;
use std::fs;

use crate::floors::{repository, sources};

/// Methods written by a macro.
const VERBS: [&str; 6] = ["get", "post", "put", "patch", "delete", "head"];

/// Methods that have no counterpart in the original.
const NEW: [(&str, &str); 3] = [
    ("parent", "the original's child tasks know their parent as a process only"),
    ("scenario", "the original's scenarios are modules, and need no name of their own"),
    ("stopping", "the original's runs do not wind down: they end or are killed"),
];

/// The public methods of a session in a source, as it is formatted.
fn methods(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.split("\nimpl Session {\n").skip(1);
    let lines = blocks.flat_map(|block| block.split("\n}\n").next().unwrap_or_default().lines());
    lines.filter_map(|line| {
        let line = line.strip_prefix("    pub ")?;
        let name = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?;
        name.split(['(', '<']).next()
    })
}

#[test]
fn it_links_all_that_a_session_can_do() {
    let source = repository().join("chaperon/src");
    let page = fs::read_to_string(source.join("docs/migration.md")).unwrap();
    let texts: Vec<String> = ["action", "scenario", "session"]
        .iter()
        .flat_map(|floor| sources(&source.join(floor)))
        .map(|(_, text)| text)
        .collect();
    let found: BTreeSet<&str> = texts.iter().flat_map(|text| methods(text)).chain(VERBS).collect();
    assert!(found.len() > 60, "only {found:?}");
    let linked = |name: &&str| page.contains(&format!("](crate::Session::{name})"));
    let unlinked: BTreeSet<&str> = found.into_iter().filter(|name| !linked(name)).collect();
    assert_eq!(unlinked, NEW.iter().map(|(name, _)| *name).collect(), "left out, and to be so");
}
