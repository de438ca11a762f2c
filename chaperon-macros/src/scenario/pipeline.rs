//! From the attribute and the function to what stands in their place.

use proc_macro2::TokenStream;

use super::check::check;
use super::expand::{expand, expand_stub};
use super::model::Scenario;
use super::parse::parse;
use crate::errors::Errors;
use crate::private::Private;

/// Expands `#[scenario(args)] item`: the item as it is, then what makes it a scenario.
pub fn scenario(args: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::new();
    let mut tokens = item.clone();
    let scenario = parse(args, item, &errors);
    let beside = scenario.map(|scenario| beside(&scenario, &errors));
    tokens.extend(errors.into_tokens());
    tokens.extend(beside);
    tokens
}

fn beside(scenario: &Scenario, errors: &Errors) -> TokenStream {
    let private = scenario.args.runtime.as_ref().map(Private::of).unwrap_or_default();
    let broken = Errors::new();
    check(scenario, &broken);
    let broken = broken.finish().map_err(|error| errors.add(error)).is_err();
    match scenario.signature.receiver() {
        // In an `impl` block no struct can stand beside the function.
        Some(_) => TokenStream::new(),
        None if broken => expand_stub(scenario, &private),
        None => expand(scenario, &private),
    }
}
