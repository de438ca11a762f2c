//! Secrets by the name of the environment variable that holds them.

use std::fmt;

/// A secret: the value of an environment variable, looked up where the load test runs.
///
/// It is never printed, written to results or sent to another machine.
#[derive(Clone, PartialEq, Eq)]
pub struct Env(pub(super) String);

/// The value of the environment variable `name`, as a secret, for a key of any type.
///
/// ```
/// use chaperon::prelude::*;
///
/// let token = env("API_TOKEN");
/// assert_eq!(format!("{token:?}"), r#"env("API_TOKEN")"#);
/// ```
pub fn env(name: impl Into<String>) -> Env {
    Env(name.into())
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "env({:?})", self.0)
    }
}
