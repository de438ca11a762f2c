//! What blocks and `#[derive(Config)]` become calls of.

pub use std::marker::PhantomData;
pub use std::ops::Deref;
pub use std::result::Result;
pub use std::time::Duration;

pub use crate::config::check;
pub use crate::config::{
    Absent, Anywhere, BuiltInKeys, Config, ConfigError, Group, Handles, HasKey, Key, KeyInfo,
    Layer, LoadTestSettings, Nested, NoKey, Optional, Present, Probe, Settings, Source, Then,
    TopLevel, entry, none,
};
