//! Config structs: the trait behind `#[derive(Config)]`, and asking keys whether they have one.

use crate::config::error::ConfigError;
use crate::config::handles::{BuiltIn, Handles, Then};
use crate::config::key::KeyInfo;
use crate::config::layer::Layer;
use crate::config::settings::Settings;
use crate::config::source::Source;

/// A struct of typed config keys. Derive it.
///
/// ```
/// use chaperon::prelude::*;
///
/// #[derive(Config)]
/// struct PingPong {
///     /// Round trips per session.
///     iterations: u32,
///     /// How long to wait for each pong.
///     #[config(default = 2s)]
///     patience: Duration,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a config struct",
    label = "not a config struct",
    note = "write `#[derive(Config)]` on the struct"
)]
pub trait Config: Sized + 'static {
    /// The typed handles of the keys, which lead on to the built-in keys.
    type Keys: Handles;
    /// The typed handles of the keys, which lead on to `Next`.
    type Before<Next: Handles>: Handles;
    /// The typed handles of the keys, without the built-in ones.
    type NestedKeys: 'static;
    /// The handles.
    const KEYS: Self::Keys;
    /// The handles, without the built-in ones.
    const NESTED_KEYS: Self::NestedKeys;
    /// What is known about each key.
    const INFO: &'static [KeyInfo];

    /// Sets the defaults.
    fn defaults(layer: &mut Layer);

    /// Reads the struct.
    ///
    /// # Errors
    /// When a required key is not set, or a value is not of its key's type.
    fn read(source: &Source<'_>) -> Result<Self, ConfigError>;
}

/// Marks the keys of a scenario's own config struct: they lead on to the built-in keys.
pub type TopLevel = Then<BuiltIn>;

/// Marks the keys of a struct inside of another: built-in keys are not among them.
#[derive(Debug)]
pub struct Nested;

/// Keys that have a key whose name has the hash `H`: its handle or its keys inside are a `T`.
///
/// The type is a parameter and not an associated type, so that a public struct may have a key of
/// a private type.
pub trait HasKey<const H: u64, T> {
    /// The handle.
    fn handle_of_key(&self) -> &T;
}

/// Asks keys for one of which it is not known whether they have it: `(&Probe::<_, H>(keys)).key()`
/// is the method of [`Present`] where they do, and else that of [`Absent`].
#[derive(Debug)]
pub struct Probe<'k, K, const H: u64>(pub &'k K);

/// Stands for the handle of a key that is not there.
#[derive(Debug)]
pub struct NoKey;

/// The answer of a [`Probe`] whose key is there.
pub trait Present<'k, T> {
    /// The handle of the key.
    fn key(&self) -> &'k T;
}

impl<'k, K: HasKey<H, T>, T, const H: u64> Present<'k, T> for Probe<'k, K, H> {
    fn key(&self) -> &'k T {
        self.0.handle_of_key()
    }
}

/// The answer of a [`Probe`] whose key is not there.
pub trait Absent {
    /// Says so.
    fn key(&self) -> &'static NoKey {
        &NoKey
    }
}

impl<K, const H: u64> Absent for &Probe<'_, K, H> {}

/// The handles of the built-in keys that every scenario has.
pub type BuiltInKeys = <Settings as Config>::NestedKeys;
