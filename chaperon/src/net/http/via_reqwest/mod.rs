//! The wire `reqwest`: exchanges by the `reqwest` crate, which knows proxies.
//!
//! Redirects, cookies and encodings are not left to it: they are the same above every wire.

mod attempt;
mod build;
mod compose;
mod dial;
mod failed;
mod made;
mod resolver;
mod slot;

pub(in crate::net) use made::MadeClients;
pub(super) use slot::ReqwestSlot;
