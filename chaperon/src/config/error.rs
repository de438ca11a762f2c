//! What can be wrong with a configuration.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, ErrorKind};

/// Where a key can be set.
const GIVE: &str =
    "give it in the block, in `default_config`, by --set, --config or the environment";

/// A mistake in a configuration. The message names the key and where its value came from.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A required key is not set.
    #[error("`{key}: {type_name}` is required and not set: {GIVE}")]
    Missing {
        /// The dotted key.
        key: String,
        /// The type it must have.
        type_name: String,
    },
    /// A value is not of its key's type.
    #[error("`{key}`: expected {expected}, found {found}{origin}")]
    WrongType {
        /// The dotted key.
        key: String,
        /// What the key takes.
        expected: String,
        /// What was given; never the text of a secret.
        found: String,
        /// Who gave it.
        origin: Origin,
    },
    /// A value is of the right type and cannot be used.
    #[error("`{key}`: {why}{origin}")]
    Invalid {
        /// The dotted key.
        key: String,
        /// What is wrong with the value.
        why: String,
        /// Who gave it.
        origin: Origin,
    },
    /// There is no such key.
    #[error("no key `{key}`{}{origin}", DidYouMean(near.as_deref()))]
    Unknown {
        /// The dotted key.
        key: String,
        /// The nearest known key.
        near: Option<String>,
        /// Who gave it.
        origin: Origin,
    },
    /// A key that is read has no value.
    #[error("`{key}` is not set{}", NotSet { near: near.as_deref(), known: *known })]
    NotSet {
        /// The dotted key.
        key: String,
        /// The nearest known key, when the key is not known itself.
        near: Option<String>,
        /// Whether a config struct has the key.
        known: bool,
    },
    /// The environment variable of a secret is not set, or is not text.
    #[error("`{key}` is env({variable:?}), and this environment variable {why}")]
    Variable {
        /// The dotted key.
        key: String,
        /// The variable's name.
        variable: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A text that should set a key is malformed.
    #[error("`{text}` sets no key: {why}")]
    Malformed {
        /// What was written.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// A configuration file cannot be read.
    #[error("cannot read the configuration file {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// A configuration file is not TOML.
    #[error("{}:{line}:{column}: {why}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        why: String,
    },
    /// Any of these, in the configuration of one scenario.
    #[error("scenario `{scenario}`: {mistake}")]
    InScenario {
        /// The scenario's name.
        scenario: String,
        /// What is wrong.
        mistake: Box<ConfigError>,
    },
}

impl ConfigError {
    /// The same mistake, with the scenario named whose configuration it is in.
    #[must_use]
    pub fn in_scenario(self, scenario: impl Into<String>) -> Self {
        Self::InScenario { scenario: scenario.into(), mistake: Box::new(self) }
    }

    /// The error that scenario code meets, of [`ErrorKind::Config`].
    pub fn into_error(self) -> Error {
        Error::new(ErrorKind::Config, self.to_string())
    }
}

/// Who gave a value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    /// The load test's code.
    #[default]
    Code,
    /// A configuration file.
    File {
        /// The file.
        path: Arc<Path>,
        /// The line, from 1.
        line: usize,
    },
    /// An environment variable of this name.
    Variable(Arc<str>),
    /// `--set` of this key.
    Flag(Arc<str>),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code => Ok(()),
            Self::File { path, line } => write!(f, " ({}, line {line})", path.display()),
            Self::Variable(name) => write!(f, " (environment variable {name})"),
            Self::Flag(key) => write!(f, " (--set {key})"),
        }
    }
}

/// What to do about a key that is not set.
struct NotSet<'a> {
    near: Option<&'a str>,
    known: bool,
}

impl fmt::Display for NotSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.near {
            _ if self.known => write!(f, ": {GIVE}"),
            near @ Some(_) => {
                write!(f, ", and no config struct here has it{}", DidYouMean(near))
            }
            None => f.write_str(
                ", and no config struct here has it: add it to one, or call `set_config` first",
            ),
        }
    }
}

struct DidYouMean<'a>(Option<&'a str>);

impl fmt::Display for DidYouMean<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |near| write!(f, "; did you mean `{near}`?"))
    }
}
