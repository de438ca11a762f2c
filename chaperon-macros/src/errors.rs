//! The collector of mistakes: a macro reports all it can see, not the first one only.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// Mistakes found so far. It must be read with [`Errors::finish`]: dropped unread it panics, so
/// that no mistake gets lost.
pub struct Errors {
    found: RefCell<Option<Vec<syn::Error>>>,
}

impl Errors {
    /// No mistakes yet.
    pub fn new() -> Self {
        Self { found: RefCell::new(Some(Vec::new())) }
    }

    /// Notes a mistake at the given tokens.
    pub fn at(&self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    /// Notes a mistake that is a `syn::Error` already.
    pub fn add(&self, error: syn::Error) {
        if let Some(found) = self.found.borrow_mut().as_mut() {
            found.push(error);
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.found.borrow().as_ref().map_or(0, Vec::len)
    }

    /// The value, or else its mistake is noted.
    pub fn ok<T>(&self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    /// All mistakes in one, or `Ok` when there are none.
    pub fn finish(self) -> syn::Result<()> {
        let found = self.found.take().unwrap_or_default();
        match found.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        }) {
            Some(all) => Err(all),
            None => Ok(()),
        }
    }

    /// All mistakes as `compile_error!` items; nothing when there are none.
    pub fn into_tokens(self) -> TokenStream {
        self.finish().map_or_else(|error| error.into_compile_error(), |()| TokenStream::new())
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(
            self.found.borrow().is_none() || std::thread::panicking(),
            "a collector of mistakes was dropped unread"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_mistakes_are_reported_in_one() {
        let errors = Errors::new();
        errors.at(quote::quote!(a), "first");
        errors.at(quote::quote!(b), "second");
        let all = errors.finish().unwrap_err();
        let texts: Vec<_> = all.into_iter().map(|error| error.to_string()).collect();
        assert_eq!(texts, ["first", "second"]);
    }

    #[test]
    #[should_panic(expected = "dropped unread")]
    fn a_collector_that_nobody_reads_panics() {
        drop(Errors::new());
    }
}
