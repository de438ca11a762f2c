//! The type of a load test, and its `LoadTest`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Path};

use super::model::{Amount, Clauses, Entry, Fields, Level, Load, LoadTest, Scenario, Stage};
use super::{feeds, required, thresholds};
use crate::block::{self, Owner};
use crate::docs::docs;
use crate::duration;
use crate::private::Private;

/// The struct, its `impl`, and checks that rustc does.
pub fn expand(test: &LoadTest, private: &Private) -> TokenStream {
    let (ident, vis, attrs) = (&test.ident, &test.vis, &test.attrs);
    let conditions: Vec<_> = attrs.iter().filter(|attr| attr.path().is_ident("cfg")).collect();
    let name = test
        .fields
        .name
        .as_ref()
        .map_or_else(|| ident.unraw().to_string().into_token_stream(), ToTokens::to_token_stream);
    let docs = docs(attrs);
    let definition = definition(test, private);
    let checks = required::checks(&test.fields, private);
    quote! {
        #(#attrs)*
        #vis struct #ident {}
        #(#conditions)*
        impl #private::LoadTest for #ident {
            const NAME: &'static ::core::primitive::str = #name;
            const DOCS: &'static ::core::primitive::str = #docs;
            fn define() -> #private::Definition {
                let definition = #definition;
                #checks
                definition
            }
        }
    }
}

fn definition(test: &LoadTest, private: &Private) -> TokenStream {
    let default_config = default_config(test, private);
    let entries = test.fields.entries().iter().map(|entry| {
        let expanded = self::entry(entry, private);
        quote!(.entry(#expanded))
    });
    let thresholds = test.fields.thresholds.iter().flatten();
    let thresholds = thresholds.map(|threshold| thresholds::expand(threshold, private));
    let feeds = test.fields.feeds.iter().flatten().map(|feed| feeds::expand(feed, private));
    let set_ups = set_ups(&test.fields);
    quote! {
        #private::Definition::new() #default_config #(#feeds)* #set_ups #(#entries)* #(#thresholds)*
    }
}

/// What is run before the load.
fn set_ups(fields: &Fields) -> TokenStream {
    let set_up = |function: &Path, method: &str| {
        let method = Ident::new(method, here(function));
        quote_spanned!(here(function)=> .#method(#function))
    };
    let setup = fields.setup.as_ref().map(|function| set_up(function, "setup"));
    let worker = fields.worker_setup.as_ref().map(|function| set_up(function, "worker_setup"));
    quote!(#setup #worker)
}

/// What `default_config` sets, checked against every type of config that has the key.
fn default_config(test: &LoadTest, private: &Private) -> Option<TokenStream> {
    let block = test.fields.default_config.as_ref()?;
    let layer = block::offered(block, private, &default_owners(&test.fields));
    Some(quote!(.default_config(#layer)))
}

/// Whose keys may stand in `default_config`: those of all scenarios, and the built-in keys.
pub fn default_owners(fields: &Fields) -> Vec<Owner<'_>> {
    let members = fields.members().into_iter().map(Owner::Scenario);
    members.chain(["Settings", "LoadTestSettings"].map(Owner::BuiltIn)).collect()
}

/// Whose keys may stand in the block of a sequence.
pub fn sequence_owners(members: &[Path]) -> Vec<Owner<'_>> {
    members.iter().map(Owner::Scenario).chain([Owner::BuiltIn("Settings")]).collect()
}

fn entry(entry: &Entry, private: &Private) -> TokenStream {
    let new = members(&entry.scenario, private);
    let config = config(entry, private);
    let count = entry.count.as_ref().map(|count| {
        let count = number(count, private);
        quote!(.count(#count))
    });
    let name = entry.name.as_ref().map(|name| quote!(.named(#name)));
    let clauses = clauses(&entry.clauses, private);
    quote!(#private::Entry::#new #config #count #name #clauses)
}

fn members(scenario: &Scenario, private: &Private) -> TokenStream {
    match scenario {
        Scenario::One(path) => quote_spanned!(here(path)=> new::<#path>()),
        Scenario::Sequence(paths) => {
            let members = paths
                .iter()
                .map(|path| quote_spanned!(here(path)=> #private::ScenarioRef::of::<#path>()));
            quote!(of(<[_]>::into_vec(#private::Box::new([#(#members),*]))))
        }
    }
}

/// What the entry's block sets: checked against the scenario's keys, or, for a sequence, against
/// those of each member that has the key.
fn config(entry: &Entry, private: &Private) -> Option<TokenStream> {
    if entry.block.entries.is_empty() {
        return None;
    }
    let layer = match &entry.scenario {
        Scenario::One(path) => block::layer(&entry.block, private, path),
        Scenario::Sequence(members) => {
            block::offered(&entry.block, private, &sequence_owners(members))
        }
    };
    Some(quote!(.config(#layer)))
}

fn clauses(clauses: &Clauses, private: &Private) -> TokenStream {
    let time = |time: &Amount| duration::expand_all(time.to_token_stream(), private);
    let load = match &clauses.load {
        Load::Once => None,
        Load::For(Amount(length)) => {
            let length = duration::expand_all(length.to_token_stream(), private);
            Some(quote!(For(#length)))
        }
        Load::Times(times) => {
            let times = number(times, private);
            Some(quote!(Times(#times)))
        }
        Load::With(stages) => {
            let stages = self::stages(stages, private);
            Some(quote!(With(#stages)))
        }
        Load::At(stages) => {
            let (rates, poisson) = (self::stages(stages, private), clauses.poisson.is_some());
            Some(quote!(At { rates: #rates, poisson: #poisson }))
        }
    };
    let load = load.map(|load| quote!(.load(#private::Load::#load)));
    let every = clauses.every.as_ref().map(|(_, period)| time(period));
    let every = every.map(|period| quote!(.every(#period)));
    let after = clauses.after.as_ref().map(time).map(|wait| quote!(.after(#wait)));
    quote!(#load #every #after)
}

fn stages(stages: &[Stage], private: &Private) -> TokenStream {
    let stages = stages.iter().map(|Stage { from, to, length }| {
        let to = level(to.as_ref().unwrap_or(from), private);
        let from = level(from, private);
        let length = duration::expand_all(length.to_token_stream(), private);
        quote!(#private::Stage { from: #from, to: #to, length: #length })
    });
    quote!(#private::Stages::new([#(#stages),*]))
}

fn level(level: &Level, private: &Private) -> TokenStream {
    let Level { amount, unit } = level;
    let Some(unit) = unit else { return number(amount, private) };
    let seconds: u64 = match unit.to_string().as_str() {
        "min" => 60,
        "h" => 3600,
        _ => 1,
    };
    quote_spanned!(here(amount)=> #private::rate(#amount, #seconds))
}

fn number(amount: &Amount, private: &Private) -> TokenStream {
    quote_spanned!(here(amount)=> #private::count(#amount))
}

fn here(tokens: &impl Spanned) -> Span {
    Span::mixed_site().located_at(tokens.span())
}

/// The config type of the scenario at this path.
pub fn config_of(scenario: &Path, private: &Private) -> TokenStream {
    quote_spanned!(here(scenario)=> <#scenario as #private::Scenario>::Config)
}
