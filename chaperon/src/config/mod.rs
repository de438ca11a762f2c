//! Configuration: typed keys, layers of values, secrets, and near misses.
//!
//! What the values are for is not known here; the floors above read [`Settings`].

mod assign;
#[doc(hidden)]
pub mod check;
mod disguise;
mod effective;
mod env;
mod environment;
mod error;
mod handles;
mod keep;
mod key;
mod layer;
mod mistake;
mod nothing;
mod offer;
mod path;
mod provides;
mod reader;
mod redacted;
mod resolve;
#[cfg(feature = "cluster")]
mod secret_keys;
mod secrets;
mod sent;
mod settings;
mod source;
#[cfg(test)]
mod tests;
mod text;
mod toml_file;
mod tree;
mod typed;
mod unknown;

pub use assign::{AssignInfo, Assignable};
pub use effective::Effective;
pub use env::{Env, env};
pub use error::{ConfigError, Origin};
pub use handles::{Anywhere, BuiltIn, Handles, Then};
pub use key::{Entries, Key, KeyInfo, Optional, Required, TakesValue, entry};
pub use layer::Layer;
pub use nothing::NoOwnKeys;
pub use offer::Group;
pub use provides::{Keeps, Provided, Provides, marker, none};
pub use secrets::Secrets;
pub(crate) use sent::SentLayer;
pub use settings::{
    Address, BaseUrl, BasicAuth, Delay, Http, HttpVersion, HttpWire, LoadTestSettings, Positive,
    Proxy, Reuse, Settings, Timeout, Tls, Ws,
};
pub use source::{Readable, Source};
pub use typed::{Absent, BuiltInKeys, Config, HasKey, Nested, NoKey, Present, Probe, TopLevel};
pub(crate) use unknown::near;
