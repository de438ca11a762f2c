//! Reading a config struct, key by key: what the code of `#[derive(Config)]` calls.

use serde::de::DeserializeOwned;

use crate::config::error::{ConfigError, Origin};
use crate::config::key::KeyInfo;
use crate::config::layer::Layer;
use crate::config::mistake::Mistake;
use crate::config::path::join;
use crate::config::reader::Reader;
use crate::config::resolve;
use crate::config::tree::{Group, Node};
use crate::config::typed::Config;

/// The values of one config struct, about to be read.
#[derive(Debug)]
pub struct Source<'a> {
    group: &'a Group,
    path: &'a str,
}

impl Source<'_> {
    /// The value of a key that must be set.
    ///
    /// # Errors
    /// When it is not set, or not of the key's type.
    pub fn required<T: Readable>(&self, info: &KeyInfo) -> Result<T, ConfigError> {
        match self.group.entries.get(info.name) {
            Some(node) => self.value(info, Reader::Node(node)),
            None => Err(missing(self.path, info)),
        }
    }

    /// The value of a key that is an `Option`.
    ///
    /// # Errors
    /// When it is not of the key's type.
    pub fn optional<T: Readable>(&self, info: &KeyInfo) -> Result<T, ConfigError> {
        let node = self.group.entries.get(info.name);
        self.value(info, node.map_or(Reader::Nothing, Reader::Node))
    }

    fn value<T: Readable>(&self, info: &KeyInfo, reader: Reader<'_>) -> Result<T, ConfigError> {
        T::read(reader).map_err(|mistake| {
            let mistake = mistake.from(&Origin::Code, info.secret);
            mistake.of_key(&join(self.path, info.name), Some(info.type_name))
        })
    }

    /// The struct of a group of keys.
    ///
    /// # Errors
    /// When one of its keys is missing or wrong, or a single value stands in the group's place.
    pub fn nested<C: Config>(&self, info: &KeyInfo) -> Result<C, ConfigError> {
        let empty = Group::default();
        read(self.group_of(info)?.unwrap_or(&empty), &join(self.path, info.name))
    }

    /// The struct of a group of keys, if any of them is set.
    ///
    /// # Errors
    /// As [`Source::nested`].
    pub fn nested_option<C: Config>(&self, info: &KeyInfo) -> Result<Option<C>, ConfigError> {
        let group = self.group_of(info)?.filter(|group| !group.entries.is_empty());
        group.map(|group| read(group, &join(self.path, info.name))).transpose()
    }

    fn group_of(&self, info: &KeyInfo) -> Result<Option<&Group>, ConfigError> {
        match self.group.entries.get(info.name) {
            None => Ok(None),
            Some(Node::Group(group)) => Ok(Some(group)),
            Some(node) => Err(no_group(&join(self.path, info.name), info, node)),
        }
    }
}

/// What the value of a key can be read as: what serde can read.
#[diagnostic::on_unimplemented(
    message = "a config key cannot be of type `{Self}`",
    label = "cannot be read",
    note = "a struct of config keys inside of another is marked `#[config(nested)]`",
    note = "any other type is read by serde: write `#[derive(serde::Deserialize)]` on it"
)]
pub trait Readable: Sized {
    /// Reads the value.
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "the blanket implementation is the only one")]
    fn read(reader: Reader<'_>) -> Result<Self, Mistake>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Readable for T {
    #[expect(private_interfaces, reason = "the blanket implementation is the only one")]
    fn read(reader: Reader<'_>) -> Result<Self, Mistake> {
        T::deserialize(reader)
    }
}

/// Reads a config struct from its values, with its defaults where they are not set.
pub(super) fn read<C: Config>(group: &Group, path: &str) -> Result<C, ConfigError> {
    if !lacks_defaults(C::INFO, group) {
        return C::read(&Source { group, path });
    }
    let mut defaults = Layer::new();
    C::defaults(&mut defaults);
    let mut full = resolve::group(&defaults.root, path)?;
    full.merge(group.clone());
    C::read(&Source { group: &full, path })
}

fn lacks_defaults(keys: &[KeyInfo], group: &Group) -> bool {
    let empty = Group::default();
    keys.iter().any(|info| {
        let node = group.entries.get(info.name);
        let inner = if let Some(Node::Group(inner)) = node { inner } else { &empty };
        let provided = |path: &&str| inner.get(path.split('.')).is_some();
        match info.nested {
            [] => info.default.is_some() && node.is_none(),
            nested => {
                (info.required && lacks_defaults(nested, inner))
                    || !info.provided.iter().all(provided)
            }
        }
    })
}

/// The keys that are required and not set.
pub(super) fn missing_of(keys: &[KeyInfo], group: &Group, path: &str) -> Vec<ConfigError> {
    let empty = Group::default();
    let of_key = |info: &KeyInfo| match (group.entries.get(info.name), info.nested) {
        (None, []) if info.required => vec![missing(path, info)],
        (_, []) => vec![],
        (Some(Node::Group(inner)), nested) => missing_of(nested, inner, &join(path, info.name)),
        (None, nested) if info.required => missing_of(nested, &empty, &join(path, info.name)),
        (None, _) => vec![],
        (Some(node), _) => vec![no_group(&join(path, info.name), info, node)],
    };
    keys.iter().flat_map(of_key).collect()
}

fn missing(path: &str, info: &KeyInfo) -> ConfigError {
    ConfigError::Missing { key: join(path, info.name), type_name: info.type_name.into() }
}

fn no_group(key: &str, info: &KeyInfo, node: &Node) -> ConfigError {
    let names: Vec<_> = info.nested.iter().map(|info| format!("`{}`", info.name)).collect();
    ConfigError::WrongType {
        key: key.into(),
        expected: format!("a group of the keys {}", names.join(", ")),
        found: "a single value".into(),
        origin: node.origin(),
    }
}
