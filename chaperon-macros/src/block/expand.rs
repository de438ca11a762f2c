//! What a block becomes: calls of `layer.set(..)`, with the user's key as the field that is set.
//!
//! Every key token stays where the user wrote it, so that rustc's own message about an unknown
//! field, and its completion, are at that token. The field comes before all else that has the key's
//! name: an editor looks for what stands in front of it at the same place, whatever has been typed
//! of the name. Which config the keys are of is not known here.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::model::{Block, Key, Leaf, Value};
use crate::duration;
use crate::hash::hash;
use crate::private::Private;

/// An expression of a `Layer` that holds what the block sets for the scenario at the path, checked
/// against its keys, those of the scenarios that it runs inside, and the built-in keys.
pub fn layer(block: &Block, private: &Private, scenario: &Path) -> TokenStream {
    let (layer, keys) = names();
    let sets = sets(block, private, &layer, &keys);
    let span = Span::mixed_site().located_at(scenario.span());
    let p = private.at(span);
    let all = quote_spanned!(span=> #p::keys_of::<#scenario, _>());
    quote! {{
        let mut #layer = #private::Layer::new();
        let #keys = #all;
        let _ = #keys;
        #sets
        #layer
    }}
}

/// Who has keys that a block for several may set.
pub enum Owner<'a> {
    /// A scenario: its own keys, and those of the scenarios that it runs inside.
    Scenario(&'a Path),
    /// A config type of chaperon itself, by its name in `#private`.
    BuiltIn(&'static str),
}

/// An expression of a `Layer` that holds those keys of the block which any of the owners has;
/// types are checked for each that has them, and the other keys are passed over.
///
/// For a block that goes to several scenarios: `default_config`, or that of a sequence. Keys that
/// nobody has are found by [`known_checks`](super::known_checks).
pub fn offered(block: &Block, private: &Private, owners: &[Owner<'_>]) -> TokenStream {
    let (layer, keys) = names();
    let leaves = block.leaves();
    let handles = owners.iter().flat_map(|owner| owner.handles(private));
    let offers = handles.map(|handles| {
        let offers = leaves.iter().map(|leaf| offer(leaf, private, &layer, &keys));
        quote! {{
            let #keys = #handles;
            let _ = #keys;
            #(#offers)*
        }}
    });
    let completed = completed(&leaves, private, owners);
    quote! {{
        #completed
        #[allow(unused_imports)]
        use #private::{Absent as _, Group as _, Present as _};
        #[allow(unused_mut)]
        let mut #layer = #private::Layer::new();
        #(#offers)*
        #layer
    }}
}

/// An expression of a closure `|layer, keys| ..` that sets what the block says, for a function
/// that takes an `impl FnOnce(&mut Layer, &<C as Config>::Keys)`. Values are evaluated first, in
/// order and outside of the closure, so that `?` and `.await` work in them.
pub fn overlay(block: &Block, private: &Private) -> TokenStream {
    let (layer, keys) = names();
    let leaves = block.leaves();
    let (lets, sets): (Vec<_>, Vec<_>) = leaves
        .iter()
        .enumerate()
        .map(|(index, leaf)| {
            let Some(value) = value(leaf.value, private) else {
                return (None, set_to(leaf, None, private, &layer, &keys));
            };
            let span = Span::mixed_site().located_at(leaf.value.span());
            let name = Ident::new(&format!("value_{index}"), span);
            let set = set_to(leaf, Some(quote!(#name)), private, &layer, &keys);
            (Some(quote!(let #name = #value;)), set)
        })
        .unzip();
    quote! {{
        #(#lets)*
        move |#layer: &mut #private::Layer, #keys: &_| {
            let _ = (&#layer, #keys);
            #(#sets)*
        }
    }}
}

/// Statements that set what the block says in the variable `layer`, a `Layer` or a `&mut Layer`,
/// checked against the variable `keys: &C::Keys`.
pub fn sets(block: &Block, private: &Private, layer: &Ident, keys: &Ident) -> TokenStream {
    let set = |leaf: &Leaf<'_>| set_to(leaf, value(leaf.value, private), private, layer, keys);
    block.leaves().iter().map(set).collect()
}

/// The statement that sets one key; nothing for an empty block.
pub fn set(
    key: &Key,
    given: &Value,
    private: &Private,
    layer: &Ident,
    keys: &Ident,
) -> TokenStream {
    let leaf = Leaf { path: vec![key], value: given };
    set_to(&leaf, value(given, private), private, layer, keys)
}

fn set_to(
    leaf: &Leaf<'_>,
    value: Option<TokenStream>,
    private: &Private,
    layer: &Ident,
    keys: &Ident,
) -> TokenStream {
    let span = Span::mixed_site().located_at(leaf.span());
    let path = leaf.path.iter().map(|key| key.name());
    let key = field(leaf, private, keys);
    match value {
        Some(value) => quote_spanned!(span=> #layer.set(#key, &[#(#path),*], #value);),
        None => quote_spanned!(span=> let _ = #key;),
    }
}

/// The key as a field of the handles.
fn field(leaf: &Leaf<'_>, private: &Private, keys: &Ident) -> TokenStream {
    let key = leaf.path.iter().fold(quote!(#keys), |outer, key| {
        let span = Span::mixed_site().located_at(key.span());
        match key {
            Key::Name(name) => quote_spanned!(span=> #outer.#name),
            Key::Text(_) => {
                let private = private.at(span);
                let outer = quote_spanned!(key.span()=> &#outer);
                quote_spanned!(span=> #private::entry(#outer))
            }
        }
    });
    quote_spanned!(leaf.span()=> &#key)
}

/// The keys as fields of handles that lead on from owner to owner, for an editor to complete them
/// by. rustc does not see this: it is told of unknown keys in other ways.
fn completed(leaves: &[Leaf<'_>], private: &Private, owners: &[Owner<'_>]) -> TokenStream {
    let (_, keys) = names();
    let all = owners.iter().rev().fold(quote!(#private::BuiltIn), |next, owner| {
        let config = owner.config(private);
        quote!(<#config as #private::Config>::Before<#next>)
    });
    let fields = leaves.iter().map(|leaf| field(leaf, private, &keys));
    quote! {
        #[allow(unexpected_cfgs)]
        {
            #[cfg(rust_analyzer)]
            {
                let #keys = <#all as #private::Handles>::all();
                #(let _ = #fields;)*
            }
        }
    }
}

impl Owner<'_> {
    /// The type of its own config.
    fn config(&self, private: &Private) -> TokenStream {
        match self {
            Self::Scenario(path) => {
                let span = Span::mixed_site().located_at(path.span());
                let p = private.at(span);
                quote_spanned!(span=> <#path as #p::Scenario>::Config)
            }
            Self::BuiltIn(name) => {
                let name = Ident::new(name, Span::mixed_site());
                quote!(#private::#name)
            }
        }
    }

    /// Expressions of the typed handles, which end with `NoKey`.
    fn handles(&self, private: &Private) -> Vec<TokenStream> {
        let own = |p: &TokenStream, config: TokenStream| quote!(<<#config as #p::Config>::Before<#p::NoKey> as #p::Handles>::all());
        match self {
            Self::Scenario(path) => {
                let span = Span::mixed_site().located_at(path.span());
                let p = private.at(span);
                let inside = quote_spanned!(span=> #p::keys_inside::<#path, _>());
                vec![own(&p, self.config(private)), inside]
            }
            Self::BuiltIn(_) => vec![own(&quote!(#private), self.config(private))],
        }
    }

    /// Expressions of what is known about the keys: of the owner's own, and of those inside.
    pub(super) fn infos(&self, private: &Private) -> [TokenStream; 2] {
        match self {
            Self::Scenario(path) => {
                let span = Span::mixed_site().located_at(path.span());
                let p = private.at(span);
                let scenario = quote_spanned!(span=> <#path as #p::Scenario>);
                [
                    quote_spanned!(span=> <#scenario::Config as #p::Config>::INFO),
                    quote_spanned!(span=> #scenario::RUNS),
                ]
            }
            Self::BuiltIn(name) => {
                let name = Ident::new(name, Span::mixed_site());
                [quote!(<#private::#name as #private::Config>::INFO), quote!(&[])]
            }
        }
    }
}

fn offer(leaf: &Leaf<'_>, private: &Private, layer: &Ident, keys: &Ident) -> TokenStream {
    let span = Span::mixed_site().located_at(leaf.span());
    let path = leaf.path.iter().map(|key| key.name());
    let key = leaf.path.iter().enumerate().fold(quote!(#keys), |outer, (depth, key)| {
        let span = Span::mixed_site().located_at(key.span());
        let hash = hash(&key.name());
        let p = private.at(span);
        match key {
            Key::Name(_) if depth == 0 => {
                quote_spanned!(span=> #p::Anywhere::<_, #hash>::of(#outer).key())
            }
            Key::Name(_) => quote_spanned!(span=> (&#p::Probe::<_, #hash>(#outer)).key()),
            Key::Text(_) => quote_spanned!(span=> #outer.entry()),
        }
    });
    match value(leaf.value, private) {
        Some(value) => quote_spanned!(span=> #key.offer(&mut #layer, &[#(#path),*], #value);),
        None => TokenStream::new(),
    }
}

fn value(value: &Value, private: &Private) -> Option<TokenStream> {
    match value {
        Value::Expr(expr) => Some(duration::expand_all(quote!(#expr), private)),
        Value::None(none) => {
            let private = private.at(none.span());
            Some(quote_spanned!(none.span()=> #private::none))
        }
        Value::Nested(_) => None,
    }
}

/// The names of the two variables, which no code of the user sees.
fn names() -> (Ident, Ident) {
    let span = Span::mixed_site();
    (format_ident!("layer", span = span), format_ident!("keys", span = span))
}
