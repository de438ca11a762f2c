//! Lists with commas, read item by item: a mistake in one item does not hide those in the next.

use proc_macro2::TokenTree;
use syn::Token;
use syn::parse::ParseStream;

use crate::errors::Errors;

/// Reads items to the end of the input. What is wrong with an item is noted, and reading goes on
/// after the next comma; so it does, with `misplaced` as the message, where an item is followed
/// by something else than a comma.
pub fn comma_separated(
    input: ParseStream<'_>,
    errors: &Errors,
    misplaced: &str,
    mut read: impl FnMut(ParseStream<'_>) -> syn::Result<()>,
) {
    while !input.is_empty() {
        match read(input) {
            Ok(()) if !input.is_empty() && !input.peek(Token![,]) => {
                errors.add(input.error(misplaced));
                skip_to_comma(input);
            }
            Ok(()) => {}
            Err(error) => {
                errors.add(error);
                skip_to_comma(input);
            }
        }
        // At the end of the input there is no comma to take.
        let _ = input.parse::<Option<Token![,]>>();
    }
}

fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}
