//! Saving a run to a file, and reading it back.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::results::error::ResultsError;
use crate::results::file::write_file;
use crate::results::run::RunResults;

/// The version of the format; it changes when what is written can no longer be read as before.
const VERSION: u64 = 1;

#[derive(Serialize)]
struct Saved<'a> {
    version: u64,
    #[serde(flatten)]
    results: &'a RunResults,
}

#[derive(Deserialize)]
#[serde(expecting = "a saved run")]
struct Versioned {
    version: u64,
}

impl RunResults {
    /// The results as JSON text: what [`save`](Self::save) writes.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut text = serde_json::to_vec(&Saved { version: VERSION, results: self })?;
        text.push(b'\n');
        Ok(text)
    }

    /// Saves the results, whole or not at all.
    ///
    /// # Errors
    /// [`ResultsError::Write`] with the path and what the machine says.
    pub fn save(&self, path: &Path) -> Result<(), ResultsError> {
        let write = |source| ResultsError::Write { path: path.to_owned(), source };
        let text = self.to_json().map_err(|error| write(error.into()))?;
        write_file(path, &text).map_err(write)
    }

    /// Reads results that were saved.
    ///
    /// # Errors
    /// When the file cannot be read, is not a saved run, or is of another version.
    pub fn load(path: &Path) -> Result<Self, ResultsError> {
        let read = |source| ResultsError::Read { path: path.to_owned(), source };
        let text = fs::read(path).map_err(read)?;
        let not_a_run = |source| ResultsError::NotARun { path: path.to_owned(), source };
        let Versioned { version } = serde_json::from_slice(&text).map_err(not_a_run)?;
        if version != VERSION {
            let path = path.to_owned();
            return Err(ResultsError::Version { path, found: version, known: VERSION });
        }
        serde_json::from_slice(&text).map_err(not_a_run)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::time::Duration;

    use super::*;
    use crate::load_test::threshold::{
        Comparison, Measure, Metric, Quantity, Statistic, Threshold,
    };
    use crate::results::Watch;
    use crate::results::example::everything;

    #[test]
    fn a_saved_run_is_read_back_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some/shop.run.json");
        let mut results = everything();
        let limit = Quantity::time(Duration::from_millis(1));
        let p99 = Measure::of(Metric::http("get", "/"), Statistic::Percentile(99.9));
        let threshold = Threshold::new(p99, Comparison::Below, limit);
        results.judge(&mut Watch::new(&[threshold], 1, Duration::ZERO));
        assert_eq!(results.verdict().failures.len(), 1);
        results.save(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with(
                r#"{"version":1,"load_test":"Shop","tag":null,"started":"2026-11-21T09:30:00Z","#
            ),
            "{text}"
        );
        let judged = concat!(
            r#""thresholds":[{"threshold":{"measure":{"figure":{"metric":"get(/)","#,
            r#""latency":"response","statistic":{"percentile":99.9}}},"comparison":"below","#,
            r#""limit":{"unit":"microseconds","value":1000.0},"abort":false},"#,
            r#""outcome":"failed","measured":{"unit":"microseconds","value":1900.0}}]"#
        );
        assert!(text.contains(judged), "{text}");
        assert_eq!(RunResults::load(&path).unwrap(), results);
        let before = text.replace(&format!("{judged},"), "");
        fs::write(&path, before).unwrap();
        assert_eq!(RunResults::load(&path).unwrap().thresholds(), []);
    }

    #[test]
    fn what_is_not_a_saved_run_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.run.json");
        let shown = |error: ResultsError| {
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            format!("{error}{cause}").replace(&path.display().to_string(), "x")
        };
        let load = |text: &str| {
            fs::write(&path, text).unwrap();
            shown(RunResults::load(&path).unwrap_err())
        };
        assert_eq!(
            load("[]"),
            "x is not a saved run: invalid length 0, expected a saved run at line 1 column 2"
        );
        assert_eq!(load("{}"), "x is not a saved run: missing field `version` at line 1 column 2");
        assert_eq!(
            load(r#"{"version": 7, "later": true}"#),
            "x is a saved run of version 7, and this program reads version 1: use the version of \
             chaperon that saved it, or a later one"
        );
        fs::remove_file(&path).unwrap();
        let missing = shown(RunResults::load(&path).unwrap_err());
        assert_eq!(missing, "cannot read x: No such file or directory (os error 2)");
    }

    #[test]
    fn a_file_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = everything().save(folder.path()).unwrap_err();
        assert_eq!(error.to_string(), format!("cannot write {}", folder.path().display()));
        assert_eq!(error.source().unwrap().to_string(), "is a directory");
    }
}
