//! Keys that nobody knows, and which known key is near.

use crate::config::error::ConfigError;
use crate::config::key::KeyInfo;
use crate::config::path::join;
use crate::config::tree::{Group, Node};

/// The keys of the tree that are in none of the lists.
///
/// Below a key of a user's own type nothing is looked at: the type says what it takes.
pub(super) fn find(root: &Group, known: &[&[KeyInfo]]) -> Vec<ConfigError> {
    find_in(root, known, "")
}

fn find_in(group: &Group, known: &[&[KeyInfo]], path: &str) -> Vec<ConfigError> {
    let of_entry = |(name, node): (&String, &Node)| {
        let infos = named(known, name);
        let nested: Vec<_> =
            infos.iter().map(|info| info.nested).filter(|keys| !keys.is_empty()).collect();
        match node {
            _ if infos.is_empty() => vec![unknown(&join(path, name), name, path, known, node)],
            Node::Group(inner) if nested.len() == infos.len() => {
                find_in(inner, &nested, &join(path, name))
            }
            _ => vec![],
        }
    };
    group.entries.iter().flat_map(of_entry).collect()
}

fn named<'k>(known: &[&'k [KeyInfo]], name: &str) -> Vec<&'k KeyInfo> {
    known.iter().copied().flatten().filter(|info| info.name == name).collect()
}

fn unknown(key: &str, name: &str, path: &str, known: &[&[KeyInfo]], node: &Node) -> ConfigError {
    let names = known.iter().copied().flatten().map(|info| info.name);
    let near = near(name, names).map(|near| join(path, near));
    ConfigError::Unknown { key: key.into(), near, origin: node.origin() }
}

/// What is known about the key at the path.
pub(super) fn look_up<'k>(known: &[&'k [KeyInfo]], path: &[String]) -> Option<&'k KeyInfo> {
    let (first, rest) = path.split_first()?;
    let infos = named(known, first);
    if rest.is_empty() {
        return infos.first().copied();
    }
    look_up(&infos.iter().map(|info| info.nested).collect::<Vec<_>>(), rest)
}

/// The known dotted key that is nearest to this one, if any is near.
pub(super) fn nearest(key: &str, known: &[&[KeyInfo]]) -> Option<String> {
    let all: Vec<String> = known.iter().flat_map(|keys| dotted(keys, "")).collect();
    near(key, all.iter().map(String::as_str)).map(str::to_owned)
}

fn dotted(keys: &[KeyInfo], path: &str) -> Vec<String> {
    let of_key = |info: &KeyInfo| {
        let key = join(path, info.name);
        let inner = dotted(info.nested, &key);
        std::iter::once(key).chain(inner).collect::<Vec<_>>()
    };
    keys.iter().flat_map(of_key).collect()
}

/// The name that is nearest to this one, if any is near.
pub(crate) fn near<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let distance = |other: &str| strsim::osa_distance(name, other);
    let nearest = names.min_by_key(|other| distance(other))?;
    (distance(nearest) <= name.chars().count().max(3) / 3).then_some(nearest)
}
