//! What blocks and `#[derive(Config)]` become calls of.

pub use std::marker::PhantomData;
pub use std::ops::Deref;
pub use std::result::Result;
pub use std::time::Duration;

pub use crate::config::check;
pub use crate::config::{
    Absent, BUILT_IN_KEYS, BuiltInKeys, Config, ConfigError, Group, HasKey, Key, KeyInfo, Layer,
    LoadTestSettings, Nested, NoKey, Optional, Present, Probe, Settings, Source, TopLevel, entry,
    none,
};
