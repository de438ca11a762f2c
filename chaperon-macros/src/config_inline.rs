//! `config! { key: value, .. }`: what a nested scenario is run with.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{ParseStream, Parser};

use crate::block::{self, Block};
use crate::errors::Errors;
use crate::forwarded::forwarded;

/// The closure that sets the keys, and beside it the mistakes.
pub fn expand(input: TokenStream) -> TokenStream {
    let (private, input) = forwarded(input);
    let errors = Errors::new();
    let read = |input: ParseStream<'_>| Ok(Block::read_content(input, Span::call_site(), &errors));
    let block = errors.ok(read.parse2(input)).unwrap_or_else(|| Block::empty(Span::call_site()));
    if let Some(dots) = block.open {
        errors.at(dots, "`..` says nothing here: what is not set comes from this session's config");
    }
    let overlay = block::overlay(&block, &private);
    let mistakes = errors.into_tokens();
    quote!({ #mistakes #overlay })
}
