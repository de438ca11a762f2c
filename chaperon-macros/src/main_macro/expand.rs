//! The function `main`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::model::Main;
use crate::private::Private;

/// `fn main`, which hands over to the command line.
pub fn expand(main: &Main, private: &Private) -> TokenStream {
    let load_tests = main.load_tests.iter().map(|path| added("load_test", path));
    let scenarios = main.scenarios.iter().map(|path| added("scenario", path));
    let registry = quote!(&#private::Registry::new() #(#load_tests)* #(#scenarios)*);
    let call = match &main.option_parser {
        None => quote!(#private::main(#registry)),
        Some(parser) => quote_spanned! {parser.span()=>
            #private::main_with_option_parser(#registry, #parser)
        },
    };
    quote! {
        fn main() -> #private::ExitCode {
            #call
        }
    }
}

fn added(method: &str, path: &Path) -> TokenStream {
    let span = Span::mixed_site().located_at(path.span());
    let method = proc_macro2::Ident::new(method, span);
    quote_spanned!(span=> .#method::<#path>())
}
