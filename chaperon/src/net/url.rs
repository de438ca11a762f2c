//! URLs: a base, paths joined to it without parsing it again, and query parameters.
//!
//! The `url` crate reads whole URLs and the `Location` of redirects; a path beside a base is only
//! checked and appended.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::origin::{Origin, Scheme};
use crate::error::{Error, ErrorKind, Result};

/// What a path or query may not have as it is: it is percent-encoded.
const TARGET: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// What stays as it is in a query parameter; a space becomes `+`.
const PARAMETER: &AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'*')
    .remove(b' ');

/// What a segment of a path may not have as it is, when it is filled in for a parameter.
const SEGMENT: &AsciiSet = &TARGET.add(b'%').add(b'/').add(b'?').add(b'#').add(b';');

/// The URL of one request: an origin, and the path and query as they are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    origin: Rc<Origin>,
    target: String,
}

impl Url {
    /// Reads a whole URL of the scheme http, https, ws or wss.
    ///
    /// # Errors
    /// [`ErrorKind::BadRequest`] when it is none, or names a user: that belongs into `basic_auth`.
    pub fn parse(text: &str) -> Result<Self> {
        reject_controls(text)?;
        let parsed = ::url::Url::parse(text)
            .map_err(|error| bad(format!("`{}` is not a URL: {error}", without_query(text))))?;
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(bad("a URL may not name a user: set `basic_auth` instead".to_owned()));
        }
        Self::from_parsed(&parsed)
    }

    fn from_parsed(parsed: &::url::Url) -> Result<Self> {
        let scheme = Scheme::parse(parsed.scheme()).ok_or_else(|| {
            bad(format!("the scheme `{}` is none of http, https, ws, wss", parsed.scheme()))
        })?;
        let host = parsed.host_str().ok_or_else(|| bad("the URL has no host".to_owned()))?;
        let mut target = parsed.path().to_owned();
        if let Some(query) = parsed.query() {
            target.push('?');
            target.push_str(query);
        }
        Ok(Self { origin: Rc::new(Origin::new(scheme, host, parsed.port())), target })
    }

    /// The URL that a `Location` header means, seen from this one. A user in it is ignored.
    ///
    /// # Errors
    /// [`ErrorKind::BadResponse`] when it is not a URL of a scheme we speak.
    pub fn join(&self, location: &str) -> Result<Self> {
        let bad = |error: &dyn fmt::Display| {
            Error::new(ErrorKind::BadResponse, format!("the redirect's Location is bad: {error}"))
        };
        let here = ::url::Url::parse(&self.to_string()).map_err(|error| bad(&error))?;
        let there = here.join(location).map_err(|error| bad(&error))?;
        Self::from_parsed(&there).map_err(|error| bad(&error))
    }

    /// Where the request goes.
    pub fn origin(&self) -> &Rc<Origin> {
        &self.origin
    }

    /// The path and query, as the request line has them.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The path without the query.
    pub fn path(&self) -> &str {
        without_query(&self.target)
    }

    /// The query, without its `?`.
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// Adds a query parameter, encoded as forms are.
    pub fn push_query(&mut self, name: &str, value: &str) {
        let joint = match self.query() {
            None => "?",
            Some("") => "",
            Some(_) => "&",
        };
        self.target.push_str(joint);
        push_parameter(&mut self.target, name);
        self.target.push('=');
        push_parameter(&mut self.target, value);
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.target)
    }
}

/// A `base_url`: an origin and perhaps a path, to which the paths of requests are appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    origin: Rc<Origin>,
    prefix: Box<str>,
}

impl BaseUrl {
    /// Reads a base URL.
    ///
    /// # Errors
    /// [`ErrorKind::BadRequest`] when it is not a URL of the scheme http, https, ws or wss.
    pub fn parse(text: &str) -> Result<Self> {
        let url = Url::parse(text)?;
        let prefix = Box::from(url.path().trim_end_matches('/'));
        Ok(Self { origin: url.origin, prefix })
    }

    /// Where requests go.
    pub fn origin(&self) -> &Rc<Origin> {
        &self.origin
    }

    /// The URL of a request: the base with the path appended, or a whole URL as it is.
    ///
    /// What a path may not have is percent-encoded, and a fragment is cut off. Dots in it stay.
    ///
    /// # Errors
    /// [`ErrorKind::BadRequest`] when it has control characters, or is a whole URL but a bad one.
    pub fn url<'p>(&self, path: impl Into<Cow<'p, str>>) -> Result<Url> {
        let path = path.into();
        if is_absolute(&path) {
            return Url::parse(&path);
        }
        let origin = Rc::clone(&self.origin);
        if self.prefix.is_empty() && path.starts_with('/') && is_plain(&path) {
            return Ok(Url { origin, target: path.into_owned() });
        }
        let mut target = String::with_capacity(self.prefix.len() + path.len() + 1);
        target.push_str(&self.prefix);
        let query_only = path.starts_with('?') && !self.prefix.is_empty();
        if !path.starts_with('/') && !query_only {
            target.push('/');
        }
        push_target(&mut target, &path)?;
        Ok(Url { origin, target })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.prefix)
    }
}

/// Whether a text is a whole URL, not a path.
pub(super) fn is_absolute(text: &str) -> bool {
    // Most paths start so, and are no longer looked at.
    !text.starts_with('/')
        && text
            .find("://")
            .is_some_and(|end| Scheme::parse(&text[..end].to_ascii_lowercase()).is_some())
}

/// Appends a value to a path as (a part of) one segment: `/` in it is encoded too.
pub fn push_segment(path: &mut String, value: &str) {
    // Numbers and names, which need no encoding, are the usual case.
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
        path.push_str(value);
        return;
    }
    path.extend(utf8_percent_encode(value, SEGMENT));
}

fn push_target(target: &mut String, path: &str) -> Result<()> {
    if is_plain(path) {
        target.push_str(path);
        return Ok(());
    }
    reject_controls(path)?;
    let path = path.split_once('#').map_or(path, |(path, _)| path);
    target.extend(utf8_percent_encode(path, TARGET));
    Ok(())
}

/// Whether a path and query are sent as they are.
fn is_plain(path: &str) -> bool {
    path.bytes().all(|byte| PLAIN[usize::from(byte)])
}

/// The bytes that a path or query is sent with as they are.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0x21;
    while byte < 0x7f {
        plain[byte] =
            !matches!(byte as u8, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'}' | b'#');
        byte += 1;
    }
    plain
};

fn push_parameter(target: &mut String, text: &str) {
    for piece in utf8_percent_encode(text, PARAMETER) {
        for (index, word) in piece.split(' ').enumerate() {
            if index > 0 {
                target.push('+');
            }
            target.push_str(word);
        }
    }
}

fn reject_controls(text: &str) -> Result<()> {
    match text.bytes().find(u8::is_ascii_control) {
        Some(byte) => Err(bad(format!("a URL may not have the control character {byte:#04x}"))),
        None => Ok(()),
    }
}

fn without_query(text: &str) -> &str {
    // By bytes, as a search for one letter is meant for texts much longer than paths.
    let end = text.bytes().position(|byte| byte == b'?');
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn bad(message: String) -> Error {
    Error::new(ErrorKind::BadRequest, message)
}
