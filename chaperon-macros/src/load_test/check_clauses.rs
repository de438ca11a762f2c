//! The rules of an entry's clauses that their tokens show.

use std::fmt::Display;

use quote::ToTokens;
use syn::{Expr, ExprLit, Lit};

use super::amounts::{is_literal, nanos, whole};
use super::model::{Amount, Clauses, Entry, Level, Load, Stage};
use crate::errors::Errors;

/// Notes every rule that an entry's clauses break. What breaks one by itself is taken out, so that
/// nothing else is said about it.
pub fn check_clauses(entry: &mut Entry, errors: &Errors) {
    let clauses = &mut entry.clauses;
    check_together(clauses, errors);
    if let (Load::At(_) | Load::With(_), Some(count)) = (&clauses.load, &entry.count) {
        let word = if matches!(clauses.load, Load::At(_)) { "at" } else { "with" };
        let message = format!("`{word}` says how many sessions there are: leave the count out");
        errors.at(count, &message);
    }
    let passes = |checked| errors.ok(checked).is_some();
    if !passes(check_load(&clauses.load)) {
        clauses.load = Load::Once;
    }
    clauses.every.take_if(|(_, period)| !passes(check_time(period, "`every`")));
    clauses.after.take_if(|wait| !passes(check_time(wait, "`after`")));
}

fn check_load(load: &Load) -> syn::Result<()> {
    match load {
        Load::Once => Ok(()),
        Load::For(time) => check_time(time, "`for`"),
        Load::Times(times) => match whole(times) {
            Some(0) => wrong(times, "`times 0` runs nothing: leave the entry out"),
            None if is_literal(times) => {
                wrong(times, "`times` takes a whole number, such as `times 1000`")
            }
            _ => Ok(()),
        },
        Load::With(stages) => {
            let broken =
                |level: &&Level| is_literal(&level.amount) && whole(&level.amount).is_none();
            if let Some(level) = levels(stages).into_iter().find(broken) {
                return wrong(level, "a number of slots is a whole number");
            }
            check_stages(stages, "no slot is ever open: leave the entry out")
        }
        Load::At(stages) => check_stages(stages, "nothing ever arrives: leave the entry out"),
    }
}

fn check_time(time: &Amount, what: &str) -> syn::Result<()> {
    match nanos(time) {
        Some(0) => wrong(time, format!("this is no time: leave {what} out")),
        None if is_literal(time) => wrong(time, format!("{what} takes a duration, such as `5min`")),
        _ => Ok(()),
    }
}

fn check_stages(stages: &[Stage], nothing: &str) -> syn::Result<()> {
    for Stage { length, .. } in stages {
        match nanos(length) {
            Some(0) => return wrong(length, "a stage takes some time: leave this one out"),
            None if is_literal(length) => {
                return wrong(length, "a stage takes a duration, such as `1min`");
            }
            _ => {}
        }
    }
    for pair in stages.windows(2) {
        check_joint(&pair[0], &pair[1])?;
    }
    let all = levels(stages);
    match all.first() {
        Some(first) if all.iter().all(|level| value(level) == Some(0.0)) => wrong(first, nothing),
        _ => Ok(()),
    }
}

fn wrong(place: &impl ToTokens, message: impl Display) -> syn::Result<()> {
    Err(syn::Error::new_spanned(place, message))
}

/// A stage starts where the last one ended, as far as both can be read here.
fn check_joint(last: &Stage, next: &Stage) -> syn::Result<()> {
    let end = last.to.as_ref().unwrap_or(&last.from);
    let (Some(ended), Some(starts)) = (value(end), value(&next.from)) else { return Ok(()) };
    if ended.total_cmp(&starts).is_eq() {
        return Ok(());
    }
    let (end, start) = (written(end), written(&next.from));
    let message = format!(
        "this stage starts at {start}, and the last one ended at {end}: put `{end} -> {start} in ..` \
         between them"
    );
    wrong(&next.from, message)
}

fn check_together(clauses: &Clauses, errors: &Errors) {
    let Clauses { load, every, poisson, are_broken, .. } = clauses;
    if *are_broken {
        return;
    }
    if let Some(word) = poisson
        && !matches!(load, Load::At(_))
    {
        errors.at(word, "`poisson` is for sessions that arrive, as in `at 500/s for 5min poisson`");
    }
    match (every, load) {
        (Some((word, _)), Load::At(_)) => {
            errors.at(word, "`at` says when sessions start: leave `every` out");
        }
        (Some((word, _)), Load::Once) => {
            errors.at(word, "`every` needs to know for how long: `for 5min every 10s`");
        }
        _ => {}
    }
}

fn levels(stages: &[Stage]) -> Vec<&Level> {
    stages.iter().flat_map(|stage| [Some(&stage.from), stage.to.as_ref()]).flatten().collect()
}

/// The level, if it is written as a literal: a rate in its number a second.
fn value(level: &Level) -> Option<f64> {
    let number = match &level.amount.0 {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse::<f64>().ok()?,
        Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) => number.base10_parse().ok()?,
        _ => return None,
    };
    let seconds = match level.unit.as_ref().map(ToString::to_string).as_deref() {
        Some("min") => 60.0,
        Some("h") => 3600.0,
        _ => 1.0,
    };
    Some(number / seconds)
}

/// The level as it is written.
fn written(level: &Level) -> String {
    let amount = level.amount.to_token_stream().to_string();
    level.unit.as_ref().map_or_else(|| amount.clone(), |unit| format!("{amount}/{unit}"))
}
