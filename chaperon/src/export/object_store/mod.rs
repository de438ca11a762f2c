//! Object stores: files put into a bucket of S3, or of what speaks its protocol.

mod exporter;
mod refusal;
mod settings;
mod wire;

pub use exporter::ObjectStore;
