//! Keys: the typed handles that a block's keys become, and what is known about each key.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::marker::PhantomData;

/// The typed handle of a key: a field of the keys that `#[derive(Config)]` makes of a struct.
///
/// It holds nothing; its type says which values the key takes (see [`Provides`]). Of a field that
/// is an `Option<T>` it is a `Key<T, Optional>`.
///
/// [`Provides`]: crate::config::Provides
pub struct Key<T, Need = Required>(PhantomData<fn() -> (T, Need)>);

/// Marks a key that always has a value.
#[derive(Debug)]
pub struct Required;

/// Marks a key that may have no value: `none`, or an `Option` can be given.
#[derive(Debug)]
pub struct Optional;

impl<T, Need> Key<T, Need> {
    /// The handle.
    pub const NEW: Self = Self(PhantomData);
}

impl<T, Need> Key<T, Need> {
    /// The handle of any entry of this map: what a text key in a block names.
    pub const fn entry(&self) -> Key<T::Value>
    where
        T: Entries,
    {
        Key::NEW
    }
}

/// The handle of any entry of this map.
pub const fn entry<T: Entries, Need>(key: &Key<T, Need>) -> Key<T::Value> {
    key.entry()
}

/// The handle of a key that takes a value, which that of a group of keys is not.
#[diagnostic::on_unimplemented(
    message = "a group of keys takes no single value",
    label = "this is a group of keys: write `{{ key: value, .. }}`"
)]
pub trait TakesValue {
    /// The key's type.
    type Value;
    /// Whether it may have none: [`Required`] or [`Optional`].
    type Need;
}

impl<T, Need> TakesValue for Key<T, Need> {
    type Value = T;
    type Need = Need;
}

impl<T, Need> fmt::Debug for Key<T, Need> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key<{}>", std::any::type_name::<T>())
    }
}

/// A type whose entries can be set one by one, with a text key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no entries",
    label = "only a map takes text keys; write the whole value"
)]
pub trait Entries {
    /// What an entry holds.
    type Value;
}

impl<V> Entries for BTreeMap<String, V> {
    type Value = V;
}

impl<V, S> Entries for HashMap<String, V, S> {
    type Value = V;
}

impl Entries for serde_json::Value {
    type Value = serde_json::Value;
}

impl Entries for serde_json::Map<String, serde_json::Value> {
    type Value = serde_json::Value;
}

/// What is known about a key: for `list`, for checks and for near misses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyInfo {
    /// The field's name.
    pub name: &'static str,
    /// The field's docs.
    pub docs: &'static str,
    /// The type as written; of an `Option`, the type inside.
    pub type_name: &'static str,
    /// Whether it must be set; of a group, whether its keys count when none of them is set.
    pub required: bool,
    /// Whether its value never appears in any output.
    pub secret: bool,
    /// The default as written.
    pub default: Option<&'static str>,
    /// The dotted paths below a group that its default sets.
    pub provided: &'static [&'static str],
    /// The keys inside, when it is a group.
    pub nested: &'static [KeyInfo],
}
