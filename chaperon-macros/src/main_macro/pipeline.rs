//! From the names in `main!` to the function.

use proc_macro2::TokenStream;

use super::expand::expand;
use super::parse::parse;
use crate::errors::Errors;
use crate::forwarded::forwarded;

/// Expands `main!(A, B; scenarios: x, y; option_parser: P)`. There is a `main` also when there are mistakes, so
/// that rustc does not miss one.
pub fn main(input: TokenStream) -> TokenStream {
    let (private, tokens) = forwarded(input);
    let errors = Errors::new();
    let main = parse(tokens, &errors);
    let mut tokens = errors.into_tokens();
    tokens.extend(expand(&main, &private));
    tokens
}
