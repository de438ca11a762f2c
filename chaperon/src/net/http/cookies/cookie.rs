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
    /// Its name, value, domain and path, one after the other.
    text: Box<str>,
    /// Where the first three of them end.
    ends: [usize; 3],
    /// Whether it goes to its host only, and not to those below.
    pub(super) host_only: bool,
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
        let (domain, host_only) = match domain.as_deref() {
            None => (host, true),
            Some(domain) if domain == host => (domain, from.origin().address().is_some()),
            Some(domain) if domain.contains('.') && is_below(host, domain) => (domain, false),
            Some(_) => return None,
        };
        let path = attributes.path().filter(|path| path.starts_with('/'));
        let path = path.unwrap_or_else(|| directory(from.path()));
        let mut cookie = Self::of([attributes.name(), attributes.value(), domain, path]);
        cookie.host_only = host_only;
        cookie.secure = attributes.secure() == Some(true);
        cookie.expires = expiry(&attributes);
        Some(cookie)
    }

    /// One of this name, value, domain and path, which goes to its host only and never expires.
    pub(super) fn of(parts: [&str; 4]) -> Self {
        let [name, value, domain, _] = parts.map(str::len);
        let ends = [name, name + value, name + value + domain];
        let text = parts.concat().into_boxed_str();
        Self { text, ends, host_only: true, secure: false, expires: None }
    }

    pub(super) fn name(&self) -> &str {
        self.part(0, self.ends[0])
    }

    pub(super) fn value(&self) -> &str {
        self.part(self.ends[0], self.ends[1])
    }

    /// The host it came from, or the domain that it is for.
    pub(super) fn domain(&self) -> &str {
        self.part(self.ends[1], self.ends[2])
    }

    pub(super) fn path(&self) -> &str {
        self.part(self.ends[2], self.text.len())
    }

    fn part(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Whether a new cookie takes the place of this one.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (self.name(), self.domain(), self.path()) == (other.name(), other.domain(), other.path())
    }

    pub(super) fn has_expired(&self, at: &mut Option<Instant>) -> bool {
        self.expires.is_some_and(|expires| expires <= *at.get_or_insert_with(now))
    }

    /// Whether it goes along with a request.
    pub(super) fn goes_to(&self, url: &Url) -> bool {
        let host = url.origin().host();
        (self.domain() == host || !self.host_only && is_below(host, self.domain()))
            && (!self.secure || url.origin().scheme().is_tls())
            && (self.path() == "/" || is_within(url.path(), self.path()))
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
