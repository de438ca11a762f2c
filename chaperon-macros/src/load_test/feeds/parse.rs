//! Reading feeds: `name: csv("path").modifier() as Type`.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Ident, LitStr, Token, Type, parenthesized, token};

use super::model::Feed;
use crate::errors::Errors;
use crate::list::comma_separated;
use crate::near::did_you_mean;

/// What reads a file.
const FORMATS: [&str; 2] = ["csv", "jsonl"];

/// How rows are dealt.
const MODIFIERS: [&str; 4] = ["shuffled", "unique", "wrap", "stop"];

/// Reads feeds to the end of the input.
pub fn read(input: ParseStream<'_>, errors: &Errors) -> Vec<Feed> {
    let mut feeds = Vec::new();
    comma_separated(input, errors, "expected `,` before the next feed", |input| {
        feeds.push(read_one(input, errors)?);
        Ok(())
    });
    feeds
}

fn read_one(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Feed> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error(format!("expected the name of a feed: {}", form("users"))));
    }
    let name = input.call(Ident::parse_any)?;
    if !input.peek(Token![:]) || input.peek(Token![::]) {
        let message = format!("expected `:` and a file after `{name}`: {}", form(&name));
        return Err(syn::Error::new_spanned(&name, message));
    }
    input.parse::<Token![:]>()?;
    let (format, path) = read_source(input, &name)?;
    let modifiers = read_modifiers(input, errors)?;
    let row = read_type(input, &name, &format, errors)?;
    Ok(Feed { name, format, path, modifiers, row })
}

/// The form of a feed of this name.
fn form(name: impl std::fmt::Display) -> String {
    format!("write `{name}: csv(\"{name}.csv\") as Row`")
}

/// Reads `csv("users.csv")`.
fn read_source(input: ParseStream<'_>, name: &Ident) -> syn::Result<(Ident, Expr)> {
    if input.peek(LitStr) {
        let path: LitStr = input.parse()?;
        let format = if path.value().ends_with("jsonl") { "jsonl" } else { "csv" };
        let value = path.value();
        let message = format!("say how the file is read: `{name}: {format}({value:?}) as Row`");
        return Err(syn::Error::new_spanned(path, message));
    }
    if !input.peek(Ident::peek_any) {
        return Err(input.error(format!("expected `csv(..)` or `jsonl(..)`: {}", form(name))));
    }
    let format = input.call(Ident::parse_any)?;
    let word = format.to_string();
    if !FORMATS.contains(&word.as_str()) {
        let known = match did_you_mean(&word, &FORMATS) {
            near if near.is_empty() => "; there are `csv` and `jsonl`".to_owned(),
            near => near,
        };
        let message = format!("no file is read by `{format}`{known}");
        return Err(syn::Error::new_spanned(&format, message));
    }
    let wrong = || {
        let message =
            format!("`{format}` takes the path of a file: `{format}(\"{name}.{format}\")`");
        syn::Error::new_spanned(&format, message)
    };
    if !input.peek(token::Paren) {
        return Err(wrong());
    }
    let path = in_parentheses(input)?.ok_or_else(wrong)?;
    Ok((format, path))
}

/// The one thing in the parentheses that come next, if it can be read.
fn in_parentheses<T: Parse>(input: ParseStream<'_>) -> syn::Result<Option<T>> {
    let content;
    parenthesized!(content in input);
    let read = content.parse().ok().filter(|_| content.is_empty());
    // What could not be read is passed over, lest syn complains of it, too.
    content.parse::<TokenStream>()?;
    Ok(read)
}

/// Reads `.shuffled().wrap()`.
fn read_modifiers(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Vec<Ident>> {
    let mut modifiers = Vec::new();
    while input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        if !input.peek(Ident) {
            return Err(input.error(format!("expected {}", listed())));
        }
        let modifier: Ident = input.parse()?;
        let nothing: Option<Nothing> = match input.peek(token::Paren) {
            true => in_parentheses(input)?,
            false => None,
        };
        match unknown(&modifier) {
            Some(message) => errors.at(&modifier, message),
            None if nothing.is_none() => errors.at(&modifier, format!("write `.{modifier}()`")),
            None => modifiers.push(modifier),
        }
    }
    Ok(modifiers)
}

/// No tokens.
struct Nothing;

impl Parse for Nothing {
    fn parse(_: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self)
    }
}

fn unknown(modifier: &Ident) -> Option<String> {
    let word = modifier.to_string();
    if MODIFIERS.contains(&word.as_str()) {
        return None;
    }
    let known = match did_you_mean(&word, &MODIFIERS) {
        near if near.is_empty() => format!("; it has {}", listed()),
        near => near,
    };
    Some(format!("a feed has no `{modifier}`{known}"))
}

fn listed() -> &'static str {
    "`shuffled()`, `unique()`, `wrap()` and `stop()`"
}

/// Reads `as User`.
fn read_type(
    input: ParseStream<'_>,
    name: &Ident,
    format: &Ident,
    errors: &Errors,
) -> syn::Result<Type> {
    let form = || format!("`{name}: {format}(..) as Row`");
    if !input.peek(Token![as]) {
        let message = format!("say of which type the rows of `{name}` are: {}", form());
        return Err(syn::Error::new_spanned(name, message));
    }
    let word: Token![as] = input.parse()?;
    let row = input.call(Type::without_plus);
    let row = row.map_err(|_| {
        syn::Error::new_spanned(word, format!("`as` takes the type of a row: {}", form()))
    })?;
    if input.peek(Token![.]) {
        errors.add(
            input.error(format!("this stands before `as`: `{name}: {format}(..).wrap() as Row`")),
        );
        read_modifiers(input, errors)?;
    }
    Ok(row)
}
