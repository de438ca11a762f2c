//! HTTP: requests and exchanges, the wires that carry them, and what is the same on any wire.

mod body;
mod clients;
pub mod cookies;
mod decode;
mod defaults;
mod exchange;
mod h1;
mod h2;
mod head;
mod headers;
mod limits;
mod lines;
mod multipart;
mod pool;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod properties;
mod redirect;
mod request;
#[cfg(any(test, fuzzing))]
pub(super) mod testing;
#[cfg(feature = "reqwest")]
mod via_reqwest;
mod wire;

pub use body::Body;
pub use clients::HttpClients;
pub use decode::decode;
pub use defaults::Defaults;
pub use exchange::Exchange;
pub use head::Head;
pub use limits::{BodyMode, Limits};
pub use multipart::{Multipart, Part};
pub use redirect::Redirect;
pub use request::Request;

pub(super) use h1::{Asked, Connection, KnownHeads};
#[cfg(feature = "reqwest")]
pub(super) use via_reqwest::MadeClients;
pub(super) use wire::Wire;
