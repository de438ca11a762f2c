//! Documentation comments, as text for those who list things.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The documentation among the attributes, as an expression of `&'static str`: without the space
/// that a `///` leaves at each line's beginning.
pub fn docs(attrs: &[Attribute]) -> TokenStream {
    let lines: Vec<Line<'_>> = attrs.iter().filter_map(Line::of).collect();
    if lines.iter().all(|line| matches!(line, Line::Text(_))) {
        let texts: Vec<String> = lines.iter().map(Line::text).collect();
        let text = texts.join("\n");
        let text = text.trim();
        return quote!(#text);
    }
    quote!(::core::concat!(#(#lines, "\n"),*))
}

/// One `doc` attribute: what is written, or an expression such as `include_str!(..)`.
enum Line<'a> {
    Text(String),
    Expr(&'a Expr),
}

impl<'a> Line<'a> {
    fn of(attr: &'a Attribute) -> Option<Self> {
        let Meta::NameValue(doc) = &attr.meta else { return None };
        if !doc.path.is_ident("doc") {
            return None;
        }
        Some(match &doc.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => {
                let text = text.value();
                Self::Text(text.strip_prefix(' ').unwrap_or(&text).to_owned())
            }
            expr => Self::Expr(expr),
        })
    }

    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Expr(_) => String::new(),
        }
    }
}

impl ToTokens for Line<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Text(text) => text.to_tokens(tokens),
            Self::Expr(expr) => expr.to_tokens(tokens),
        }
    }
}
