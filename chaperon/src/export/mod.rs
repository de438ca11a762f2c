//! Results in formats for other programs: CSV and JSON as Chaperon writes them, the files they go
//! to, and other places that take them.
//!
//! | `--export` | here | feature |
//! |---|---|---|
//! | `csv` | [`Csv`] | |
//! | `json` | [`Json`] | |
//! | `influx` | `Influx`: sent to InfluxDB 1 or 2 | `influx` |
//! | `s3:csv`, `s3:json` | `ObjectStore`: the files, put into a bucket too | `object-store` |
//!
//! The saved run (`<name>.run.json`) and the effective config with the scenario list
//! (`<name>.config.json`) are written first, whatever the exports: one that fails loses nothing.
//! Formats of your own implement [`Exporter`].
//!
//! Every format is a view of [`RunResults`](crate::results::RunResults). What a terminal shows is
//! in `report`.

#[cfg(any(feature = "influx", feature = "object-store"))]
mod agent;
mod csv;
mod error;
mod exporter;
mod figures;
mod files;
#[cfg(feature = "influx")]
mod influx;
mod json;
mod named;
#[cfg(feature = "object-store")]
mod object_store;
mod place;
mod rows;
#[cfg(test)]
mod tests;

pub use csv::Csv;
pub use error::ExportError;
pub use exporter::{ExportOptions, Exporter};
pub use files::{Written, write_all, write_stdout};
#[cfg(feature = "influx")]
pub use influx::Influx;
pub use json::Json;
pub(crate) use named::Format;
#[cfg(feature = "cluster")]
pub(crate) use named::{exporters, file_exporters};
#[cfg(feature = "object-store")]
pub use object_store::ObjectStore;
#[cfg(feature = "cluster")]
pub(crate) use place::base_in;
pub use place::{default_base, given_base};
