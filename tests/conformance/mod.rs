//! What any wire has to do, with the same outcome: one list of cases, each run on every wire.
//!
//! Where wires differ, the case says so. The wire of HTTP/2 runs the same cases: answers that are
//! written for HTTP/1.1 are sent as what they mean (`session::recording::over_http2`). What of them
//! HTTP/2 does not have, and what stands for it:
//!
//! | HTTP/1.1 | HTTP/2 |
//! |---|---|
//! | chunks, and an end by closing | DATA frames without a length |
//! | `Connection: close` | the connection is closed after the answer |
//! | a request given up closes its connection | it resets its stream: `http2::streams` |
//! | `http.max_connections` | the server's limit of streams: `http2::streams` |
//! | bytes that are no HTTP (`on_http1_wires`) | frames that are none: `http2::malformed` |
//! | a connection closed while idle | the same, and GOAWAY: `http2::goodbyes` |
//! | proxies, clients of one's own | the wire `reqwest` only |

mod authentication;
mod clients;
mod connections;
mod cookies;
mod encodings;
pub mod every_wire;
mod failures;
mod framing;
mod limits;
mod only_http1;
mod proxies;
mod proxy_servers;
mod redirects;
mod requests;
mod targets;
mod timeouts;
pub mod tls;
mod wire_key;
