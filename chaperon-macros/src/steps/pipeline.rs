//! From the tokens in `steps!` to the expression in their place.

use proc_macro2::TokenStream;
use quote::quote;

use super::check::check;
use super::expand::expand;
use super::parse::parse;
use crate::errors::Errors;
use crate::forwarded::forwarded;

/// Expands `steps! { session => .. }`. Next to mistakes stands what was right, so that nothing
/// else is reported on their account.
pub fn steps(input: TokenStream) -> TokenStream {
    let (private, tokens) = forwarded(input);
    let errors = Errors::new();
    let mut steps = parse(tokens, &errors);
    if let Some(steps) = &mut steps {
        check(steps, &errors);
    }
    let expansion = match &steps {
        Some(steps) => expand(steps, &private),
        None => quote!(#private::Outcome::<(), #private::Error>::Ok(())),
    };
    match errors.finish() {
        Ok(()) => expansion,
        Err(errors) => {
            // Mistakes come last, as in a load test: an editor completes a key by what stands in
            // front of it.
            let errors = errors.into_compile_error();
            quote!({ let outcome = #expansion; #errors outcome })
        }
    }
}
