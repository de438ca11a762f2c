//! The struct beside the function, and its `Scenario`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Path, ReturnType};

use super::attributes::{carried_over, conditions, is_deprecated};
use super::model::{Assign, Scenario};
use crate::block;
use crate::docs::docs;
use crate::private::Private;
use crate::written::written;

/// The struct and its `impl`.
pub fn expand(scenario: &Scenario, private: &Private) -> TokenStream {
    let config =
        scenario.config().map_or_else(|| quote!(_), |_| config_argument().into_token_stream());
    let session = session().into_token_stream();
    let run = run(scenario, private, [&session, &config], &call(scenario));
    with_run(scenario, private, &run)
}

/// The same for a function that cannot be called as a scenario: nothing else then complains that
/// there is no such scenario.
pub fn expand_stub(scenario: &Scenario, private: &Private) -> TokenStream {
    let pending = quote!(::core::future::pending());
    let run = run(scenario, private, [&quote!(_), &quote!(_)], &pending);
    with_run(scenario, private, &run)
}

fn with_run(scenario: &Scenario, private: &Private, run: &TokenStream) -> TokenStream {
    let name = &scenario.signature.ident;
    let conditions = conditions(&scenario.attrs);
    let allow = is_deprecated(&scenario.attrs).then(|| quote!(#[allow(deprecated)]));
    let config = config(scenario);
    let constants = constants(scenario, private);
    let item = structure(scenario);
    let keys = keys_inside(scenario, private);
    let check = built_in_check(scenario, private);
    quote! {
        #item
        #(#conditions)*
        #allow
        impl #private::Scenario for #name {
            type Config = #config;
            #constants
            #run
        }
        #(#conditions)*
        #allow
        #keys
        #check
    }
}

fn structure(scenario: &Scenario) -> TokenStream {
    let Scenario { vis, signature, attrs, .. } = scenario;
    let name = &signature.ident;
    let attrs = carried_over(attrs);
    quote! {
        #(#attrs)*
        #[allow(non_camel_case_types)]
        #vis struct #name {}
    }
}

/// A config struct may not reuse the name of a built-in key.
fn built_in_check(scenario: &Scenario, private: &Private) -> Option<TokenStream> {
    let (ty, name) = (scenario.config()?, &scenario.signature.ident);
    let text = name.unraw().to_string();
    let check = block::no_built_in_check(ty.span(), private, &quote!(#text), &quote!(#name));
    let conditions = conditions(&scenario.attrs);
    let allow = is_deprecated(&scenario.attrs).then(|| quote!(#[allow(deprecated)]));
    Some(quote!(#(#conditions)* #allow #check))
}

fn config(scenario: &Scenario) -> TokenStream {
    scenario.config().map_or_else(|| quote!(()), ToTokens::to_token_stream)
}

fn constants(scenario: &Scenario, private: &Private) -> TokenStream {
    let name = name(scenario, private);
    let docs = docs(&scenario.attrs);
    let assigns = assigns(&scenario.args.assigns, private);
    let runs = runs(&scenario.args.runs, private);
    let init = hook(&quote!(INIT), scenario.args.init.as_ref(), private);
    let teardown = hook(&quote!(TEARDOWN), scenario.args.teardown.as_ref(), private);
    quote! {
        const NAME: &'static ::core::primitive::str = #name;
        const DOCS: &'static ::core::primitive::str = #docs;
        #assigns
        #runs
        #init
        #teardown
    }
}

/// The name given, or the path without the crate.
fn name(scenario: &Scenario, private: &Private) -> TokenStream {
    if let Some(name) = &scenario.args.name {
        return name.to_token_stream();
    }
    let tail = format!("::{}", scenario.signature.ident.unraw());
    quote!(#private::name_in_crate(::core::concat!(::core::module_path!(), #tail)))
}

fn assigns(assigns: &[Assign], private: &Private) -> Option<TokenStream> {
    let infos = assigns.iter().map(|Assign { key, ty }| {
        let (name, type_name) = (key.unraw().to_string(), written(ty));
        quote_spanned!(ty.span()=> #private::assign_info::<#ty>(#name, #type_name))
    });
    (!assigns.is_empty())
        .then(|| quote!(const ASSIGNS: &'static [#private::AssignInfo] = &[#(#infos),*];))
}

fn runs(runs: &[Path], private: &Private) -> Option<TokenStream> {
    let infos = runs.iter().map(|path| {
        quote_spanned!(path.span()=> <<#path as #private::Scenario>::Config as #private::Config>::INFO)
    });
    (!runs.is_empty())
        .then(|| quote!(const RUNS: &'static [&'static [#private::KeyInfo]] = &[#(#infos),*];))
}

/// The handles of the keys of the scenarios inside, one leading on to the next.
fn keys_inside(scenario: &Scenario, private: &Private) -> TokenStream {
    let name = &scenario.signature.ident;
    let inside = scenario.args.runs.iter().rev().fold(quote!(__End), |next, path| {
        let span = Span::mixed_site().located_at(path.span());
        let p = private.at(span);
        quote_spanned! {span=>
            <<#path as #p::Scenario>::Config as #p::Config>::Before<#next>
        }
    });
    quote!(impl<__End: #private::Handles> #private::Runs<__End, #inside> for #name {})
}

fn hook(constant: &TokenStream, function: Option<&Path>, private: &Private) -> Option<TokenStream> {
    let function = function?;
    let span = Span::mixed_site().located_at(function.span());
    let session = session();
    let call = quote_spanned!(span=> #private::hook::<Self::Config, _>(#function, #session));
    Some(quote! {
        const #constant: ::core::option::Option<#private::Hook> =
            ::core::option::Option::Some(|#session| #call);
    })
}

/// The method `run`. Its return type stands at the function's, where rustc says what is wrong
/// with it.
fn run(
    scenario: &Scenario,
    private: &Private,
    [session, config]: [&TokenStream; 2],
    body: &TokenStream,
) -> TokenStream {
    let span = Span::mixed_site().located_at(output_span(scenario));
    let outcome = private.at(span);
    let output = quote_spanned! {span=>
        impl ::core::future::Future<Output = #outcome::Outcome>
    };
    quote! {
        fn run(#session: &mut #private::Session, #config: &Self::Config) -> #output {
            #body
        }
    }
}

fn output_span(scenario: &Scenario) -> Span {
    match &scenario.signature.output {
        ReturnType::Type(_, ty) => ty.span(),
        ReturnType::Default => scenario.signature.ident.span(),
    }
}

/// The call of the function. What rustc finds wrong with an argument or the outcome is shown at
/// that argument or the return type.
fn call(scenario: &Scenario) -> TokenStream {
    let name = &scenario.signature.ident;
    let at = |span: Span| Span::mixed_site().located_at(span);
    let mut session = session();
    session.set_span(at(scenario.session().map_or_else(Span::call_site, Spanned::span)));
    let config = scenario.config().map(|ty| {
        let mut config = config_argument();
        config.set_span(at(ty.span()));
        config
    });
    quote_spanned!(at(output_span(scenario))=> #name(#session, #config))
}

fn session() -> Ident {
    Ident::new("session", Span::mixed_site())
}

fn config_argument() -> Ident {
    Ident::new("config", Span::mixed_site())
}
