//! What a generator's run says of itself: its CSV export, and the figures in it.

use std::fs;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::Result;
use crate::generator::{RATE, SECONDS};
use crate::process::run_to;
use crate::role::Role;

/// The core of the generator; the target has the second.
const CORE: u32 = 0;

/// A CSV export.
pub(crate) struct Csv(String);

impl Csv {
    /// Runs a load test of the generator against a URL, told a rate and a length in seconds.
    pub(crate) fn of(test: &str, url: &str, rate: u64, seconds: u64) -> Result<Self> {
        let mut command = Role::Generator.on_core(CORE)?;
        command
            .args(["run", test, "--cores", "1", "--set", &format!("base_url={url}")])
            .env(RATE, rate.to_string())
            .env(SECONDS, seconds.to_string());
        Ok(Self::of_run(command)?.0)
    }

    /// Runs a command of the generator, with the CPU time it took.
    pub(crate) fn of_run(mut command: Command) -> Result<(Self, Duration)> {
        let folder = TempDir::new()?;
        command
            .args(["--quiet", "--no-color", "--export", "csv", "--output"])
            .arg(folder.path().join("out"));
        // A run that found itself not valid still has its figures, which then speak for themselves.
        let ended = run_to(&[0, 4], command, "the generator")?;
        Ok((Self(fs::read_to_string(folder.path().join("out.csv"))?), ended.cpu))
    }

    /// A figure of an action.
    pub(crate) fn figure(&self, action: &str, column: &str) -> Result<f64> {
        let found = self.find(action, column);
        found.ok_or_else(|| format!("the generator exported no {column} of {action}").into())
    }

    fn find(&self, action: &str, column: &str) -> Option<f64> {
        let mut lines = self.0.lines().map(|line| line.split(','));
        let at = lines.next()?.position(|name| name == column)?;
        let mut row = lines.find(|row| row.clone().next() == Some(action))?;
        row.nth(at)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_by_row_and_column() {
        let csv = "session_action_name,total_count,percentile_50.0\nget(/),7,1\nstart_lag,42,9.5\n";
        let csv = Csv(csv.to_owned());
        assert_eq!(csv.find("start_lag", "percentile_50.0"), Some(9.5));
        assert_eq!(csv.find("start_lag", "percentile_99.0"), None);
        assert_eq!(csv.find("start", "total_count"), None);
    }
}
