//! The ordered list, and what a source may name by it.

use super::paths::{NamedPath, paths_of};

/// Top to bottom: a module names only modules of earlier rows. Those of one row do not meet.
pub const FLOORS: &[&[&str]] = &[
    &["time"],
    &["error"],
    &["config"],
    &["metrics"],
    &["event"],
    &["net"],
    &["feed"],
    &["session"],
    &["action"],
    &["scenario"],
    &["load_test"],
    &["plan"],
    &["runner"],
    &["results"],
    &["export", "report"],
    &["run"],
    &["cluster"],
    &["api"],
    &["cli"],
];

/// What stands at the root and is no floor: re-exports for the crate's users and for its macros.
/// A door may name every floor; no floor goes through a door.
pub const DOORS: &[&str] = &["lib", "prelude", "__private", "docs"];

/// How the names begin that are at the root for expansions alone. A `macro_rules` may name them by
/// `$crate`, for that is code of another crate by then.
const FOR_EXPANSIONS: &str = "__";

/// What is wrong with a source, a line each; `file` is its path below `src`.
pub fn faults(file: &str, text: &str) -> Vec<String> {
    let module = module_of(file);
    let Some(own) = module.first() else { return Vec::new() }; // lib.rs itself
    if DOORS.contains(own) {
        return Vec::new();
    }
    if rank(own).is_none() {
        return vec![format!("{file}: `{own}` is not in the ordered list")];
    }
    match paths_of(text, &module) {
        Err(reason) => vec![format!("{file}: {reason}")],
        Ok(paths) => paths
            .iter()
            .filter_map(|path| {
                let fault = fault(own, path)?;
                Some(format!("{file}:{}: `{own}` names `{path}`: {fault}", path.line))
            })
            .collect(),
    }
}

fn fault(own: &str, path: &NamedPath) -> Option<String> {
    let Some(target) = path.segments.first() else {
        return Some("name a floor, not the root".to_owned());
    };
    match rank(target) {
        _ if target == own => None,
        Some(target_rank) if Some(target_rank) < rank(own) => None,
        Some(_) => Some(format!("`{target}` does not stand above it")),
        None if path.in_macro_rules && target.starts_with(FOR_EXPANSIONS) => None,
        None if path.in_macro_rules => {
            Some("a macro's expansion goes through `$crate::__private`".to_owned())
        }
        None => Some("the root's re-exports are for other crates; name the floor".to_owned()),
    }
}

fn rank(name: &str) -> Option<usize> {
    FLOORS.iter().position(|row| row.contains(&name))
}

/// `config/keys.rs` is the module `config::keys`, and so is `config/keys/mod.rs`.
fn module_of(file: &str) -> Vec<&str> {
    let path = file.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').filter(|segment| *segment != "lib").collect()
}
