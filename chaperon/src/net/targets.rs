//! The targets that a load test may send anything to.

use std::str::FromStr;

use super::origin::Origin;
use crate::error::{Error, ErrorKind, Result};

/// The hosts that may be dialled. None, until some are added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets {
    any: bool,
    allowed: Vec<Target>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    host: Box<str>,
    port: Option<u16>,
}

/// A text that names no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a target: write `host`, `host:port`, or `*` for any")]
pub struct BadTarget(pub String);

impl Targets {
    /// Every host.
    #[cfg(test)]
    pub fn any() -> Self {
        Self { any: true, allowed: Vec::new() }
    }

    /// Adds a target as people write it: `host`, `host:port`, or `*` for any.
    ///
    /// # Errors
    /// [`BadTarget`] when it is none of these, such as a whole URL.
    pub fn add(&mut self, text: &str) -> Result<(), BadTarget> {
        if text == "*" {
            self.any = true;
        } else {
            self.allowed.push(text.parse()?);
        }
        Ok(())
    }

    /// Adds the host of an origin, at its port only.
    pub fn add_origin(&mut self, origin: &Origin) {
        let target = Target { host: Box::from(origin.host()), port: Some(origin.port()) };
        if !self.allowed.contains(&target) {
            self.allowed.push(target);
        }
    }

    /// Whether an origin is among them.
    pub fn allow(&self, origin: &Origin) -> bool {
        self.any
            || self.allowed.iter().any(|target| {
                *target.host == *origin.host() && target.port.is_none_or(|it| it == origin.port())
            })
    }

    /// Fails for an origin that is not among them.
    ///
    /// # Errors
    /// [`ErrorKind::TargetNotAllowed`], with the line that would allow it.
    pub fn check(&self, origin: &Origin) -> Result<()> {
        if self.allow(origin) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::TargetNotAllowed,
            format!(
                "{origin} is none of the load test's targets; to allow it, add \
                 `allow_targets: [\"{}\"]`",
                origin.authority()
            ),
        ))
    }
}

impl FromStr for Target {
    type Err = BadTarget;

    fn from_str(text: &str) -> Result<Self, BadTarget> {
        let bad = || BadTarget(text.to_owned());
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
                (host, Some(port.parse().map_err(|_| bad())?))
            }
            _ => (text, None),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || host.contains(['/', ' ', '*', '@']) {
            return Err(bad());
        }
        Ok(Self { host: host.to_ascii_lowercase().into_boxed_str(), port })
    }
}
