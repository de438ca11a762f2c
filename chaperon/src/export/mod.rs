//! Results in formats for other programs: CSV and JSON as Chaperon writes them, and the files they
//! go to.
//!
//! Every format is a view of [`RunResults`](crate::results::RunResults). What a terminal shows is
//! in `report`.

mod csv;
mod error;
mod exporter;
mod figures;
mod files;
mod json;
mod place;
mod rows;

pub use csv::Csv;
pub use error::ExportError;
pub use exporter::{ExportOptions, Exporter};
pub use files::{Written, write_all, write_stdout};
pub use json::Json;
pub use place::{default_base, given_base};
