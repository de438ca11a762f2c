//! Stages: `[0 -> 100 in 1min, 100 for 5min]`, of slots or of a rate.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Token, bracketed, token};

use super::amounts::read_amount;
use super::model::{Level, Stage};
use crate::errors::Errors;
use crate::list::comma_separated;

/// The times that a rate may be in.
const UNITS: [&str; 3] = ["s", "min", "h"];

const SLOTS: &str = "`with` takes stages: `with [0 -> 100 in 1min, 100 for 5min]`";
const RATES: &str = "`at` takes a rate and a time, or stages of them: `at 500/s for 5min`, \
                     `at [0/s -> 500/s in 1min, 500/s for 5min]`";

/// Reads what follows `with`.
pub fn read_slots(
    input: ParseStream<'_>,
    word: &Ident,
    errors: &Errors,
) -> syn::Result<Vec<Stage>> {
    if !input.peek(token::Bracket) {
        return Err(syn::Error::new_spanned(word, SLOTS));
    }
    read_stages(input, word, errors, SLOTS, read_number)
}

/// Reads what follows `at`.
pub fn read_rates(
    input: ParseStream<'_>,
    word: &Ident,
    errors: &Errors,
) -> syn::Result<Vec<Stage>> {
    if input.peek(token::Bracket) {
        return read_stages(input, word, errors, RATES, read_rate);
    }
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new_spanned(word, RATES));
    }
    let from = read_rate(input)?;
    if !input.peek(Token![for]) {
        let message = "say for how long, as in `at 500/s for 5min`";
        return Err(syn::Error::new_spanned(&from.amount, message));
    }
    input.parse::<Token![for]>()?;
    Ok(vec![Stage { from, to: None, length: read_amount(input)? }])
}

fn read_stages(
    input: ParseStream<'_>,
    word: &Ident,
    errors: &Errors,
    form: &str,
    read_level: fn(ParseStream<'_>) -> syn::Result<Level>,
) -> syn::Result<Vec<Stage>> {
    let content;
    bracketed!(content in input);
    let mut stages = Vec::new();
    let mut broken = false;
    comma_separated(&content, errors, "expected `,` before the next stage", |input| {
        let stage = read_stage(input, read_level);
        broken |= stage.is_err();
        stages.push(stage?);
        Ok(())
    });
    if stages.is_empty() && !broken {
        return Err(syn::Error::new_spanned(word, form));
    }
    Ok(stages)
}

fn read_stage(
    input: ParseStream<'_>,
    read_level: fn(ParseStream<'_>) -> syn::Result<Level>,
) -> syn::Result<Stage> {
    let from = read_level(input)?;
    let to = match input.parse::<Option<Token![->]>>()? {
        Some(_) => Some(read_level(input)?),
        None => None,
    };
    match to {
        Some(_) if input.peek(Token![in]) => drop(input.parse::<Token![in]>()?),
        None if input.peek(Token![for]) => drop(input.parse::<Token![for]>()?),
        Some(_) => return Err(input.error("expected `in` and a time, as in `0 -> 100 in 1min`")),
        None => {
            return Err(input.error(
                "expected `for` and a time, or `->` and a level: `100 for 5min`, `0 -> 100 in 1min`",
            ));
        }
    }
    Ok(Stage { from, to, length: read_amount(input)? })
}

fn read_number(input: ParseStream<'_>) -> syn::Result<Level> {
    let amount = read_amount(input)?;
    if input.peek(Token![/]) {
        let message = "a number of slots is no rate: write `100`; sessions that arrive at a rate \
                       have `at`";
        return Err(syn::Error::new_spanned(&amount, message));
    }
    Ok(Level { amount, unit: None })
}

fn read_rate(input: ParseStream<'_>) -> syn::Result<Level> {
    let amount = read_amount(input)?;
    if input.parse::<Option<Token![/]>>()?.is_none() {
        return Err(syn::Error::new_spanned(&amount, "a rate is in a time: write `500/s`"));
    }
    let known = |unit: &Ident| UNITS.iter().any(|known| unit == known);
    let unit = input.call(Ident::parse_any).ok().filter(known);
    let unit = unit.ok_or_else(|| {
        syn::Error::new_spanned(&amount, "a rate is so many a `s`, `min` or `h`: write `500/s`")
    })?;
    Ok(Level { amount, unit: Some(unit) })
}
