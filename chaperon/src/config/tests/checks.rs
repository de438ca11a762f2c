//! The checks that macros make while compiling, called here at run time.

use std::time::Duration;

use chaperon_macros::Config;

use crate::config::check::{Place, known, no_built_in, required};
use crate::config::{AssignInfo, Config, LoadTestSettings, Settings};

#[derive(Config)]
#[expect(dead_code, reason = "only its keys are looked at")]
struct Outer {
    iterations: u32,
    name: Option<String>,
    #[config(nested, default = { size: 3, inner: { a: 1 } })]
    full: Page,
    #[config(nested)]
    page: Page,
    #[config(nested)]
    maybe: Option<Page>,
}

#[derive(Config)]
#[expect(dead_code, reason = "only its keys are looked at")]
struct Page {
    size: u32,
    #[config(default = 1s)]
    timeout: Duration,
    #[config(nested)]
    inner: Inner,
}

#[derive(Config)]
#[expect(dead_code, reason = "only its keys are looked at")]
struct Inner {
    a: u8,
}

/// The message of the panic, if it panics.
fn message(check: impl FnOnce() + std::panic::UnwindSafe) -> String {
    match std::panic::catch_unwind(check) {
        Ok(()) => String::new(),
        Err(panic) => panic.downcast_ref::<String>().cloned().unwrap_or_default(),
    }
}

fn needs(given: &'static [&'static str], assigned: &'static [AssignInfo]) -> String {
    let text = message(|| required(Place::Step, "s", Outer::INFO, &[given], &[assigned]));
    text.split(": set ").next().unwrap_or_default().to_owned()
}

#[test]
fn a_required_key_must_be_set_somewhere() {
    const ASSIGNED: &[AssignInfo] = &[AssignInfo::of::<u32>("iterations", "u32")];
    for (given, assigned, expected) in [
        (
            &[][..],
            &[][..],
            "scenario `s` needs `iterations: u32`, `page.size: u32`, `page.inner.a: u8`",
        ),
        (&["page"], ASSIGNED, ""),
        (&["page.size", "page.inner.a"], ASSIGNED, ""),
        (&["page.inner"], ASSIGNED, "scenario `s` needs `page.size: u32`"),
        (
            &["page", "maybe.timeout"],
            ASSIGNED,
            "scenario `s` needs `maybe.size: u32`, `maybe.inner.a: u8`",
        ),
        (&["page", "iterations"], &[], ""),
    ] {
        assert_eq!(needs(given, assigned), expected, "{given:?}");
    }
}

#[test]
fn the_message_says_where_a_key_can_be_set() {
    let text = |place| message(move || required(place, "s", Inner::INFO, &[], &[]));
    assert_eq!(
        text(Place::Entry),
        "scenario `s` needs `a: u8`: set it in its block, in `default_config`, or write `..` and \
         give it by --set, --config or the environment"
    );
    assert_eq!(
        text(Place::Step),
        "scenario `s` needs `a: u8`: set it in the block, or write `..` to leave it to this \
         session's config and assigns"
    );
}

#[test]
fn a_key_that_nobody_has_is_named_with_the_nearest_one() {
    let lists = [Outer::INFO, Settings::INFO, LoadTestSettings::INFO];
    let text = |path| message(move || known("no scenario has", path, &lists, &[]));
    for path in ["iterations", "page.inner.a", "http.headers", "warm_up", "page"] {
        assert_eq!(text(path), "", "{path}");
    }
    for (path, expected) in [
        ("iteratons", "no scenario has the key `iteratons`; did you mean `iterations`?"),
        ("page.iner.a", "no scenario has the key `page.iner.a`; did you mean `page.inner.a`?"),
        ("iterations.x", "no scenario has the key `iterations.x`; did you mean `iterations`?"),
        ("htp.headers", "no scenario has the key `htp.headers`; did you mean `http.headers`?"),
        ("q", "no scenario has the key `q`"),
    ] {
        assert_eq!(text(path), expected);
    }
}

#[test]
fn a_built_in_keys_name_is_free_in_nested_structs_only() {
    assert_eq!(message(|| no_built_in("s", Outer::INFO)), "");
    assert_eq!(
        message(|| no_built_in("s", Page::INFO)),
        "the config of `s` has a key `timeout`, which is a built-in key: give it another name, or \
         put it into a nested struct"
    );
}
