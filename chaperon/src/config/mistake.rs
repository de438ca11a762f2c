//! What is wrong with a value while it is read, before the key it belongs to is known.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

use crate::config::error::{ConfigError, Origin};
use crate::config::path::join;

/// A mistake in a value.
#[derive(Debug)]
pub(super) struct Mistake(Box<Inner>);

#[derive(Debug)]
struct Inner {
    /// Names and indices from the inside to the outside.
    path: Vec<String>,
    what: What,
    origin: Option<Origin>,
    secret: bool,
}

#[derive(Debug)]
enum What {
    Mismatch { expected: String, found: String, hint: &'static str },
    Why(String),
}

impl Mistake {
    /// Not what was expected; the hint says how it is written.
    pub(super) fn mismatch(expected: &str, found: String, hint: &'static str) -> Self {
        Self::new(What::Mismatch { expected: expected.into(), found, hint })
    }

    fn new(what: What) -> Self {
        Self(Box::new(Inner { path: Vec::new(), what, origin: None, secret: false }))
    }

    /// The mistake as seen from one step further out.
    pub(super) fn inside(mut self, name: impl Into<String>) -> Self {
        self.0.path.push(name.into());
        self
    }

    /// The mistake with who gave the value, unless that is known already.
    pub(super) fn from(mut self, origin: &Origin, secret: bool) -> Self {
        self.0.origin.get_or_insert_with(|| origin.clone());
        self.0.secret |= secret;
        self
    }

    /// The error of the given key, of the given type.
    pub(super) fn of_key(self, key: &str, type_name: Option<&str>) -> ConfigError {
        let Inner { path, what, origin, secret } = *self.0;
        let origin = origin.unwrap_or_default();
        let own = path.is_empty();
        let key = path.iter().rev().fold(key.to_owned(), |outer, name| {
            if name.starts_with('[') { outer + name } else { join(&outer, name) }
        });
        match what {
            What::Mismatch { expected, found, hint } => {
                let expected = match type_name.filter(|_| own) {
                    Some(name) => format!("`{name}`{}", explained(&expected, hint)),
                    None => format!("{expected}{hint}"),
                };
                let found = if secret { "a secret of another type".into() } else { found };
                ConfigError::WrongType { key, expected, found, origin }
            }
            What::Why(_) if secret => {
                let why = "the secret's value is not one that this key takes".into();
                ConfigError::Invalid { key, why, origin }
            }
            What::Why(why) => ConfigError::Invalid { key, why, origin },
        }
    }
}

/// What a type says of itself, unless that is but its name (`a string`, `u32`).
fn explained(expected: &str, hint: &str) -> String {
    if expected.split(' ').count() > 2 { format!(" ({expected})") } else { hint.into() }
}

impl Error for Mistake {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(What::Why(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::mismatch(&expected.to_string(), in_words(&found), "")
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }
}

fn in_words(found: &Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => format!("`{value}`"),
        Unexpected::Unsigned(value) => format!("`{value}`"),
        Unexpected::Signed(value) => format!("`{value}`"),
        Unexpected::Float(value) => format!("`{value:?}`"),
        Unexpected::Str(text) => format!("`{text:?}`"),
        Unexpected::Unit | Unexpected::Option => "nothing".into(),
        Unexpected::Seq => "an array".into(),
        Unexpected::Map => "a table".into(),
        other => other.to_string(),
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.what {
            What::Mismatch { expected, found, .. } => {
                write!(f, "expected {expected}, found {found}")
            }
            What::Why(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Mistake {}
