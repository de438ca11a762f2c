//! The rules of a threshold that its tokens show.

use syn::{Expr, ExprLit, ExprUnary, Lit, Path};

use super::super::model::Amount;
use super::model::{Limit, Measure, StatisticKind, Threshold, Unit};
use crate::duration;
use crate::errors::Errors;
use crate::near::did_you_mean;

const SECOND: u128 = 1_000_000_000;

/// Notes every rule that a threshold breaks; whether it breaks none. `scenarios` are those that
/// the load test runs, and `arrives` says whether sessions of any of them arrive.
pub fn check(threshold: &Threshold, scenarios: &[&Path], arrives: bool, errors: &Errors) -> bool {
    let checked = [
        check_unit(threshold),
        check_share(&threshold.limit),
        check_arrivals(threshold, arrives),
        check_window(threshold),
        check_scenario(threshold, scenarios),
    ];
    let mut passes = true;
    for wrong in checked.into_iter().filter_map(Result::err) {
        errors.add(wrong);
        passes = false;
    }
    passes
}

/// The unit of what is measured, and how such a limit is written.
fn check_unit(threshold: &Threshold) -> syn::Result<()> {
    let Threshold { measure, comparison, limit, .. } = threshold;
    let fits = |unit: Unit| limit.unit == unit && !(unit != Unit::Plain && is_time(&limit.amount));
    let (fits, what, form) = match measure {
        Measure::Errors(_) => (fits(Unit::Percent), "a share of all actions", "1%"),
        Measure::Dropped(_) => (fits(Unit::Percent), "a share of the arrivals that were due", "5%"),
        Measure::Check(..) => (fits(Unit::Percent), "a share of passes", "99%"),
        Measure::Rate(..) => (fits(Unit::PerSecond), "a number a second", "400/s"),
        Measure::Figure { statistic, .. } if statistic.kind == StatisticKind::Count => {
            (fits(Unit::Plain) && !is_time(&limit.amount), "a number", "1000")
        }
        Measure::Figure { metric, .. } if metric.is_timed() => {
            (fits(Unit::Plain) && !is_number(&limit.amount), "a time", "250ms")
        }
        Measure::Figure { .. } => (fits(Unit::Plain), "a time, or a number without unit", "250ms"),
    };
    if fits && !is_other_literal(&limit.amount) {
        return Ok(());
    }
    let message = format!("`{measure}` is {what}: write `{measure} {comparison} {form}`");
    Err(syn::Error::new_spanned(limit, message))
}

fn check_share(limit: &Limit) -> syn::Result<()> {
    match number(&limit.amount) {
        Some(percent) if limit.unit == Unit::Percent && percent > 100.0 => {
            Err(syn::Error::new_spanned(limit, "a share is at most 100%"))
        }
        _ => Ok(()),
    }
}

/// Only what arrives can be dropped.
fn check_arrivals(threshold: &Threshold, arrives: bool) -> syn::Result<()> {
    match &threshold.measure {
        Measure::Dropped(word) if !arrives => Err(syn::Error::new_spanned(
            word,
            "nothing arrives in this load test, so nothing can be dropped: `dropped` is about \
             entries with `at`, such as `browse at 500/s for 5min`",
        )),
        _ => Ok(()),
    }
}

fn check_window(threshold: &Threshold) -> syn::Result<()> {
    let Some(window) = &threshold.window else { return Ok(()) };
    let wrong = |message| Err(syn::Error::new_spanned(window, message));
    match (literal(window), nanos(window)) {
        (Some(_), None) => wrong("`over` takes a duration, such as `over 30s`"),
        (_, Some(nanos)) if nanos < SECOND => {
            wrong("a window has at least one second, as in `over 1s`")
        }
        (_, Some(nanos)) if nanos % SECOND != 0 => {
            wrong("a window has whole seconds, as in `over 30s`")
        }
        _ => Ok(()),
    }
}

/// A scenario is known by its name alone; rustc and the start of the run look at the path.
fn check_scenario(threshold: &Threshold, scenarios: &[&Path]) -> syn::Result<()> {
    let name = |path: &Path| path.segments.last().map(|last| last.ident.to_string());
    let Some(path) = &threshold.scenario else { return Ok(()) };
    let known: Vec<String> = scenarios.iter().filter_map(|path| name(path)).collect();
    let asked = name(path).unwrap_or_default();
    if known.is_empty() || known.contains(&asked) {
        return Ok(());
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let near = match did_you_mean(&asked, &known) {
        near if near.is_empty() => format!("; it runs `{}`", known.join("`, `")),
        near => near,
    };
    let message = format!("this load test does not run `{asked}`{near}");
    Err(syn::Error::new_spanned(path, message))
}

fn literal(amount: &Amount) -> Option<&Lit> {
    match &amount.0 {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        Expr::Unary(ExprUnary { expr, .. }) => match &**expr {
            Expr::Lit(ExprLit { lit, .. }) => Some(lit),
            _ => None,
        },
        _ => None,
    }
}

fn nanos(amount: &Amount) -> Option<u128> {
    match literal(amount)? {
        Lit::Int(number) => duration::nanos(&number.to_string()),
        Lit::Float(number) => duration::nanos(&number.to_string()),
        _ => None,
    }
}

fn is_time(amount: &Amount) -> bool {
    nanos(amount).is_some()
}

/// The number, if it is written as a literal without a unit.
fn number(amount: &Amount) -> Option<f64> {
    match literal(amount)? {
        _ if is_time(amount) => None,
        Lit::Int(number) => number.base10_parse().ok(),
        Lit::Float(number) => number.base10_parse().ok(),
        _ => None,
    }
}

fn is_number(amount: &Amount) -> bool {
    number(amount).is_some()
}

/// Whether it is a literal of neither a time nor a number.
fn is_other_literal(amount: &Amount) -> bool {
    literal(amount).is_some() && !is_time(amount) && !is_number(amount)
}
