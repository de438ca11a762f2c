//! The rules of a load test that its tokens show. What takes types is checked by rustc, in what
//! the expansion writes.

use std::collections::HashMap;

use quote::ToTokens;
use syn::{Expr, ExprLit, Ident, Lit};

use super::model::{Amount, Entry, Fields, Load, LoadTest, Scenario};
use crate::block::Value;
use crate::duration;
use crate::errors::Errors;

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
    for entry in test.fields.scenarios.iter_mut().flat_map(|scenarios| &mut scenarios.entries) {
        entry.count = entry.count.take().filter(|count| passes(check_count(count), errors));
        if !passes(check_load(&entry.load), errors) {
            entry.load = Load::Once;
        }
        check_name(entry, errors);
    }
    check_same_names(&test.fields, errors);
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

fn check_load(load: &Load) -> syn::Result<()> {
    let wrong = |amount: &Amount, message| Err(syn::Error::new_spanned(amount, message));
    match load {
        Load::Once => Ok(()),
        Load::For(time) => match nanos(time) {
            Some(0) => wrong(time, "this is no time: leave `for` out to run once"),
            None if is_literal(time) => wrong(time, "`for` takes a duration, such as `for 5min`"),
            _ => Ok(()),
        },
        Load::Times(times) => match whole(times) {
            Some(0) => wrong(times, "`times 0` runs nothing: leave the entry out"),
            None if is_literal(times) => {
                wrong(times, "`times` takes a whole number, such as `times 1000`")
            }
            _ => Ok(()),
        },
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

fn is_literal(amount: &Amount) -> bool {
    matches!(amount.0, Expr::Lit(_))
}

/// The number, if it is written as a literal without a unit.
fn whole(amount: &Amount) -> Option<u64> {
    let Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) = &amount.0 else { return None };
    match nanos(amount) {
        Some(_) => None,
        None => number.base10_parse().ok(),
    }
}

fn nanos(amount: &Amount) -> Option<u128> {
    match &amount.0 {
        Expr::Lit(literal) => duration::nanos(&literal.to_token_stream().to_string()),
        _ => None,
    }
}
