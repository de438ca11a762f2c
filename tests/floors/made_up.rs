//! The rule laid on made-up sources, so that it is known to bite.

use super::order::faults;
use super::paths::paths_of;

/// The paths named by faults, without their wording.
fn blamed(file: &str, text: &str) -> Vec<String> {
    let named = |fault: String| fault.split('`').nth(3).unwrap_or(&fault).to_owned();
    faults(file, text).into_iter().map(named).collect()
}

#[test]
fn a_use_upwards_in_the_list_is_fine() {
    assert_eq!(blamed("session/slot.rs", "use crate::net::Net; use crate::error::Error;"), [""; 0]);
    assert_eq!(blamed("session/slot.rs", "use crate::session::Core; use self::inner::X;"), [""; 0]);
}

#[test]
fn a_use_downwards_names_file_line_and_both_modules() {
    assert_eq!(
        faults("net/dial.rs", "//! Dials.\n\nuse crate::session::Slot;\n"),
        ["net/dial.rs:3: `net` names `crate::session::Slot`: `session` does not stand above it"]
    );
}

#[test]
fn an_inline_path_is_found_in_expressions_types_and_visibilities() {
    let text = "fn f(x: &crate::run::Options) { let _ = g(|| [crate::cli::main(1), 2]); }
        pub(in crate::plan) struct S;";
    let blamed = blamed("net/dial.rs", text);
    assert_eq!(blamed, ["crate::run::Options", "crate::cli::main", "crate::plan"]);
}

#[test]
fn an_inline_path_is_found_inside_macros_and_attributes() {
    let text = "fn f() { assert!(vec![crate::run::go()].is_empty()); }
        #[serde(with = \"x\", default)] #[probe(crate::cli::x)] struct S;
        macro_rules! m { ($x:expr) => { $crate::runner::start($x) } }";
    let blamed = blamed("net/dial.rs", text);
    assert_eq!(blamed, ["crate::run::go", "crate::cli::x", "crate::runner::start"]);
}

#[test]
fn grouped_imports_are_taken_apart() {
    let text = "use crate::{error::{Error, ErrorKind}, run, session::{self, slot::{Slot, *}}};";
    let blamed = blamed("metrics/mod.rs", text);
    assert_eq!(
        blamed,
        ["crate::run", "crate::session", "crate::session::slot::Slot", "crate::session::slot"]
    );
}

#[test]
fn a_re_export_of_the_root_is_forbidden_however_it_is_written() {
    for text in [
        "use crate::Error;",
        "use crate::{Error};",
        "fn f() -> crate::Error { x }",
        "use chaperon::Error;",
        "fn f() -> ::chaperon::Error { x }",
        "use super::super::Error;",
    ] {
        assert_eq!(blamed("run/options.rs", text), ["crate::Error"], "{text}");
    }
}

#[test]
fn the_root_itself_is_forbidden() {
    for text in ["use crate::*;", "use crate as root;", "use crate::{self as root};"] {
        assert_eq!(blamed("cli/mod.rs", text), ["crate"], "{text}");
    }
    assert_eq!(blamed("cli/mod.rs", "use super::*;"), ["crate"]);
    assert_eq!(blamed("cli/flags.rs", "use super::*;"), [""; 0]);
}

#[test]
fn super_is_followed_out_of_a_floor_and_no_further() {
    assert_eq!(blamed("net/dial.rs", "use super::super::run::go;"), ["crate::run::go"]);
    assert_eq!(blamed("net/dial.rs", "use super::{super::run, http};"), ["crate::run"]);
    assert_eq!(blamed("net/dial.rs", "use super::super::error::Error;"), [""; 0]);
    assert_eq!(blamed("net/http/codec.rs", "use super::super::dial;"), [""; 0]);
}

#[test]
fn inline_modules_count_as_levels() {
    let text = "mod tests { use super::*; mod inner { use super::super::super::cli; } }";
    assert_eq!(blamed("net/mod.rs", text), ["crate::cli"]);
    assert_eq!(blamed("net/mod.rs", "mod dial; use super::cli;"), ["crate::cli"]);
}

#[test]
fn comments_docs_and_strings_hold_no_paths() {
    let text = "//! See crate::run::x.\n/// [`crate::cli`] and super::super::run\n
        fn f() { /* crate::run::x */ g(\"crate::run::x\", r#\"use crate::Error;\"#) }";
    assert_eq!(blamed("net/dial.rs", text), [""; 0]);
}

#[test]
fn words_that_only_look_like_roots_are_none() {
    let text = "pub(crate) fn f(self) { self.x; other::chaperon::y(); Self::new(); }
        pub(super) struct S { crate_name: u8 }";
    assert_eq!(blamed("net/dial.rs", text), [""; 0]);
}

#[test]
fn export_and_report_do_not_meet() {
    assert_eq!(blamed("export/csv.rs", "use crate::report::Table;"), ["crate::report::Table"]);
    assert_eq!(blamed("report/table.rs", "use crate::export::Csv;"), ["crate::export::Csv"]);
    assert_eq!(blamed("run/mod.rs", "use crate::{export::Csv, report::Table};"), [""; 0]);
}

#[test]
fn what_is_there_for_expansions_is_for_macro_rules_only() {
    let macro_rules = "macro_rules! m { () => { $crate::__private::log(); $crate::__log!(1) } }";
    assert_eq!(blamed("action/log.rs", macro_rules), [""; 0]);
    assert_eq!(blamed("action/log.rs", "use crate::__private::x;"), ["crate::__private::x"]);
    let re_export = "macro_rules! m { () => { $crate::Session } }";
    assert_eq!(blamed("action/log.rs", re_export), ["crate::Session"]);
}

#[test]
fn a_module_outside_the_list_and_a_moved_one_are_faults() {
    assert_eq!(faults("utils.rs", ""), ["utils.rs: `utils` is not in the ordered list"]);
    let moved = "#[path = \"../cli/mod.rs\"]\nmod cli;";
    assert_eq!(
        faults("net/mod.rs", moved),
        ["net/mod.rs: line 1: `#[path]` hides where a module stands"]
    );
}

#[test]
fn doors_may_name_every_floor() {
    for door in ["lib.rs", "prelude.rs", "__private/mod.rs"] {
        assert_eq!(faults(door, "pub use crate::cli::main; pub use crate::run::run;"), [""; 0]);
    }
}

#[test]
fn what_is_no_rust_is_said_to_be_none() {
    assert!(paths_of("fn f( {", &["net"]).unwrap_err().starts_with("not Rust"));
}
