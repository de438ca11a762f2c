//! HTTP requests: building one, sending it hop by hop, and its response.

mod body;
mod callbacks;
mod cookies;
mod hop;
mod name;
mod request;
mod response;
mod send;
mod show;
mod spec;

pub(super) use name::of_hop;
pub use request::{Decoded, HttpRequest};
pub use response::{Response, Timing};
