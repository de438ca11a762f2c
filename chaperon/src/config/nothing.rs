//! `()`, the config of a scenario that has no keys of its own.

use std::ops::Deref;

use crate::config::error::ConfigError;
use crate::config::key::KeyInfo;
use crate::config::layer::Layer;
use crate::config::source::Source;
use crate::config::typed::{BUILT_IN_KEYS, BuiltInKeys, Config, NoKey};

/// The keys of a scenario without keys of its own: they lead on to the built-in ones.
#[derive(Debug)]
pub struct NoOwnKeys;

impl Deref for NoOwnKeys {
    type Target = BuiltInKeys;

    fn deref(&self) -> &BuiltInKeys {
        BUILT_IN_KEYS
    }
}

impl Config for () {
    type Keys = NoOwnKeys;
    type NestedKeys = NoKey;
    const KEYS: Self::Keys = NoOwnKeys;
    const NESTED_KEYS: NoKey = NoKey;
    const INFO: &'static [KeyInfo] = &[];

    fn defaults(_: &mut Layer) {}

    fn read(_: &Source<'_>) -> Result<Self, ConfigError> {
        Ok(())
    }
}
