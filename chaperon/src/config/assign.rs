//! What a scenario declares to leave for the one that follows it in a sequence.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::error::{ConfigError, Origin};
use crate::config::keep::keep;
use crate::config::mistake::Mistake;
use crate::config::reader::Reader;

/// What a scenario assigns for the one that follows it in a sequence.
#[derive(Debug, Clone, Copy)]
pub struct AssignInfo {
    /// The assign's name, which is that of a config key.
    pub name: &'static str,
    /// Its type as written.
    pub type_name: &'static str,
    read: fn(&Self, &Value) -> Result<(), ConfigError>,
}

impl AssignInfo {
    /// An assign of this name and type.
    pub const fn of<T: Assignable>(name: &'static str, type_name: &'static str) -> Self {
        Self { name, type_name, read: read::<T> }
    }

    /// Whether a value can be read as the type, as config of the scenario that follows.
    ///
    /// # Errors
    /// When it cannot, with what was expected and found where.
    pub fn check(&self, value: &Value) -> Result<(), ConfigError> {
        (self.read)(self, value)
    }
}

/// What can be declared by `assigns(..)`: what serde can read.
#[diagnostic::on_unimplemented(
    message = "an assign cannot be of type `{Self}`",
    label = "cannot be read",
    note = "the scenario that follows reads it as config: write `#[derive(serde::Deserialize)]` on it"
)]
pub trait Assignable: DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Assignable for T {}

fn read<T: Assignable>(info: &AssignInfo, value: &Value) -> Result<(), ConfigError> {
    let node = keep(value);
    T::deserialize(Reader::Node(&node)).map(drop).map_err(|mistake: Mistake| {
        mistake.from(&Origin::Code, false).of_key(info.name, Some(info.type_name))
    })
}
