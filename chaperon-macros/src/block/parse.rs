//! Reading a block: each mistake is noted and the rest is read on.

use std::collections::HashSet;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Expr, Ident, LitStr, Token, token};

use super::model::{Block, Entry, Key, Value};
use crate::errors::Errors;

impl Block {
    /// Reads `{ .. }` from the input. Mistakes within the braces are noted, and what is right
    /// is in the block.
    ///
    /// # Errors
    /// When the input does not begin with `{`.
    pub fn read(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Self> {
        let content;
        let brace: token::Brace = syn::braced!(content in input);
        Ok(Self::read_content(&content, brace.span.join(), errors))
    }

    /// Reads what stands between the braces, to the end of the input.
    pub fn read_content(input: ParseStream<'_>, span: Span, errors: &Errors) -> Self {
        let before = errors.count();
        let mut block = Self::read_entries(input, span, errors);
        block.entries.retain(|entry| {
            if let Key::Text(text) = &entry.key {
                errors.at(
                    text,
                    "a key is a name; a text is an entry of a map, as in `headers: { \"x\": .. }`",
                );
            }
            matches!(entry.key, Key::Name(_))
        });
        block.is_broken = errors.count() > before;
        block
    }

    fn read_entries(input: ParseStream<'_>, span: Span, errors: &Errors) -> Self {
        let mut block = Self::empty(span);
        while !input.is_empty() {
            if let Err(error) = block.read_next(input, errors) {
                errors.add(error);
                skip_to_comma(input);
            }
            if let Err(error) = end_of_entry(input) {
                errors.add(error);
                skip_to_comma(input);
                let _ = input.parse::<Token![,]>();
            }
        }
        block.drop_repeated(errors);
        block
    }

    fn read_next(&mut self, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        if input.peek(Token![..]) {
            let dots = input.parse::<Token![..]>()?;
            if self.open.replace(dots).is_some() {
                return Err(syn::Error::new_spanned(dots, "`..` is written twice"));
            }
            return Ok(());
        }
        let key: Key = input.parse()?;
        let name = key.name();
        if input.peek(Token![:]) {
            input.parse::<Token![:]>()?;
        } else if !input.is_empty() && !input.peek(Token![,]) {
            return Err(input.error(format!("expected `:` and a value after the key `{name}`")));
        }
        if input.is_empty() || input.peek(Token![,]) {
            errors.at(&key, format!("`{name}` has no value"));
            // The key stays, so that it can be completed while it is typed.
            let value = Value::Nested(Self::empty(key.span()));
            self.entries.push(Entry { key, value });
            return Ok(());
        }
        let value = Value::read(input, errors).map_err(|error| match input.is_empty() {
            true => syn::Error::new_spanned(&key, format!("the value of `{name}` is cut short")),
            false => error,
        })?;
        self.entries.push(Entry { key, value });
        Ok(())
    }

    fn drop_repeated(&mut self, errors: &Errors) {
        let mut seen = HashSet::new();
        self.entries.retain(|entry| {
            let new = seen.insert(entry.key.name());
            if !new {
                let name = entry.key.name();
                errors.at(&entry.key, format!("`{name}` is given twice in this block"));
            }
            new
        });
    }
}

impl Value {
    /// Reads a value: `{ .. }`, `none` or an expression.
    pub fn read(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Self> {
        if input.peek(token::Brace) {
            let content;
            let brace: token::Brace = syn::braced!(content in input);
            let block = Block::read_entries(&content, brace.span.join(), errors);
            if let Some(dots) = block.open {
                errors.at(dots, "`..` stands in the outermost block only");
            }
            return Ok(Self::Nested(block));
        }
        let expr: Expr = input.parse()?;
        match &expr {
            Expr::Path(path) if path.path.is_ident("none") => {
                Ok(Self::None(Ident::new("none", path.path.segments[0].ident.span())))
            }
            _ => Ok(Self::Expr(Box::new(expr))),
        }
    }
}

impl Parse for Key {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Text);
        }
        if !input.peek(Ident::peek_any) {
            return Err(input.error("expected a key, as in `key: value`"));
        }
        let ident = input.call(Ident::parse_any)?;
        let name = ident.to_string();
        if Parser::parse_str(<Ident as Parse>::parse, &name).is_ok() {
            return Ok(Self::Name(ident));
        }
        if matches!(name.as_str(), "_" | "self" | "Self" | "super" | "crate") {
            return Err(syn::Error::new_spanned(&ident, format!("`{name}` cannot be a key")));
        }
        Ok(Self::Name(Ident::new_raw(&name, ident.span())))
    }
}

/// What follows a value: a comma or the end.
fn end_of_entry(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    if input.peek(Token![,]) {
        return input.parse::<Token![,]>().map(drop);
    }
    Err(input.error("expected `,` before the next key"))
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<proc_macro2::TokenTree>().is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Block, Vec<String>) {
        let errors = Errors::new();
        let parser = |input: ParseStream<'_>| Block::read(input, &errors);
        let block = parser.parse_str(text).unwrap();
        let found = errors.finish().err();
        (block, found.into_iter().flatten().map(|error| error.to_string()).collect())
    }

    fn paths(block: &Block) -> Vec<String> {
        block.leaves().iter().map(|leaf| leaf.dotted()).collect()
    }

    #[test]
    fn a_block_is_read_to_its_leaves() {
        let (block, mistakes) = read(
            r#"{ delay: 2s, http: { headers: { "x.y": env("E") }, version: f::<A, B>() },
                 timeout: none, type: 3, empty: {}, .. }"#,
        );
        assert_eq!(mistakes, [""; 0]);
        assert!(block.open.is_some());
        assert_eq!(
            paths(&block),
            ["delay", "http.headers", "http.version", "timeout", "type", "empty"]
        );
        assert!(matches!(block.get("timeout").unwrap().value, Value::None(_)));
    }

    #[test]
    fn all_mistakes_of_a_block_are_noted_and_the_rest_is_read() {
        let (block, mistakes) =
            read("{ a: 1, a: 2, b 3, c: , 4: 5, d: { e: 1 e: 2 }, self: 1, g: 7 }");
        assert_eq!(
            mistakes,
            [
                "expected `:` and a value after the key `b`",
                "`c` has no value",
                "expected a key, as in `key: value`",
                "expected `,` before the next key",
                "`self` cannot be a key",
                "`a` is given twice in this block",
            ]
        );
        assert_eq!(paths(&block), ["a", "c", "d.e", "g"]);
    }
}
