//! Reading the names of load tests and scenarios.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Path, Token};

use super::model::Main;
use crate::errors::Errors;
use crate::list::comma_separated;

const FORM: &str = "write `main!(ATest, BTest)` or `main!(ATest; scenarios: a_scenario)`";

/// Reads `A, B; scenarios: x, y`. The load tests are those before the `;`.
pub fn parse(tokens: TokenStream, errors: &Errors) -> Main {
    let is_empty = tokens.is_empty();
    let mut parts = split_at_semicolons(tokens).into_iter();
    let mut main =
        Main { load_tests: paths(parts.next().unwrap_or_default(), errors), ..Main::default() };
    if let Some(part) = parts.next() {
        let read = |input: ParseStream<'_>| read_scenarios(input, errors);
        main.scenarios = errors.ok(read.parse2(part)).unwrap_or_default();
    }
    if let Some(part) = parts.next().filter(|part| !part.is_empty()) {
        errors.at(part, format!("nothing comes after the scenarios: {FORM}"));
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

fn read_scenarios(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Vec<Path>> {
    if input.is_empty() {
        return Ok(Vec::new());
    }
    let word = input.call(Ident::parse_any);
    if !word.as_ref().is_ok_and(|word| word == "scenarios") || input.parse::<Token![:]>().is_err() {
        let message = format!("expected `scenarios:` after the `;`: {FORM}");
        let rest = input.parse::<TokenStream>()?;
        return Err(match word {
            Ok(word) => syn::Error::new_spanned(word, message),
            Err(_) => syn::Error::new_spanned(rest, message),
        });
    }
    Ok(read_paths(input, errors))
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
