//! InfluxDB: line protocol over HTTP, to the write addresses of versions 1 and 2.

mod exporter;
mod line;
mod settings;

pub use exporter::Influx;
