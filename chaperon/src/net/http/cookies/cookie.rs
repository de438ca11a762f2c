//! One cookie: where it came from, where it goes, and until when.

use std::time::Duration;

use ::cookie::Cookie as Attributes;
use time::OffsetDateTime;

use crate::net::url::Url;
use crate::time::{Instant, now};

/// The longest time a cookie is kept; no run is longer.
const LONGEST: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// A cookie as it is kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cookie {
    pub(super) name: Box<str>,
    pub(super) value: Box<str>,
    /// The host it came from, or the domain that it is for.
    pub(super) domain: Box<str>,
    /// Whether it goes to its host only, and not to those below.
    pub(super) host_only: bool,
    pub(super) path: Box<str>,
    pub(super) secure: bool,
    pub(super) expires: Option<Instant>,
}

impl Cookie {
    /// Reads a `Set-Cookie` header; `None` when it is malformed or for a host that its sender may
    /// not set cookies for.
    pub(super) fn read(text: &str, from: &Url) -> Option<Self> {
        let attributes = Attributes::parse(text).ok()?;
        let host = from.origin().host();
        let domain = attributes.domain().map(|domain| domain.trim_start_matches('.'));
        let domain = domain.filter(|domain| !domain.is_empty()).map(str::to_ascii_lowercase);
        let (domain, host_only) = match domain {
            None => (host.to_owned(), true),
            Some(domain) if domain == host => (domain, from.origin().address().is_some()),
            Some(domain) if domain.contains('.') && is_below(host, &domain) => (domain, false),
            Some(_) => return None,
        };
        let path = attributes.path().filter(|path| path.starts_with('/'));
        Some(Self {
            name: Box::from(attributes.name()),
            value: Box::from(attributes.value()),
            domain: domain.into_boxed_str(),
            host_only,
            path: Box::from(path.unwrap_or_else(|| directory(from.path()))),
            secure: attributes.secure() == Some(true),
            expires: expiry(&attributes),
        })
    }

    /// A cookie of the host itself, for all its paths, until the session ends.
    pub(super) fn plain(name: &str, value: &str, host: &str) -> Self {
        Self {
            name: Box::from(name),
            value: Box::from(value),
            domain: Box::from(host),
            host_only: true,
            path: Box::from("/"),
            secure: false,
            expires: None,
        }
    }

    /// Whether a new cookie takes the place of this one.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.name == other.name && self.domain == other.domain && self.path == other.path
    }

    pub(super) fn has_expired(&self, at: &mut Option<Instant>) -> bool {
        self.expires.is_some_and(|expires| expires <= *at.get_or_insert_with(now))
    }

    /// Whether it goes along with a request.
    pub(super) fn goes_to(&self, url: &Url) -> bool {
        let host = url.origin().host();
        (*self.domain == *host || !self.host_only && is_below(host, &self.domain))
            && (!self.secure || url.origin().scheme().is_tls())
            && (*self.path == *"/" || is_within(url.path(), &self.path))
    }
}

/// Whether a host is a name below a domain.
fn is_below(host: &str, domain: &str) -> bool {
    let is_name = || host.parse::<std::net::IpAddr>().is_err();
    host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.') && is_name())
}

/// Whether a path is that of a cookie, or below it (RFC 6265, 5.1.4).
fn is_within(path: &str, cookie: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

/// The path that a cookie without one gets (RFC 6265, 5.1.4).
fn directory(path: &str) -> &str {
    match path.rfind('/') {
        Some(end) if end > 0 => path.get(..end).unwrap_or("/"),
        _ => "/",
    }
}

fn expiry(attributes: &Attributes<'_>) -> Option<Instant> {
    let left = match (attributes.max_age(), attributes.expires_datetime()) {
        (Some(age), _) => age,
        (None, Some(end)) => end - OffsetDateTime::now_utc(),
        (None, None) => return None,
    };
    Some(now() + Duration::try_from(left).unwrap_or(Duration::ZERO).min(LONGEST))
}
