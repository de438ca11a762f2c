//! What follows the limit: `in browse`, `over 30s`, `else abort`, in this order.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Path, Token};

use super::super::amounts::read_amount;
use super::model::Threshold;
use crate::errors::Errors;
use crate::near::did_you_mean;

/// The clauses, in their order.
const CLAUSES: [&str; 3] = ["in", "over", "else"];

const EXPECTED: &str = "expected `,`, `in scenario`, `over 30s` or `else abort`";

/// Reads clauses up to the comma or the end.
pub fn read(input: ParseStream<'_>, threshold: &mut Threshold, errors: &Errors) -> syn::Result<()> {
    let mut last = None;
    while !input.is_empty() && !input.peek(Token![,]) {
        if !input.peek(Ident::peek_any) {
            return Err(input.error(format!("the threshold ends before this: {EXPECTED}")));
        }
        let word = input.call(Ident::parse_any)?;
        let rank = CLAUSES.iter().position(|clause| word == clause);
        let Some(rank) = rank else { return Err(unknown(&word)) };
        match last {
            Some(before) if before == rank => errors.at(&word, format!("`{word}` is given twice")),
            Some(before) if before > rank => {
                let message = format!("`{word}` stands before `{}`", CLAUSES[before]);
                errors.at(&word, message);
            }
            _ => {}
        }
        last = Some(rank);
        read_clause(input, &word, threshold)?;
    }
    Ok(())
}

fn read_clause(input: ParseStream<'_>, word: &Ident, threshold: &mut Threshold) -> syn::Result<()> {
    let wrong = |form: &str| syn::Error::new_spanned(word, format!("`{word}` takes {form}"));
    if word == "in" {
        let path = input.call(Path::parse_mod_style);
        threshold.scenario = Some(path.map_err(|_| wrong("a scenario: `in browse`"))?);
    } else if word == "over" {
        let form = |_| wrong("a duration: `over 30s`");
        threshold.window = Some(read_amount(input).map_err(form)?);
    } else {
        let what = input.call(Ident::parse_any).map(|what| what == "abort");
        if !what.unwrap_or(false) {
            return Err(wrong("what is done then: `else abort`"));
        }
        threshold.abort = true;
    }
    Ok(())
}

fn unknown(word: &Ident) -> syn::Error {
    let text = word.to_string();
    let message = match text.as_str() {
        "abort" => "write `else abort`".to_owned(),
        "for" => "a threshold over a time is written `over 30s`".to_owned(),
        _ => match did_you_mean(&text, &CLAUSES) {
            near if near.is_empty() => format!("the threshold ends before `{word}`: {EXPECTED}"),
            near => format!("a threshold has no clause `{word}`{near}"),
        },
    };
    syn::Error::new_spanned(word, message)
}
