//! Layers: what one place says about keys, with secrets still by name. A later layer wins.

use std::fmt;

use serde::Serialize;

use crate::config::effective::Effective;
use crate::config::error::{ConfigError, Origin};
use crate::config::keep::keep;
use crate::config::key::{KeyInfo, TakesValue};
use crate::config::path::KeyPath;
use crate::config::provides::Provides;
use crate::config::settings::Settings;
use crate::config::tree::{Group, Node};
use crate::config::typed::Config;
use crate::config::unknown;

/// Values by dotted keys, as one place gives them: a block, a file, the environment, flags.
///
/// ```
/// use chaperon::config::Layer;
///
/// let mut layer = Layer::new();
/// layer.set_text("timeout=5s")?;
/// let mut flags = Layer::new();
/// flags.set_text("timeout=250ms")?;
/// layer.merge(flags);
/// let effective = layer.resolve()?;
/// assert_eq!(effective.get::<std::time::Duration>("timeout")?.as_millis(), 250);
/// # Ok::<(), chaperon::config::ConfigError>(())
/// ```
#[derive(Clone, Default)]
pub struct Layer {
    pub(super) root: Group,
    /// The keys that are known to exist, which says what is secret and what is near.
    pub(super) known: Vec<&'static [KeyInfo]>,
}

impl Layer {
    /// A layer that says nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The layer below all others: the defaults of the built-in keys and of the struct `C`.
    ///
    /// It also knows these keys: which are secret, and which is near to one misspelt.
    pub fn defaults_of<C: Config>() -> Self {
        let mut layer = Self::new();
        Settings::defaults(&mut layer);
        C::defaults(&mut layer);
        layer.know(Settings::INFO);
        layer.know(C::INFO);
        layer
    }

    /// Lets the layer know further keys, such as those of nested scenarios.
    pub fn know(&mut self, keys: &'static [KeyInfo]) {
        if !keys.is_empty() && !self.known.contains(&keys) {
            self.known.push(keys);
        }
    }

    /// Sets a key by its typed handle.
    pub fn set<K: TakesValue, M>(
        &mut self,
        _key: &K,
        path: &[&str],
        value: impl Provides<K::Value, M, K::Need>,
    ) {
        self.root.set(path, value.provide().0);
    }

    /// Sets keys inside of a group: `set` is given a layer of that group's keys.
    pub fn nested(&mut self, name: &str, set: impl FnOnce(&mut Self)) {
        let mut inner = Self::new();
        set(&mut inner);
        if !inner.root.entries.is_empty() {
            self.root.set(&[name], Node::Group(inner.root));
        }
    }

    /// Sets a dotted key to any value that serde can write.
    ///
    /// # Errors
    /// When the key is malformed.
    pub fn set_value<T: Serialize + ?Sized>(
        &mut self,
        key: &str,
        value: &T,
    ) -> Result<(), ConfigError> {
        let path = KeyPath::parse(key)?;
        self.root.set(path.segments(), keep(value));
        Ok(())
    }

    /// Sets `key=value` as written on the command line. The value becomes one of the key's type
    /// when it is read; a table or an array may be written as in JSON or TOML.
    ///
    /// # Errors
    /// When there is no `=` or the key is malformed.
    pub fn set_text(&mut self, text: &str) -> Result<(), ConfigError> {
        let malformed = |why: &str| ConfigError::Malformed { text: text.into(), why: why.into() };
        let (key, value) = text.split_once('=').ok_or_else(|| malformed("write key=value"))?;
        let path = KeyPath::parse(key).map_err(|error| match error {
            ConfigError::Malformed { why, .. } => malformed(&why),
            other => other,
        })?;
        let origin = Origin::Flag(key.trim().into());
        self.root.set(path.segments(), crate::config::text::node(value, &origin));
        Ok(())
    }

    /// Puts a later layer over this one: its values win, groups and maps are merged.
    pub fn merge(&mut self, later: Self) {
        let Self { root, known } = later;
        self.root.merge(root);
        known.into_iter().for_each(|keys| self.know(keys));
    }

    /// Whether the dotted key, or a key inside of it, is set.
    pub fn has(&self, key: &str) -> bool {
        self.root.get(key.split('.')).is_some()
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.root.entries.is_empty()
    }

    /// The keys set that are in none of these lists, each with the nearest one that is.
    pub fn unknown(&self, known: &[&[KeyInfo]]) -> Vec<ConfigError> {
        unknown::find(&self.root, known)
    }

    /// Looks secrets up, and gives the values for reading.
    ///
    /// # Errors
    /// When an environment variable is not set, or a value could not be kept.
    pub fn resolve(&self) -> Result<Effective, ConfigError> {
        Effective::of(self)
    }
}

/// Shows the keys only: a value may be a secret.
impl fmt::Debug for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn keys(node: &Node, path: &str, f: &mut fmt::DebugSet<'_, '_>) {
            match node {
                Node::Group(group) => group.entries.iter().for_each(|(key, node)| {
                    let dot = if path.is_empty() { "" } else { "." };
                    keys(node, &format!("{path}{dot}{key}"), f);
                }),
                _ => drop(f.entry(&format_args!("{path}"))),
            }
        }
        f.write_str("Layer")?;
        let mut set = f.debug_set();
        self.root.entries.iter().for_each(|(key, node)| keys(node, key, &mut set));
        set.finish()
    }
}
