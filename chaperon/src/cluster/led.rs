//! A run as its leader sees it: what is measured by others is held to its load test.

use std::fmt;

use super::options::options;
use super::protocol::{RunPlan, Submission};
use crate::load_test::Registry;
use crate::run::{Part, Prepared, RunError, RunOptions, prepare_part};

/// A run that others make the load of.
pub(crate) struct Led {
    pub(crate) prepared: Prepared,
    pub(crate) options: RunOptions,
}

/// Why a submission is no run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotLed {
    /// There is no load test of that name.
    #[error("{0}")]
    Unknown(Unknown),
    /// Config is malformed.
    #[error("{0}")]
    Config(#[from] crate::config::ConfigError),
    /// It cannot be run so.
    #[error("{0}")]
    Run(#[from] RunError),
}

impl NotLed {
    /// Whether its config is at fault.
    pub(crate) fn is_config(&self) -> bool {
        matches!(self, Self::Config(_) | Self::Run(RunError::Config { .. }))
    }
}

impl Led {
    /// What is asked for, on so many cores in all.
    ///
    /// # Errors
    /// When this program does not know the load test, or it cannot be run so.
    pub(crate) fn new(
        registry: &Registry,
        submission: &Submission,
        cores: u32,
    ) -> Result<Self, NotLed> {
        Self::of(registry, submission, cores, submission.seed)
    }

    /// What was planned.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub(crate) fn planned(
        registry: &Registry,
        submission: &Submission,
        plan: &RunPlan,
    ) -> Result<Self, NotLed> {
        Self::of(registry, submission, plan.cores, Some(plan.seed))
    }

    fn of(
        registry: &Registry,
        submission: &Submission,
        cores: u32,
        seed: Option<u64>,
    ) -> Result<Self, NotLed> {
        let name = &submission.load_test;
        let test =
            registry.find(name).ok_or_else(|| NotLed::Unknown(Unknown::of(registry, name)))?;
        let definition = test.define();
        let options = RunOptions { seed, ..options(submission, &definition)? };
        let prepared = prepare_part(test.name, &definition, &options, Part::Lead { cores })?;
        Ok(Self { prepared, options })
    }
}

/// A load test that a program does not know.
#[derive(Debug)]
pub(crate) struct Unknown {
    pub(crate) name: String,
    /// One that is called much like it.
    pub(crate) near: Option<String>,
    /// All that are known.
    pub(crate) known: Vec<String>,
}

impl Unknown {
    pub(crate) fn of(registry: &Registry, name: &str) -> Self {
        let known: Vec<String> =
            registry.load_tests().iter().map(|test| test.name.to_owned()).collect();
        let near = crate::config::near(name, known.iter().map(String::as_str));
        Self { name: name.to_owned(), near: near.map(str::to_owned), known }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&unknown(&self.name, self.near.as_deref(), &self.known))
    }
}

/// There is no load test of that name.
pub(crate) fn unknown(name: &str, near: Option<&str>, known: &[String]) -> String {
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    match known {
        [] => format!("no load test `{name}`: this program knows none"),
        known => format!("no load test `{name}`{near}; there are: {}", known.join(", ")),
    }
}
