//! For the tests of expansions: how they look to a reader.

use proc_macro2::TokenStream;
use syn::visit::{self, Visit};
use syn::{File, Macro};

/// The expansion as formatted items.
pub fn pretty(items: TokenStream) -> String {
    let file: File = syn::parse2(items).expect("an expansion is items");
    prettyplease::unparse(&file)
}

/// An expansion that is an expression, in a function.
pub fn pretty_expr(expr: TokenStream) -> String {
    pretty(quote::quote!(async fn expansion() -> Result { #expr }))
}

/// The messages of all `compile_error!` in the expansion.
pub fn messages(items: TokenStream) -> Vec<String> {
    struct Messages(Vec<String>);
    impl<'ast> Visit<'ast> for Messages {
        fn visit_macro(&mut self, call: &'ast Macro) {
            if call.path.segments.last().is_some_and(|last| last.ident == "compile_error") {
                self.0.push(call.parse_body::<syn::LitStr>().expect("a message").value());
            }
            visit::visit_macro(self, call);
        }
    }
    let file: File = syn::parse2(items).expect("an expansion is items");
    let mut messages = Messages(Vec::new());
    messages.visit_file(&file);
    messages.0
}

/// The messages of all `compile_error!` in an expansion that is an expression.
pub fn messages_in_expr(expr: TokenStream) -> Vec<String> {
    messages(quote::quote!(async fn expansion() { #expr }))
}
