//! The checks of a block that need to know a scenario's keys: `const` items that fail to compile.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::expand::Owner;
use super::model::{Block, Leaf, Value};
use crate::private::Private;

/// The dotted paths that the block sets, as an expression of `&'static [&'static str]`.
pub fn paths(block: &Block) -> TokenStream {
    let leaves = block.leaves();
    let set = |leaf: &&Leaf<'_>| !matches!(leaf.value, Value::Nested(_));
    let paths = leaves.iter().filter(set).map(Leaf::dotted);
    quote!(&[#(#paths),*])
}

/// Items that fail to compile, at the user's key, for each key that none of `owners` has. The
/// message is `{nobody} the key ..`, so `nobody` is as in
/// `no scenario of this load test has`.
pub fn known_checks(
    block: &Block,
    private: &Private,
    nobody: &str,
    owners: &[Owner<'_>],
) -> TokenStream {
    let [own, inside] = [0, 1].map(|which| {
        let infos = owners.iter().map(|owner| owner.infos(private)[which].clone());
        infos.collect::<Vec<_>>()
    });
    let check = |leaf: &Leaf<'_>| {
        let span = Span::mixed_site().located_at(leaf.dotted_span());
        let path = leaf.dotted();
        let p = private.at(span);
        quote_spanned! {span=>
            const _: () = #p::check::known(
                #nobody,
                #path,
                &[#(#own),*],
                &[#(#inside),*],
            );
        }
    };
    block.leaves().iter().map(check).collect()
}

/// Where a scenario is used, which decides the advice in [`Required::check`]'s message.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// An entry of a load test.
    Entry,
    /// A member of a sequence.
    Sequence,
    /// A `run` or `schedule` step.
    Step,
}

/// The check that all required keys of a scenario are set. It is not to be made when the block
/// or `default_config` is open.
pub struct Required<'a> {
    /// Where the scenario is written: the message is shown there.
    pub span: Span,
    /// Where it is used.
    pub place: Place,
    /// An expression of its name for the message, a `&'static str`.
    pub scenario: TokenStream,
    /// Its config type.
    pub config: TokenStream,
    /// What is set: expressions of `&'static [&'static str]`, as from [`paths`].
    pub given: &'a [TokenStream],
    /// What earlier scenarios of a sequence assign: expressions of `&'static [AssignInfo]`.
    pub assigned: &'a [TokenStream],
}

impl Required<'_> {
    /// The item that fails to compile when a required key is missing.
    pub fn check(&self, private: &Private) -> TokenStream {
        let Self { span, place, scenario, config, given, assigned } = self;
        let span = Span::mixed_site().located_at(*span);
        let place = match place {
            Place::Entry => quote!(Entry),
            Place::Sequence => quote!(Sequence),
            Place::Step => quote!(Step),
        };
        let p = private.at(span);
        quote_spanned! {span=>
            const _: () = #p::check::required(
                #p::check::Place::#place,
                #scenario,
                <#config as #p::Config>::INFO,
                &[#(#given),*],
                &[#(#assigned),*],
            );
        }
    }
}

/// The item that fails to compile at `span` when the config of the scenario has a key with a
/// built-in key's name: to be made where the struct becomes a scenario's config.
pub fn no_built_in_check(
    span: Span,
    private: &Private,
    name: &TokenStream,
    scenario: &TokenStream,
) -> TokenStream {
    let span = Span::mixed_site().located_at(span);
    let p = private.at(span);
    quote_spanned! {span=>
        const _: () = #p::check::no_built_in(#name, #p::info_of::<#scenario>());
    }
}
