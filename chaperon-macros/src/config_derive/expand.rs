//! What a config struct becomes: typed handles of its keys, what is known about them, defaults
//! and reading.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::model::{ConfigStruct, Key};
use crate::block::{self, Block, Value};
use crate::hash::hash;
use crate::private::Private;
use crate::written::written;

/// The implementations; for what is no struct with named fields, such that nothing else fails.
pub fn expand(model: &ConfigStruct<'_>) -> TokenStream {
    let generic = !model.input.generics.params.is_empty();
    let items = match &model.keys {
        Some(keys) if !generic => full(model, keys),
        _ => stub(model),
    };
    quote! {
        #[doc(hidden)]
        const _: () = { #items };
    }
}

fn stub(model: &ConfigStruct<'_>) -> TokenStream {
    let p = &model.private;
    let ident = &model.input.ident;
    let (generics, args, _) = model.input.generics.split_for_impl();
    quote! {
        impl #generics #p::Config for #ident #args where Self: 'static {
            type Keys = #p::BuiltInKeys;
            type Before<__Next: #p::Handles> = __Next;
            type NestedKeys = #p::NoKey;
            const KEYS: Self::Keys = <#p::Settings as #p::Config>::NESTED_KEYS;
            const NESTED_KEYS: Self::NestedKeys = #p::NoKey;
            const INFO: &'static [#p::KeyInfo] = &[];
            fn defaults(_: &mut #p::Layer) {}
            fn read(_: &#p::Source<'_>) -> #p::Result<Self, #p::ConfigError> {
                loop {}
            }
        }
    }
}

fn full(model: &ConfigStruct<'_>, keys: &[Key<'_>]) -> TokenStream {
    let p = &model.private;
    let ident = &model.input.ident;
    let keys_ident = Ident::new(&format!("{}Keys", ident.unraw()), ident.span());
    let handles = handles(model, keys, &keys_ident);
    let has_key = keys.iter().map(|key| has_key(key, p, &keys_ident));
    let info = keys.iter().map(|key| info(key, p));
    let defaults = keys.iter().map(|key| defaults(key, p));
    let reads = keys.iter().enumerate().map(|(index, key)| read(index, key, p));
    let Names { layer, keys, source } = Names::new();
    quote! {
        #handles
        #(#has_key)*
        #[automatically_derived]
        impl #p::Config for #ident {
            type Keys = #keys_ident;
            type Before<__Next: #p::Handles> = #keys_ident<#p::Then<__Next>>;
            type NestedKeys = #keys_ident<#p::Nested>;
            const KEYS: Self::Keys = #keys_ident::ALL;
            const NESTED_KEYS: Self::NestedKeys = #keys_ident::ALL;
            const INFO: &'static [#p::KeyInfo] = &[#(#info),*];
            fn defaults(#layer: &mut #p::Layer) {
                let #keys = &Self::NESTED_KEYS;
                let _ = (&#layer, #keys);
                #(#defaults)*
            }
            fn read(#source: &#p::Source<'_>) -> #p::Result<Self, #p::ConfigError> {
                let _ = #source;
                #p::Result::Ok(Self { #(#reads),* })
            }
        }
    }
}

fn handles(model: &ConfigStruct<'_>, keys: &[Key<'_>], keys_ident: &Ident) -> TokenStream {
    let p = &model.private;
    let vis = model.vis();
    let idents: Vec<_> = keys.iter().map(|key| key.ident).collect();
    let docs = keys.iter().map(Key::docs_tokens);
    let types = keys.iter().map(|key| handle_type(key, p));
    let values = keys.iter().map(|key| match key.is_nested() {
        true => {
            let inner = key.bare_type();
            quote_spanned!(inner.span()=> <#inner as #p::Config>::NESTED_KEYS)
        }
        false => quote!(#p::Key::NEW),
    });
    quote! {
        #[allow(dead_code, missing_docs, non_camel_case_types, non_snake_case, private_interfaces)]
        #vis struct #keys_ident<__Level = #p::TopLevel> {
            #(#docs #vis #idents: #types,)*
            __level: #p::PhantomData<fn() -> __Level>,
        }
        impl<__Level> #keys_ident<__Level> {
            const ALL: Self = Self { #(#idents: #values,)* __level: #p::PhantomData };
        }
        impl<__Level: 'static> #p::Handles for #keys_ident<__Level> {
            const ALL: Self = Self::ALL;
        }
        impl<__Next: #p::Handles> #p::Deref for #keys_ident<#p::Then<__Next>> {
            type Target = __Next;
            fn deref(&self) -> &__Next {
                <__Next as #p::Handles>::all()
            }
        }
    }
}

