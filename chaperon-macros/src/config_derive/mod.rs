//! `#[derive(Config)]`: a struct of typed config keys.

mod attr;
mod check;
mod expand;
mod model;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::errors::Errors;

/// The implementations, and beside them the mistakes.
pub fn derive(input: &DeriveInput) -> TokenStream {
    let errors = Errors::new();
    let model = model::ConfigStruct::of(input, &errors);
    check::check(&model, &errors);
    let mut tokens = expand::expand(&model);
    tokens.extend(errors.into_tokens());
    tokens
}
