//! Setting keys of which it is not known whether they are there: what [`Probe`] found decides.
//!
//! [`Probe`]: crate::config::typed::Probe

use crate::config::key::{Entries, Key, TakesValue};
use crate::config::layer::Layer;
use crate::config::provides::Provides;
use crate::config::typed::NoKey;

impl<T, Need> Key<T, Need> {
    /// Sets the key in the layer.
    pub fn offer<M>(&self, layer: &mut Layer, path: &[&str], value: impl Provides<T, M, Need>) {
        layer.set(self, path, value);
    }
}

impl NoKey {
    /// Sets nothing.
    pub fn offer<V>(&self, _layer: &mut Layer, _path: &[&str], _value: V) {}

    /// Stands for the entry of a map that is not there.
    pub const fn entry(&self) -> Self {
        Self
    }
}

/// What a group of keys answers when it is asked to be what it is not: that it takes no single
/// value, and that it is no map. Handles have methods of their own.
pub trait Group {
    /// Does not compile.
    fn offer<V>(&self, _layer: &mut Layer, _path: &[&str], _value: V)
    where
        Self: TakesValue,
    {
    }

    /// Does not compile.
    fn entry(&self) -> NoKey
    where
        Self: Entries,
    {
        NoKey
    }
}

impl<T> Group for T {}
