//! What any wire has to do, with the same outcome: one list of cases, each run on every wire.
//!
//! Where wires differ, the case says so.

mod authentication;
mod clients;
mod connections;
mod cookies;
mod encodings;
mod every_wire;
mod failures;
mod framing;
mod limits;
mod proxies;
mod proxy_servers;
mod redirects;
mod requests;
mod targets;
mod timeouts;
mod tls;
mod wire_key;
