//! The entries in `scenarios: [..]`.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Lit, LitStr, Path, Token, bracketed, token};

use super::amounts::read_amount;
use super::clauses;
use super::model::{Amount, Clauses, Entry, Scenario};
use crate::block::Block;
use crate::errors::Errors;
use crate::list::comma_separated;

const FORM: &str =
    "an entry is `scenario { key: value }`, `10 * scenario { .. }` or `[a, b] { .. }`";

/// Reads entries to the end of the input.
pub fn read(input: ParseStream<'_>, errors: &Errors) -> Vec<Entry> {
    let mut entries = Vec::new();
    comma_separated(input, errors, "expected `,` before the next entry", |input| {
        entries.push(read_entry(input, errors)?);
        Ok(())
    });
    entries
}

fn read_entry(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Entry> {
    let before = errors.count();
    let count = read_count(input)?;
    let scenario = read_scenario(input, errors)?;
    let mut entry = Entry {
        count,
        name: None,
        block: Block::empty(span_of(&scenario)),
        scenario,
        clauses: Clauses::default(),
    };
    if input.peek(Token![as]) {
        entry.name = Some(read_name(input)?);
    }
    if input.peek(token::Brace) {
        entry.block = Block::read(input, errors)?;
    }
    if input.peek(Token![as]) {
        errors.add(input.error("`as \"name\"` stands before the block"));
        entry.name = Some(read_name(input)?);
    }
    entry.clauses = clauses::read(input, errors);
    entry.block.is_broken |= errors.count() > before;
    Ok(entry)
}

fn span_of(scenario: &Scenario) -> proc_macro2::Span {
    syn::spanned::Spanned::span(scenario)
}

/// Reads `N *`, if it is there.
fn read_count(input: ParseStream<'_>) -> syn::Result<Option<Amount>> {
    let ahead = input.fork();
    let counted = read_amount(&ahead).is_ok() && ahead.peek(Token![*]);
    if !counted && !input.peek(Lit) && !input.peek(token::Paren) {
        return Ok(None);
    }
    let count = read_amount(input)?;
    if !input.peek(Token![*]) {
        return Err(input.error("expected `*` and a scenario after the count"));
    }
    input.parse::<Token![*]>()?;
    if input.peek(Lit) {
        return Err(input.error("the count stands before the scenario: `10 * scenario`"));
    }
    Ok(Some(count))
}

fn read_scenario(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Scenario> {
    if input.peek(token::Bracket) {
        let content;
        let bracket = bracketed!(content in input);
        let mut members = Vec::new();
        comma_separated(
            &content,
            errors,
            "expected `,` between the scenarios of a sequence",
            |input| {
                members.push(read_path(input)?);
                Ok(())
            },
        );
        if members.is_empty() {
            return Err(syn::Error::new(
                bracket.span.join(),
                "a sequence names its scenarios: `[a, b]`",
            ));
        }
        return Ok(Scenario::Sequence(members));
    }
    read_path(input).map(Scenario::One)
}

fn read_path(input: ParseStream<'_>) -> syn::Result<Path> {
    if !input.peek(Ident::peek_any) && !input.peek(Token![::]) {
        return Err(input.error(format!("expected a scenario: {FORM}")));
    }
    input.call(Path::parse_mod_style)
}

fn read_name(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let word: Token![as] = input.parse()?;
    let form = |_| syn::Error::new_spanned(word, "write the sessions' name as text: `as \"name\"`");
    input.parse().map_err(form)
}
