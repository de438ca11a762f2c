//! What rustc checks for us by the types of the configs: that no key is unknown to all scenarios
//! that a block is for, and that nothing required is missing.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;

use super::expand::{config_of, default_owners, sequence_owners};
use super::model::{Entry, Fields, Scenario};
use crate::block::{self, Block, Place, Required};
use crate::private::Private;
use crate::written::written;

/// Items that do not compile when a key is unknown or missing.
pub fn checks(fields: &Fields, private: &Private) -> TokenStream {
    let mut checks = TokenStream::new();
    if let Some(block) = &fields.default_config {
        let owners = default_owners(fields);
        let nobody = "no scenario of this load test has";
        checks.extend(block::known_checks(block, private, nobody, &owners));
    }
    for entry in fields.entries() {
        if let Scenario::Sequence(members) = &entry.scenario {
            let owners = sequence_owners(members);
            let nobody = "no scenario of this sequence has";
            checks.extend(block::known_checks(&entry.block, private, nobody, &owners));
        }
        checks.extend(missing(entry, fields, private));
    }
    checks
}

/// What each member of the entry requires and neither its block, nor `default_config`, nor a
/// member before it gives.
fn missing(entry: &Entry, fields: &Fields, private: &Private) -> TokenStream {
    let blocks = || fields.default_config.iter().chain([&entry.block]);
    if blocks().any(Block::may_have_more) {
        return TokenStream::new();
    }
    let given: Vec<TokenStream> = blocks().map(block::paths).collect();
    let place = match entry.scenario {
        Scenario::One(_) => Place::Entry,
        Scenario::Sequence(_) => Place::Sequence,
    };
    let mut assigned = Vec::new();
    let mut checks = TokenStream::new();
    for member in entry.scenario.members() {
        let name = written(member);
        let required = Required {
            span: member.span(),
            place,
            scenario: quote!(#name),
            config: config_of(member, private),
            given: &given,
            assigned: &assigned,
        };
        checks.extend(required.check(private));
        assigned.push(quote!(<#member as #private::Scenario>::ASSIGNS));
    }
    checks
}
