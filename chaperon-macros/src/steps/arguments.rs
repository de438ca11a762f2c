//! Arguments of a step are evaluated before the session is borrowed for its call.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Expr;
use syn::spanned::Spanned;

use crate::duration;
use crate::private::Private;

/// The arguments of all calls in one step.
pub struct Arguments<'a> {
    private: &'a Private,
    names: Vec<Ident>,
    values: Vec<TokenStream>,
}

impl<'a> Arguments<'a> {
    /// None yet.
    pub fn new(private: &'a Private) -> Self {
        Self { private, names: Vec::new(), values: Vec::new() }
    }

    /// What stands in the call for each argument: the variable that holds its value. Closures
    /// stay where they are, or rustc could not tell the types of their arguments; so do literals.
    pub fn take(&mut self, args: &[Expr]) -> Vec<TokenStream> {
        args.iter().map(|arg| self.take_one(arg)).collect()
    }

    fn take_one(&mut self, arg: &Expr) -> TokenStream {
        let value = duration::expand_all(arg.to_token_stream(), self.private);
        if matches!(arg, Expr::Closure(_) | Expr::Lit(_)) {
            return value;
        }
        let span = Span::mixed_site().located_at(arg.span());
        let name = Ident::new(&format!("arg{}", self.names.len()), span);
        self.names.push(name.clone());
        self.values.push(value);
        name.to_token_stream()
    }

    /// The statement, with the variables that [`take`](Self::take) gave out around it. What an
    /// argument borrows lives as long as the statement, as in a call.
    pub fn around(self, statement: TokenStream) -> TokenStream {
        let Self { names, values, .. } = self;
        match (names.as_slice(), values.as_slice()) {
            ([], _) => statement,
            // A tuple, or the braces of a struct would be those of the `match`.
            ([name], [value]) => quote!(match (#value,) { (#name,) => { #statement } }),
            _ => quote!(match (#(#values),*) { (#(#names),*) => { #statement } }),
        }
    }
}
