//! The feeds of a definition.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::Feed;
use crate::private::Private;

/// What adds a feed to a definition.
pub fn expand(feed: &Feed, private: &Private) -> TokenStream {
    let Feed { name, format, path, modifiers, row } = feed;
    let name = name.unraw().to_string();
    // What is wrong with the type is shown at it, and not at the word before it.
    let here = Span::mixed_site().located_at(row.span());
    let turbofish = quote_spanned!(here=> ::<#row>);
    quote!(.feed(#name, #private::Feed::#format #turbofish(#path) #(.#modifiers())*))
}
