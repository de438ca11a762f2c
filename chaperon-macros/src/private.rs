//! Where the runtime is: the only file that spells `::chaperon::__private`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Path, parse_quote};

/// The path of the runtime's private module, written as `#private::Layer` in `quote!`.
#[derive(Clone)]
pub struct Private(Path);

impl Private {
    /// The module of the crate at `path`, for a user who renamed it: `crate = path`.
    pub fn of(path: &Path) -> Self {
        Self(parse_quote!(#path::__private))
    }
}

impl Private {
    /// The same path with all its tokens at `span`: an error in what it begins is shown there.
    /// Each token goes on meaning what it means where it comes from, as a `$crate` must.
    pub fn at(&self, span: Span) -> TokenStream {
        respan(self.to_token_stream(), span)
    }
}

fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    let at_span = |mut token: TokenTree| {
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.into_iter().map(at_span).collect()
}

impl Default for Private {
    fn default() -> Self {
        Self(parse_quote!(::chaperon::__private))
    }
}

impl ToTokens for Private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let path = &self.0;
        tokens.extend(quote!(#path));
    }
}
