//! The rules of a load test that its tokens show. What takes types is checked by rustc, in what
//! the expansion writes.

use std::collections::HashMap;

use quote::ToTokens;
use syn::{Expr, ExprLit, Ident, Lit};

use super::amounts::{is_literal, whole};
use super::check_clauses::check_clauses;
use super::model::{Amount, Entry, Fields, Load, LoadTest, Scenario};
use super::{feeds, thresholds};
use crate::block::Value;
use crate::errors::Errors;

/// The built-in keys that only `default_config` takes.
const LOAD_TEST_KEYS: [&str; 5] =
    ["load_test_timeout", "max_metrics", "warm_up", "graceful_stop", "print_results"];

/// Notes every rule that the load test breaks. What breaks one by itself is taken out, so that
/// nothing else is said about it.
pub fn check(test: &mut LoadTest, errors: &Errors) {
    check_scenarios(test, errors);
    if let Some(name) = test
        .fields
        .name
        .as_ref()
        .filter(|name| text(name).is_some_and(|name| name.trim().is_empty()))
    {
        errors.at(name, "the name is empty; leave `name` out to go by the identifier");
    }
    // What is wrong with a clause is taken out below, and nothing else is to be said about it.
    let arrives = test.fields.is_broken || test.fields.entries().iter().any(may_arrive);
    for entry in test.fields.scenarios.iter_mut().flat_map(|scenarios| &mut scenarios.entries) {
        entry.count = entry.count.take().filter(|count| passes(check_count(count), errors));
        check_clauses(entry, errors);
        check_name(entry, errors);
        check_keys(entry, errors);
    }
    check_same_names(&test.fields, errors);
    check_thresholds(&mut test.fields, arrives, errors);
    feeds::check(test.fields.feeds.as_deref().unwrap_or_default(), errors);
}

/// Whether sessions of the entry arrive, as far as it could be read.
fn may_arrive(entry: &Entry) -> bool {
    entry.clauses.are_broken || matches!(entry.clauses.load, Load::At(_))
}

fn check_thresholds(fields: &mut Fields, arrives: bool, errors: &Errors) {
    let Some(mut thresholds) = fields.thresholds.take() else { return };
    let scenarios = if fields.is_broken { Vec::new() } else { fields.members() };
    thresholds.retain(|threshold| thresholds::check(threshold, &scenarios, arrives, errors));
    fields.thresholds = Some(thresholds);
}

fn check_scenarios(test: &LoadTest, errors: &Errors) {
    match &test.fields.scenarios {
        None if test.fields.is_broken => {}
        None => {
            let message = "a load test needs scenarios: write `scenarios: [a_scenario { .. }]`";
            errors.at(&test.ident, message);
        }
        Some(scenarios) if scenarios.is_empty => {
            errors.at(
                &scenarios.field,
                "`scenarios` is empty: name at least one, as in `scenarios: [browse]`",
            );
        }
        Some(_) => {}
    }
}

fn passes(checked: syn::Result<()>, errors: &Errors) -> bool {
    errors.ok(checked).is_some()
}

fn check_count(count: &Amount) -> syn::Result<()> {
    let wrong = |message| Err(syn::Error::new_spanned(count, message));
    match whole(count) {
        Some(0) => wrong("`0 *` runs nothing: leave the entry out, or write at least `1 *`"),
        None if is_literal(count) => wrong("a count is a whole number, such as `10 * scenario`"),
        _ => Ok(()),
    }
}

fn check_name(entry: &Entry, errors: &Errors) {
    let Some(name) = &entry.name else { return };
    if name.value().trim().is_empty() {
        errors.at(
            name,
            "the sessions' name is empty; leave `as` out to have them go by the scenario's",
        );
    }
    if let Some(key) = entry.block.get("session_name") {
        errors.at(&key.key, "`as` names the sessions already: leave out this or that");
    }
}

/// The keys of the load test are in no scenario's block; they are taken out of it.
fn check_keys(entry: &mut Entry, errors: &Errors) {
    entry.block.entries.retain(|setting| {
        let name = setting.key.name();
        let misplaced = LOAD_TEST_KEYS.contains(&name.as_str());
        if misplaced {
            let message =
                format!("`{name}` is a key of the whole load test: set it in `default_config`");
            errors.at(&setting.key, message);
        }
        !misplaced
    });
}

/// Sessions of one name are measured as one, so they must do the same.
fn check_same_names(fields: &Fields, errors: &Errors) {
    let mut named: HashMap<String, &Entry> = HashMap::new();
    for entry in fields.entries() {
        let Some((name, place)) = session_name(entry) else { continue };
        let first = named.entry(name.clone()).or_insert(entry);
        if names(&first.scenario) != names(&entry.scenario) {
            let message = format!(
                "sessions of another scenario are named \"{name}\" already: choose another name"
            );
            errors.at(place, message);
        }
    }
}

/// What the scenarios are called, by whichever path.
fn names(scenario: &Scenario) -> Vec<Option<&Ident>> {
    let members = scenario.members().iter();
    members.map(|path| path.segments.last().map(|segment| &segment.ident)).collect()
}

fn session_name(entry: &Entry) -> Option<(String, &dyn ToTokens)> {
    if let Some(name) = &entry.name {
        return Some((name.value(), name));
    }
    match &entry.block.get("session_name")?.value {
        Value::Expr(value) => Some((text(value)?, value)),
        _ => None,
    }
}

fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
