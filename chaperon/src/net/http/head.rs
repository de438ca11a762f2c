//! The head of a response: its status, and its headers, read when they are asked for.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, HeaderName, HeaderValue, SET_COOKIE};
use http::{HeaderMap, StatusCode, Version};

/// The head of a response.
///
/// Most responses of a load test are looked at only for their status, so the headers are kept as
/// they came, and become a map when they are first asked for. Copies share both.
#[derive(Debug, Clone)]
pub struct Head(Arc<Read>);

#[derive(Debug)]
struct Read {
    status: StatusCode,
    version: Version,
    notes: Notes,
    /// The bytes, up to and with the blank line. Checked when they arrived.
    bytes: Bytes,
    headers: OnceLock<HeaderMap>,
}

/// What is known of the headers without reading them again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Notes {
    pub(super) count: usize,
    /// Where in the head the first `Set-Cookie` line begins.
    pub(super) first_cookie: Option<usize>,
    pub(super) is_encoded: bool,
}

impl Head {
    /// One whose headers are read when they are asked for.
    pub(super) fn of_bytes(
        status: StatusCode,
        version: Version,
        notes: Notes,
        bytes: Bytes,
    ) -> Self {
        Self(Arc::new(Read { status, version, notes, bytes, headers: OnceLock::new() }))
    }

    /// One whose headers were read by another.
    pub(super) fn read_already(status: StatusCode, version: Version, headers: HeaderMap) -> Self {
        let mut notes = Notes { count: headers.len(), ..Notes::default() };
        // A look-up of each would take longer.
        for name in headers.keys() {
            if *name == SET_COOKIE {
                notes.first_cookie = Some(0);
            }
            notes.is_encoded |= *name == CONTENT_ENCODING;
        }
        let (bytes, headers) = (Bytes::new(), OnceLock::from(headers));
        Self(Arc::new(Read { status, version, notes, bytes, headers }))
    }

    /// The head as it came; nothing where another has read it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// How many headers there are.
    pub(super) fn count(&self) -> usize {
        self.0.notes.count
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The version of HTTP that the server answered in.
    pub fn version(&self) -> Version {
        self.0.version
    }

    /// Whether there is a `Set-Cookie` header.
    pub fn sets_cookies(&self) -> bool {
        self.0.notes.first_cookie.is_some()
    }

    /// The values of the `Set-Cookie` headers, found without reading the others.
    pub fn cookies(&self) -> impl Iterator<Item = &[u8]> {
        let read = self.0.headers.get();
        let values = read.into_iter().flat_map(|headers| headers.get_all(SET_COOKIE));
        let first = self.0.notes.first_cookie.filter(|_| read.is_none());
        let unread = first.and_then(|first| self.0.bytes.get(first..)).unwrap_or_default();
        let lines = unread.split(|byte| *byte == b'\n').filter_map(cookie_in);
        values.map(HeaderValue::as_bytes).chain(lines)
    }

    /// Whether there is a `Content-Encoding` header.
    pub fn is_encoded(&self) -> bool {
        self.0.notes.is_encoded
    }

    /// The headers, read when they are first asked for.
    pub fn headers(&self) -> &HeaderMap {
        self.0.headers.get_or_init(|| self.0.read())
    }
}

impl Read {
    fn read(&self) -> HeaderMap {
        let mut map = HeaderMap::with_capacity(self.notes.count);
        let mut headers = vec![httparse::EMPTY_HEADER; self.notes.count];
        let mut response = httparse::Response::new(&mut headers);
        // The bytes were parsed before; were they not, there would be no header to show.
        if response.parse(&self.bytes).is_ok() {
            for header in response.headers.iter() {
                let value = self.bytes.slice_ref(header.value);
                let name = HeaderName::from_bytes(header.name.as_bytes());
                if let (Ok(name), Ok(value)) = (name, HeaderValue::from_maybe_shared(value)) {
                    map.append(name, value);
                }
            }
        }
        map
    }
}

/// The value of a `Set-Cookie` header in a line of a head; the line is well-formed.
fn cookie_in(line: &[u8]) -> Option<&[u8]> {
    let (name, value) = line.split_at_checked(SET_COOKIE.as_str().len())?;
    let value = value.strip_prefix(b":")?;
    let is_it = name.eq_ignore_ascii_case(SET_COOKIE.as_str().as_bytes());
    is_it.then(|| value.trim_ascii())
}
