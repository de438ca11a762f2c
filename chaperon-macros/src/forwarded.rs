//! Where a function-like macro finds the runtime.
//!
//! `chaperon` exports `load_test!`, `steps!`, `config!` and `main!` as `macro_rules!` that pass
//! `($crate)` before the user's tokens; so they work under any name that a user gives the crate.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Path;

use crate::private::Private;

/// Takes the leading `($crate)` off the tokens, and tells the runtime's place by it.
pub fn forwarded(input: TokenStream) -> (Private, TokenStream) {
    let mut tokens = input.clone().into_iter();
    let Some(TokenTree::Group(group)) = tokens.next() else {
        return (Private::default(), input);
    };
    if group.delimiter() != Delimiter::Parenthesis {
        return (Private::default(), input);
    }
    match syn::parse2::<Path>(group.stream()) {
        Ok(path) => (Private::of(&path), tokens.collect()),
        Err(_) => (Private::default(), input),
    }
}
