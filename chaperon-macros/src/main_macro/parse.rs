//! Reading the names of load tests and scenarios.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Path, Token};

use super::model::Main;
use crate::errors::Errors;
use crate::list::comma_separated;

const FORM: &str = "write `main!(ATest, BTest)`, with `; scenarios: a_scenario` or \
                    `; option_parser: AParser` behind it where needed";

/// Reads `A, B; scenarios: x, y; option_parser: P`. The load tests are those before the first `;`.
pub fn parse(tokens: TokenStream, errors: &Errors) -> Main {
    let is_empty = tokens.is_empty();
    let mut parts = split_at_semicolons(tokens).into_iter();
    let mut main =
        Main { load_tests: paths(parts.next().unwrap_or_default(), errors), ..Main::default() };
    let mut seen = Vec::new();
    for part in parts {
        let read = |input: ParseStream<'_>| read_part(input, &mut main, &mut seen, errors);
        errors.ok(read.parse2(part));
    }
    if is_empty {
        errors.add(syn::Error::new(Span::call_site(), format!("no load test is named: {FORM}")));
    }
    main
}

fn split_at_semicolons(tokens: TokenStream) -> Vec<TokenStream> {
    let mut parts = vec![TokenStream::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ';' => {
                parts.push(TokenStream::new())
            }
            (_, Some(part)) => part.extend([token]),
            (_, None) => {}
        }
    }
    parts
}

/// Reads what stands behind a `;`: a word, a `:`, and what the word is about.
fn read_part(
    input: ParseStream<'_>,
    main: &mut Main,
    seen: &mut Vec<Ident>,
    errors: &Errors,
) -> syn::Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    let word = input.call(Ident::parse_any);
    let known = word.as_ref().is_ok_and(|word| word == "scenarios" || word == "option_parser");
    if !known || input.parse::<Token![:]>().is_err() {
        let message = format!("expected `scenarios:` or `option_parser:` after the `;`: {FORM}");
        let rest = input.parse::<TokenStream>()?;
        return Err(match word {
            Ok(word) => syn::Error::new_spanned(word, message),
            Err(_) => syn::Error::new_spanned(rest, message),
        });
    }
    let word = word?;
    if seen.contains(&word) {
        errors.add(syn::Error::new(word.span(), format!("`{word}:` is there already: {FORM}")));
    }
    match word == "scenarios" {
        true => main.scenarios.extend(read_paths(input, errors)),
        false if input.is_empty() => {
            return Err(syn::Error::new(word.span(), format!("expected an expression: {FORM}")));
        }
        false => main.option_parser = Some(input.parse()?),
    }
    seen.push(word);
    Ok(())
}

fn paths(tokens: TokenStream, errors: &Errors) -> Vec<Path> {
    let read = |input: ParseStream<'_>| Ok(read_paths(input, errors));
    errors.ok(read.parse2(tokens)).unwrap_or_default()
}

fn read_paths(input: ParseStream<'_>, errors: &Errors) -> Vec<Path> {
    let mut paths = Vec::new();
    comma_separated(input, errors, &format!("expected `,` between the names: {FORM}"), |input| {
        if !input.peek(Ident::peek_any) && !input.peek(Token![::]) {
            return Err(input.error(format!("expected a name: {FORM}")));
        }
        paths.push(input.call(Path::parse_mod_style)?);
        Ok(())
    });
    paths
}
