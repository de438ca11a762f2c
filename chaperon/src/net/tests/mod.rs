//! The network against real servers on the loopback interface, proper ones and odd ones.

mod basics;
mod beside_hyper;
mod bodies;
mod codec;
mod cookies;
mod encodings;
mod failures;
mod generated;
mod pool;
mod redirects;
mod requests;
mod server;
mod sockets;
mod sources;
mod streams;
mod tls;
mod urls;
