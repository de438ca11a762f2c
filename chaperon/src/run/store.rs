//! Writing what a run was asked to leave behind.

use std::path::PathBuf;

use super::{Output, RunOptions};
use crate::export::{
    ExportOptions, Exporter, Written, default_base, given_base, write_all, write_stdout,
};
use crate::results::RunResults;

/// Writes the results as the options say: the files that came of it, and what could not be
/// written. With no exports asked for, nothing is written.
pub fn store(results: &RunResults, options: &RunOptions) -> Written {
    let exporters = || options.exports.iter().map(|exporter| exporter.as_ref() as &dyn Exporter);
    let export = ExportOptions::default();
    match base(results, options) {
        _ if options.exports.is_empty() => Written::default(),
        Some(base) => rescued(write_all(results, exporters(), &export, &base), results, &export),
        None => match write_stdout(results, exporters(), &export, &mut std::io::stdout()) {
            Ok(()) => Written::default(),
            Err(error) => {
                let written = Written { failures: vec![error], ..Written::default() };
                rescued(written, results, &export)
            }
        },
    }
}

/// What was written, and if the results are not among it, the results at their usual place.
fn rescued(mut written: Written, results: &RunResults, export: &ExportOptions) -> Written {
    if written.files.is_empty() {
        let rescue = write_all(results, [], export, &default_base(results));
        written.files.extend(rescue.files);
    }
    written
}

/// Where the files go; `None` is standard output.
fn base(results: &RunResults, options: &RunOptions) -> Option<PathBuf> {
    match &options.output {
        Output::Default => Some(default_base(results)),
        Output::Path(path) => {
            let exporters =
                options.exports.iter().map(|exporter| exporter.as_ref() as &dyn Exporter);
            Some(given_base(path, exporters))
        }
        Output::Stdout => None,
    }
}
