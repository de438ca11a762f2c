//! The values that count: all layers merged, secrets looked up.

use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::error::ConfigError;
use crate::config::key::KeyInfo;
use crate::config::layer::Layer;
use crate::config::mistake::Mistake;
use crate::config::path::KeyPath;
use crate::config::reader::Reader;
use crate::config::tree::Group;
use crate::config::typed::Config;
use crate::config::{redacted, resolve, source, unknown};

/// The configuration of a scenario as it counts. Cheap to clone.
#[derive(Clone)]
pub struct Effective(Rc<Inner>);

struct Inner {
    root: Group,
    known: Vec<&'static [KeyInfo]>,
    /// All that no output may show, looked for once.
    secrets: OnceCell<Vec<String>>,
}

impl Effective {
    pub(super) fn of(layer: &Layer) -> Result<Self, ConfigError> {
        let root = resolve::group(&layer.root, "")?;
        Ok(Self(Rc::new(Inner { root, known: layer.known.clone(), secrets: OnceCell::new() })))
    }

    /// Reads a config struct.
    ///
    /// # Errors
    /// When a required key is not set, or a value is not of its key's type.
    pub fn read<C: Config>(&self) -> Result<C, ConfigError> {
        source::read(&self.0.root, "")
    }

    /// Reads the value of a dotted key, of any type that serde reads.
    ///
    /// # Errors
    /// When it is not set (the nearest known key is named), or not of the type.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<T, ConfigError> {
        let path = KeyPath::parse(key)?;
        let node = self.0.root.get(path.segments().iter().map(String::as_str));
        let node = node.ok_or_else(|| self.not_set(key, path.segments()))?;
        T::deserialize(Reader::Node(node)).map_err(|mistake: Mistake| {
            let info = unknown::look_up(&self.0.known, path.segments());
            let secret = info.is_some_and(|info| info.secret);
            mistake.from(&node.origin(), secret).of_key(key, None)
        })
    }

    fn not_set(&self, key: &str, path: &[String]) -> ConfigError {
        let known = unknown::look_up(&self.0.known, path).is_some();
        let near = if known { None } else { unknown::nearest(key, &self.0.known) };
        ConfigError::NotSet { key: key.into(), near, known }
    }

    /// Whether the dotted key, or a key inside of it, is set.
    pub fn has(&self, key: &str) -> bool {
        self.0.root.get(key.split('.')).is_some()
    }

    /// These values with a layer over them: what `set_config` makes of them.
    ///
    /// # Errors
    /// When a secret of the layer is not set.
    pub fn with(&self, overlay: &Layer) -> Result<Self, ConfigError> {
        let mut root = self.0.root.clone();
        root.merge(resolve::group(&overlay.root, "")?);
        let mut known = self.0.known.clone();
        known.extend(overlay.known.iter().filter(|keys| !self.0.known.contains(keys)));
        Ok(Self(Rc::new(Inner { root, known, secrets: OnceCell::new() })))
    }

    /// All values for printing, with `***` in the place of secrets.
    pub fn redacted(&self) -> Value {
        redacted::group(&self.0.root, &self.0.known)
    }

    /// A text with `***` in the place of the secrets that are in it.
    pub fn redact(&self, text: &str) -> String {
        redacted::text(text, self.secrets())
    }

    /// Whether any of the values is a secret.
    pub fn has_secrets(&self) -> bool {
        !self.secrets().is_empty()
    }

    /// The secrets in all their forms, the longest first.
    pub(super) fn secrets(&self) -> &[String] {
        self.0.secrets.get_or_init(|| redacted::secrets(&self.0.root, &self.0.known))
    }

    /// The required keys among these that are not set.
    pub fn missing(&self, keys: &[KeyInfo]) -> Vec<ConfigError> {
        source::missing_of(keys, &self.0.root, "")
    }

    /// The keys set that are neither known nor in one of these lists, each with the nearest one.
    pub fn unknown(&self, known: &[&[KeyInfo]]) -> Vec<ConfigError> {
        unknown::find(&self.0.root, &[&self.0.known, known].concat())
    }
}

/// Shows the values with secrets redacted.
impl fmt::Debug for Effective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Effective({})", self.redacted())
    }
}
