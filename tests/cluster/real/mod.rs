//! The parts of a cluster as real processes: its nodes, a real NATS server between them, and a target
//! that counts.

mod cluster;
/// The server that the engine's own tests use, with the configuration that is shipped.
#[path = "../../../chaperon/src/cluster/engine/tests/nats_server.rs"]
mod nats_server;
mod node;
mod results;

pub use cluster::Cluster;
pub use nats_server::NatsServer;
pub use node::Node;
pub use results::{count, holds_everything, invalid};
