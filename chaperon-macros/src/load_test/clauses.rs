//! The clauses after an entry's block: how long its sessions go on.

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Token};

use super::entries::read_amount;
use super::model::{Amount, Load};
use crate::errors::Errors;
use crate::near::did_you_mean;

/// The clauses that there are.
const PRESENT: [&str; 2] = ["for", "times"];

/// The clauses that are to come.
const TO_COME: [&str; 5] = ["every", "with", "at", "poisson", "after"];

const EXPECTED: &str = "expected `,`, `for 5min` or `times 1000`";

/// Reads clauses up to the comma or the end.
pub fn read(input: ParseStream<'_>, errors: &Errors) -> Load {
    let mut load = Load::Once;
    while input.peek(Ident::peek_any) {
        if let Err(error) = read_clause(input, &mut load) {
            errors.add(error);
            skip_clause(input);
        }
    }
    if !input.is_empty() && !input.peek(Token![,]) {
        errors.add(
            input.error("the entry ends before this: expected `,`, `for 5min` or `times 1000`"),
        );
        while !input.is_empty() && !input.peek(Token![,]) && input.parse::<TokenTree>().is_ok() {}
    }
    load
}

fn read_clause(input: ParseStream<'_>, load: &mut Load) -> syn::Result<()> {
    let word = input.call(Ident::parse_any)?;
    let fail = |message: String| Err(syn::Error::new_spanned(&word, message));
    let text = word.to_string();
    let read = match text.as_str() {
        "for" => Load::For(read_value(input, &word, "a duration: `for 5min`")?),
        "times" => Load::Times(read_value(input, &word, "a number of iterations: `times 1000`")?),
        clause if TO_COME.contains(&clause) => return fail(format!("`{clause}` is not there yet")),
        other => return fail(unknown(other)),
    };
    match std::mem::replace(load, read) {
        Load::Once => Ok(()),
        Load::For(_) | Load::Times(_) => {
            fail(format!("`{word}` is too much: an entry has one of `for` and `times`"))
        }
    }
}

fn read_value(input: ParseStream<'_>, word: &Ident, form: &str) -> syn::Result<Amount> {
    if input.is_empty() || input.peek(Token![,]) {
        return Err(syn::Error::new_spanned(word, format!("`{word}` takes {form}")));
    }
    read_amount(input)
}

fn unknown(word: &str) -> String {
    match did_you_mean(word, &PRESENT) {
        near if near.is_empty() => format!("the entry ends before `{word}`: {EXPECTED}"),
        near => format!("an entry has no clause `{word}`{near}"),
    }
}

/// Skips what belongs to a clause that could not be read, up to the next clause or the comma.
fn skip_clause(input: ParseStream<'_>) {
    let known = |word: &Ident| PRESENT.iter().chain(&TO_COME).any(|clause| word == clause);
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.fork().call(Ident::parse_any).is_ok_and(|word| known(&word)) {
            return;
        }
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}
