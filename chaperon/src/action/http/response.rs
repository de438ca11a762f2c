//! A response, fully read and timed.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Version};
use serde::de::DeserializeOwned;

use super::name::ActionName;
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::Phases;
use crate::net::http::Exchange;

/// How much of a body is shown in an error.
const SHOWN: usize = 200;

/// A response, fully read and timed.
#[derive(Debug, Clone)]
pub struct Response {
    exchange: Box<Exchange>,
    /// By which errors name it: `get(/path)`.
    action: ActionName,
    body: Bytes,
}

/// Where the time of a request went: of its last hop, when it was redirected.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// From asking for a connection to the last byte.
    pub total: Duration,
    /// The phases in between.
    pub phases: Phases,
}

impl Response {
    pub(super) fn new(exchange: Box<Exchange>, action: ActionName, body: Bytes) -> Self {
        Self { exchange, action, body }
    }

    /// The status, such as 200.
    pub fn status(&self) -> u16 {
        self.exchange.status().as_u16()
    }

    /// The version of HTTP that it came in, such as `HTTP/2.0`.
    pub fn version(&self) -> Version {
        self.exchange.version()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.exchange.headers()
    }

    /// The value of a header, when there is one and it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// The body as text; what is no UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The body.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The body, decoded from JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`], which shows the body's first 200 characters.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let start: String = self.text().chars().take(SHOWN).collect();
            let message = format!(
                "{}: the body is not what was expected: {error}; it starts: {start}",
                self.action
            );
            Error::new(ErrorKind::Decode, message)
        })
    }

    /// Where the time went.
    pub fn timing(&self) -> Timing {
        Timing { total: self.exchange.elapsed, phases: self.exchange.phases }
    }

    /// The cookies that this response sets, as names and values.
    pub fn cookies(&self) -> Vec<(String, String)> {
        let lines = self.headers().get_all(http::header::SET_COOKIE).iter();
        lines
            .filter_map(|line| cookie::Cookie::parse(line.to_str().ok()?).ok())
            .map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()))
            .collect()
    }

    /// The response, unless its status is 400 or above.
    ///
    /// # Errors
    /// [`ErrorKind::Status`].
    pub fn error_for_status(self) -> Result<Self> {
        match self.status() {
            0..400 => Ok(self),
            _ => Err(self.not_ok()),
        }
    }

    /// Whether the status is from 200 to 399.
    pub(super) fn is_ok(&self) -> bool {
        (200..400).contains(&self.status())
    }

    /// The error that its status is.
    pub(super) fn not_ok(&self) -> Error {
        self.unexpected(&format!("was answered with {}", self.status()))
    }

    /// The response, if it has this status.
    pub(super) fn expect(self, status: u16) -> Result<Self> {
        if self.status() == status {
            return Ok(self);
        }
        Err(self.unexpected(&format!("was answered with {}, not {status}", self.status())))
    }

    fn unexpected(&self, what: &str) -> Error {
        Error::new(ErrorKind::Status, format!("{} {what}", self.action))
    }
}
