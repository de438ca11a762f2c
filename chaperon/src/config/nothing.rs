//! `()`, the config of a scenario that has no keys of its own.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::config::error::ConfigError;
use crate::config::handles::{BuiltIn, Handles};
use crate::config::key::KeyInfo;
use crate::config::layer::Layer;
use crate::config::source::Source;
use crate::config::typed::{Config, NoKey};

/// The keys of a scenario without keys of its own: they lead on to `Next`.
#[derive(Debug)]
pub struct NoOwnKeys<Next = BuiltIn>(PhantomData<fn() -> Next>);

impl<Next: Handles> Handles for NoOwnKeys<Next> {
    const ALL: Self = Self(PhantomData);
}

impl<Next: Handles> Deref for NoOwnKeys<Next> {
    type Target = Next;

    fn deref(&self) -> &Next {
        Next::all()
    }
}

impl Config for () {
    type Keys = NoOwnKeys;
    type Before<Next: Handles> = NoOwnKeys<Next>;
    type NestedKeys = NoKey;
    const KEYS: Self::Keys = NoOwnKeys(PhantomData);
    const NESTED_KEYS: NoKey = NoKey;
    const INFO: &'static [KeyInfo] = &[];

    fn defaults(_: &mut Layer) {}

    fn read(_: &Source<'_>) -> Result<Self, ConfigError> {
        Ok(())
    }
}
