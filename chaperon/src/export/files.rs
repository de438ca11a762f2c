//! The files of a run: the saved run first, then its config, then every export.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::export::error::ExportError;
use crate::export::exporter::{ExportOptions, Exporter, with_extension};
use crate::results::{RunResults, write_file};

/// What was written, and what could not be.
#[derive(Debug, Default)]
pub struct Written {
    /// The files, in the order in which they were written.
    pub files: Vec<PathBuf>,
    /// What went wrong; the files beside it are there all the same.
    pub failures: Vec<ExportError>,
}

impl Written {
    fn note(&mut self, outcome: Result<Option<PathBuf>, ExportError>) {
        match outcome {
            Ok(file) => self.files.extend(file),
            Err(error) => self.failures.push(error),
        }
    }
}

/// Writes the saved run (`<base>.run.json`), the effective config with the scenario list
/// (`<base>.config.json`), and each export. One that fails does not keep the others from being
/// written.
pub fn write_all<'a>(
    results: &RunResults,
    exporters: impl IntoIterator<Item = &'a dyn Exporter>,
    options: &ExportOptions,
    base: &Path,
) -> Written {
    let mut written = Written::default();
    let saved = with_extension(base, "run.json");
    written.note(results.save(&saved).map(|()| Some(saved)).map_err(ExportError::from));
    written.note(write_config(results, with_extension(base, "config.json")));
    for exporter in exporters {
        let encoded = exporter.encode(results, options);
        written.note(encoded.and_then(|encoded| exporter.write_output(&encoded, base)));
    }
    written
}

/// Writes each export to standard output, or what stands for it; no file is written.
///
/// # Errors
/// The first that goes wrong.
pub fn write_stdout<'a>(
    results: &RunResults,
    exporters: impl IntoIterator<Item = &'a dyn Exporter>,
    options: &ExportOptions,
    stdout: &mut dyn Write,
) -> Result<(), ExportError> {
    for exporter in exporters {
        let encoded = exporter.encode(results, options)?;
        stdout.write_all(&encoded).map_err(ExportError::Stdout)?;
    }
    stdout.flush().map_err(ExportError::Stdout)
}

fn write_config(results: &RunResults, path: PathBuf) -> Result<Option<PathBuf>, ExportError> {
    let config = json!({
        "load_test": results.load_test(),
        "seed": results.seed(),
        "config": results.config(),
        "scenarios": results.scenarios(),
    });
    match write_file(&path, format!("{config:#}\n").as_bytes()) {
        Ok(()) => Ok(Some(path)),
        Err(source) => Err(ExportError::Write { path, source }),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::export::{Csv, Json};
    use crate::results::example::everything;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn exporters() -> [&'static dyn Exporter; 2] {
        [&Csv { separator: ',' }, &Json]
    }

    #[test]
    fn the_saved_run_the_config_and_the_exports_lie_side_by_side() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().join("a/v1.2");
        let written = write_all(&everything(), exporters(), &ExportOptions::default(), &base);
        assert!(written.failures.is_empty(), "{written:?}");
        let expected = ["v1.2.config.json", "v1.2.csv", "v1.2.json", "v1.2.run.json"];
        assert_eq!(names(base.parent().unwrap()), expected);
        assert_eq!(written.files[0], folder.path().join("a/v1.2.run.json"));
        let config = fs::read(folder.path().join("a/v1.2.config.json")).unwrap();
        let config: serde_json::Value = serde_json::from_slice(&config).unwrap();
        assert_eq!(config["config"]["browse"]["base_url"], "http://localhost:5000");
        assert_eq!(config["seed"], 7);
        assert_eq!(config["scenarios"][0]["scenario"], "browse");
    }

    #[test]
    fn an_export_that_fails_is_named_and_the_others_are_written() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("x.csv")).unwrap();
        let base = folder.path().join("x");
        let written = write_all(&everything(), exporters(), &ExportOptions::default(), &base);
        let failures: Vec<_> = written.failures.iter().map(ToString::to_string).collect();
        let path = folder.path().join("x.csv");
        assert_eq!(failures, [format!("cannot write {}: is a directory", path.display())]);
        assert_eq!(written.files.len(), 3);
    }

    #[test]
    fn what_the_machine_says_is_told_with_the_path() {
        let base = Path::new("/proc/nowhere/x");
        let written = write_all(&everything(), [], &ExportOptions::default(), base);
        let first = written.failures[0].to_string();
        assert!(first.starts_with("cannot write /proc/nowhere/x.run.json: "), "{first}");
    }

    #[test]
    fn standard_output_gets_the_export_alone() {
        let mut out = Vec::new();
        let csv: [&dyn Exporter; 1] = [&Csv { separator: ';' }];
        write_stdout(&everything(), csv, &ExportOptions::default(), &mut out).unwrap();
        assert!(out.starts_with(b"session_action_name;total_count;max"));
    }
}
