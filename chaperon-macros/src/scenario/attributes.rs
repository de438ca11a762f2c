//! Which attributes of the function its struct has too.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Path, Token};

/// Those that say something about the name, and not about the code in the function.
const SHARED: [&str; 7] = ["cfg", "doc", "deprecated", "allow", "expect", "warn", "deny"];

/// The lints about the name.
const LINTS: [&str; 3] = ["deprecated", "missing_docs", "unreachable_pub"];

/// The attributes that the struct has too: documentation, `cfg`, `deprecated`, and levels of
/// lints about names.
pub fn carried_over(attrs: &[Attribute]) -> Vec<&Attribute> {
    attrs.iter().filter(|attr| is_shared(&attr.meta)).collect()
}

/// The `cfg` attributes, which every item beside the function needs.
pub fn conditions(attrs: &[Attribute]) -> Vec<&Attribute> {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg") || is_conditional_cfg(&attr.meta))
        .collect()
}

/// Whether the function is deprecated, so that our own call of it must be allowed.
pub fn is_deprecated(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident("deprecated"))
}

fn is_shared(meta: &Meta) -> bool {
    let Some(name) = SHARED.iter().find(|name| meta.path().is_ident(name)) else {
        return conditional(meta)
            .is_some_and(|inner| !inner.is_empty() && inner.iter().all(is_shared));
    };
    match *name {
        "allow" | "warn" | "deny" => {
            lints(meta).iter().any(|lint| LINTS.iter().any(|known| lint.is_ident(known)))
        }
        // Fulfilled once by the function; the struct would leave it unfulfilled.
        "expect" => false,
        _ => true,
    }
}

fn is_conditional_cfg(meta: &Meta) -> bool {
    conditional(meta).is_some_and(|inner| inner.iter().any(|inner| inner.path().is_ident("cfg")))
}

/// What `cfg_attr` puts in place under its condition.
fn conditional(meta: &Meta) -> Option<Vec<Meta>> {
    let list = meta.require_list().ok().filter(|list| list.path.is_ident("cfg_attr"))?;
    let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
    Some(metas.into_iter().skip(1).collect())
}

fn lints(meta: &Meta) -> Vec<Path> {
    let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
    let lints = meta.require_list().and_then(|list| list.parse_args_with(parse));
    lints.into_iter().flatten().map(|lint| lint.path().clone()).collect()
}
