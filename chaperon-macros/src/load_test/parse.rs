//! Reading a load test: its head, then its fields.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Token, Visibility, braced, token};

use super::fields;
use super::model::{Fields, LoadTest};
use crate::errors::Errors;

const FORM: &str = "write `pub Name { scenarios: [..] }`";

/// Reads a load test. `None` when it has not even a name.
pub fn parse(tokens: TokenStream, errors: &Errors) -> Option<LoadTest> {
    errors.ok((|input: ParseStream<'_>| read(input, errors)).parse2(tokens))
}

fn read(input: ParseStream<'_>, errors: &Errors) -> syn::Result<LoadTest> {
    let attrs = input.call(Attribute::parse_outer)?;
    let vis: Visibility = input.parse()?;
    if !input.peek(Ident) {
        let message = format!("expected the name of the load test: {FORM}");
        return Err(input.error(message));
    }
    let ident: Ident = input.parse()?;
    let fields = match input.peek(token::Brace) {
        true => read_fields(input, errors)?,
        false => {
            errors.at(&ident, unnamed(input, &ident));
            input.parse::<TokenStream>()?;
            Fields { is_broken: true, ..Fields::default() }
        }
    };
    let rest: TokenStream = input.parse()?;
    if !rest.is_empty() {
        errors.at(first(rest), "the load test ends before this; each has its own `load_test!`");
    }
    Ok(LoadTest { attrs, vis, ident, fields })
}

/// What is wrong where no `{` follows the name.
fn unnamed(input: ParseStream<'_>, ident: &Ident) -> String {
    match input.peek(Token![:]) {
        true => format!("a load test has a name, and its fields stand in braces: {FORM}"),
        false => format!("expected `{{` and the fields after `{ident}`: {FORM}"),
    }
}

fn first(tokens: TokenStream) -> TokenStream {
    tokens.into_iter().take(1).collect()
}

fn read_fields(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Fields> {
    let content;
    braced!(content in input);
    Ok(fields::read(&content, errors))
}
