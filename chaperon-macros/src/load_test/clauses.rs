//! The clauses after an entry's block: how many sessions there are, when they start, how long they
//! go on.

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Token};

use super::amounts::read_amount;
use super::model::{Amount, Clauses, Load};
use super::stages;
use crate::errors::Errors;
use crate::near::did_you_mean;

/// The clauses that there are.
const CLAUSES: [&str; 7] = ["for", "times", "with", "at", "every", "poisson", "after"];

const EXPECTED: &str = "expected `,`, or a clause such as `for 5min`, `times 1000` or `at 500/s \
                        for 5min`";

/// Reads clauses up to the comma or the end.
pub fn read(input: ParseStream<'_>, errors: &Errors) -> Clauses {
    let mut clauses = Clauses::default();
    while input.peek(Ident::peek_any) {
        if let Err(error) = read_clause(input, &mut clauses, errors) {
            errors.add(error);
            clauses.are_broken = true;
            skip_clause(input);
        }
    }
    if !input.is_empty() && !input.peek(Token![,]) {
        errors.add(input.error(format!("the entry ends before this: {EXPECTED}")));
        while !input.is_empty() && !input.peek(Token![,]) && input.parse::<TokenTree>().is_ok() {}
    }
    clauses
}

fn read_clause(input: ParseStream<'_>, clauses: &mut Clauses, errors: &Errors) -> syn::Result<()> {
    let word = input.call(Ident::parse_any)?;
    match word.to_string().as_str() {
        "for" => {
            let time = read_value(input, &word, "a duration: `for 5min`")?;
            set_load(clauses, word, Load::For(time))
        }
        "times" => {
            let times = read_value(input, &word, "a number of iterations: `times 1000`")?;
            set_load(clauses, word, Load::Times(times))
        }
        "with" => {
            let slots = stages::read_slots(input, &word, errors)?;
            set_load(clauses, word, Load::With(slots))
        }
        "at" => {
            let rates = stages::read_rates(input, &word, errors)?;
            set_load(clauses, word, Load::At(rates))
        }
        "every" => {
            let period = read_value(input, &word, "a duration: `every 10s`")?;
            set_once(&mut clauses.every, &word, (word.clone(), period))
        }
        "poisson" => set_once(&mut clauses.poisson, &word, word.clone()),
        "after" => {
            let wait = read_value(input, &word, "a duration: `after 1min`")?;
            set_once(&mut clauses.after, &word, wait)
        }
        other => Err(syn::Error::new_spanned(&word, unknown(other))),
    }
}

fn set_load(clauses: &mut Clauses, word: Ident, load: Load) -> syn::Result<()> {
    if !matches!(clauses.load, Load::Once) {
        let message =
            format!("`{word}` is too much: an entry has one of `for`, `times`, `with` and `at`");
        return Err(syn::Error::new_spanned(word, message));
    }
    clauses.load = load;
    Ok(())
}

fn set_once<T>(clause: &mut Option<T>, word: &Ident, value: T) -> syn::Result<()> {
    match clause.replace(value) {
        None => Ok(()),
        Some(_) => Err(syn::Error::new_spanned(word, format!("`{word}` stands here twice"))),
    }
}

fn read_value(input: ParseStream<'_>, word: &Ident, form: &str) -> syn::Result<Amount> {
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new_spanned(word, format!("`{word}` takes {form}")));
    }
    read_amount(input)
}

fn unknown(word: &str) -> String {
    match did_you_mean(word, &CLAUSES) {
        near if near.is_empty() => format!("the entry ends before `{word}`: {EXPECTED}"),
        near => format!("an entry has no clause `{word}`{near}"),
    }
}

/// Skips what belongs to a clause that could not be read, up to the next clause or the comma.
fn skip_clause(input: ParseStream<'_>) {
    let known = |word: &Ident| CLAUSES.iter().any(|clause| word == clause);
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.fork().call(Ident::parse_any).is_ok_and(|word| known(&word)) {
            return;
        }
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}
