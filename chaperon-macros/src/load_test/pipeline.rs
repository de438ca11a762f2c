//! From the tokens in `load_test!` to the items in their place.

use proc_macro2::TokenStream;

use super::check::check;
use super::expand::expand;
use super::parse::parse;
use crate::errors::Errors;
use crate::forwarded::forwarded;

/// Expands `load_test! { pub Name { .. } }`. Next to mistakes stands what was right, so that
/// nobody else complains that there is no such load test.
pub fn load_test(input: TokenStream) -> TokenStream {
    let (private, tokens) = forwarded(input);
    let errors = Errors::new();
    let mut test = parse(tokens, &errors);
    if let Some(test) = &mut test {
        check(test, &errors);
    }
    // Mistakes come last: what they quote of a key must not stand in front of the key itself, where
    // an editor looks for what completes it.
    let mut tokens = test.map(|test| expand(&test, &private)).unwrap_or_default();
    tokens.extend(errors.into_tokens());
    tokens
}