fn handle_type(key: &Key<'_>, p: &Private) -> TokenStream {
    let (ty, inner) = (key.ty, key.bare_type());
    match key.is_nested() {
        true => quote_spanned!(inner.span()=> <#inner as #p::Config>::NestedKeys),
        false if key.inner.is_some() => quote!(#p::Key<#inner, #p::Optional>),
        false => quote!(#p::Key<#ty>),
    }
}

fn has_key(key: &Key<'_>, p: &Private, keys_ident: &Ident) -> TokenStream {
    let ident = key.ident;
    let hash = hash(&ident.unraw().to_string());
    let ty = handle_type(key, p);
    quote! {
        impl<__Level> #p::HasKey<#hash, #ty> for #keys_ident<__Level> {
            fn handle_of_key(&self) -> &#ty {
                &self.#ident
            }
        }
    }
}

fn info(key: &Key<'_>, p: &Private) -> TokenStream {
    let name = key.ident.unraw().to_string();
    let docs = key.docs_text();
    let inner = key.bare_type();
    let type_name = written(inner);
    let nested = key.is_nested();
    let required = key.inner.is_none() && (nested || key.attrs.default.is_none());
    let secret = key.attrs.secret.is_some();
    let default = match &key.attrs.default {
        Some(default) => {
            let text = &default.text;
            quote!(::core::option::Option::Some(#text))
        }
        None => quote!(::core::option::Option::None),
    };
    let provided = match default_block(key) {
        Some(block) => block::paths(block),
        None => quote!(&[]),
    };
    let keys = match nested {
        true => quote_spanned!(inner.span()=> <#inner as #p::Config>::INFO),
        false => quote!(&[]),
    };
    quote! {
        #p::KeyInfo {
            name: #name,
            docs: #docs,
            type_name: #type_name,
            required: #required,
            secret: #secret,
            default: #default,
            provided: #provided,
            nested: #keys,
        }
    }
}

fn default_block<'k>(key: &'k Key<'_>) -> Option<&'k Block> {
    match &key.attrs.default.as_ref()?.value {
        Value::Nested(block) => Some(block),
        _ => None,
    }
}

fn defaults(key: &Key<'_>, p: &Private) -> TokenStream {
    if !key.is_nested() {
        let value = key.attrs.default.as_ref().map(|default| &default.value);
        let value = value.filter(|value| !matches!(value, Value::Nested(_)));
        return value.map(|value| set_default(key, value, p)).unwrap_or_default();
    }
    if key.inner.is_some() {
        return TokenStream::new();
    }
    let name = key.ident.unraw().to_string();
    let inner = key.ty;
    let Names { layer, keys, .. } = Names::new();
    let defaults = quote_spanned!(inner.span()=> <#inner as #p::Config>::defaults);
    let sets = default_block(key).map(|block| {
        let sets = block::sets(block, p, &layer, &keys);
        let handles = quote_spanned!(inner.span()=> <#inner as #p::Config>::NESTED_KEYS);
        quote! {
            let #keys = &#handles;
            #sets
        }
    });
    quote! {
        #layer.nested(#name, |#layer| {
            #defaults(#layer);
            #sets
        });
    }
}

fn set_default(key: &Key<'_>, value: &Value, p: &Private) -> TokenStream {
    let Names { layer, keys, .. } = Names::new();
    block::set(&block::Key::Name(key.ident.clone()), value, p, &layer, &keys)
}

fn read(index: usize, key: &Key<'_>, p: &Private) -> TokenStream {
    let (ident, ty, inner) = (key.ident, key.ty, key.bare_type());
    let span = Span::mixed_site().located_at(inner.span());
    let (method, ty): (_, &dyn ToTokens) = match (key.is_nested(), key.inner) {
        (true, Some(_)) => ("nested_option", inner),
        (true, None) => ("nested", inner),
        (false, Some(_)) => ("optional", ty),
        (false, None) => ("required", ty),
    };
    let method = Ident::new(method, span);
    let Names { source, .. } = Names::new();
    quote!(#ident: #source.#method::<#ty>(&<Self as #p::Config>::INFO[#index])?)
}

/// The names of variables, which no default of the user sees.
struct Names {
    layer: Ident,
    keys: Ident,
    source: Ident,
}

impl Names {
    fn new() -> Self {
        let name = |name| Ident::new(name, Span::mixed_site());
        Self { layer: name("layer"), keys: name("keys"), source: name("source") }
    }
}
