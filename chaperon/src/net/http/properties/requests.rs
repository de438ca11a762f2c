//! Writing a request.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, COOKIE, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::net::http::cookies::Jar;
use crate::net::http::defaults::Defaults;
use crate::net::http::h1::compose;
use crate::net::http::limits::Limits;
use crate::net::http::request::Request;
use crate::net::url::BaseUrl;

/// What a request is made of, as a user may give it.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// The method.
    pub method: &'a [u8],
    /// The base URL.
    pub base: &'a str,
    /// What is appended to it, or another whole URL.
    pub path: &'a str,
    /// Headers for all requests.
    pub defaults: Vec<(&'a [u8], &'a [u8])>,
    /// Headers of this request.
    pub headers: Vec<(&'a [u8], &'a [u8])>,
    /// A cookie of the target.
    pub cookie: Option<(&'a str, &'a str)>,
    /// The body.
    pub body: &'a [u8],
}

/// A request that is not refused is read by a server as just that request: no header more, none
/// less. Returns whether it was not refused.
pub fn a_request_reads_back_as_itself(given: &Given<'_>) -> bool {
    let Ok(method) = Method::from_bytes(given.method) else { return false };
    let url = BaseUrl::parse(given.base).and_then(|base| base.url(given.path));
    let Ok(url) = url else { return false };
    let (defaults, headers) = (Defaults::from(map(&given.defaults)), map(&given.headers));
    let jar = Jar::default();
    if let Some((name, value)) = given.cookie {
        let cookie = format!("{name}={value}");
        if HeaderValue::from_str(&cookie).is_err() {
            return false;
        }
        jar.store(&url, [cookie.as_bytes()]);
    }
    let request = Request {
        method: &method,
        url: &url,
        defaults: &defaults,
        headers: &headers,
        cookies: Some(&jar),
        body: &Bytes::copy_from_slice(given.body),
        limits: Limits::default(),
    };
    let mut written = Vec::new();
    if compose(&mut written, &request).is_err() {
        return false;
    }
    reads_back(&written, &request, &jar);
    true
}

fn map(pairs: &[(&[u8], &[u8])]) -> HeaderMap {
    let pairs = pairs.iter().filter_map(|(name, value)| {
        Some((HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(value).ok()?))
    });
    let mut map = HeaderMap::new();
    for (name, value) in pairs {
        map.append(name, value);
    }
    map
}

fn reads_back(written: &[u8], request: &Request<'_>, jar: &Jar) {
    let mut headers = vec![httparse::EMPTY_HEADER; written.len()];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = parsed.parse(written);
    assert_eq!(length, Ok(httparse::Status::Complete(written.len())), "{}", written.escape_ascii());
    assert_eq!(parsed.method, Some(request.method.as_str()));
    assert_eq!(parsed.path, Some(request.url.target()));
    assert_eq!(parsed.version, Some(1));
    let mut seen: Vec<(String, Vec<u8>)> = parsed.headers.iter().map(own).collect();
    let mut meant = meant(request, jar);
    seen.sort();
    meant.sort();
    assert_eq!(seen, meant, "{}", written.escape_ascii());
}

fn own(header: &httparse::Header<'_>) -> (String, Vec<u8>) {
    (header.name.to_owned(), header.value.to_owned())
}

/// The headers that a server should see, white space around their values aside.
fn meant(request: &Request<'_>, jar: &Jar) -> Vec<(String, Vec<u8>)> {
    let own = |name: &HeaderName| {
        request.headers.contains_key(name) || request.defaults.headers().contains_key(name)
    };
    let defaults = request.defaults.headers().iter();
    let defaults = defaults.filter(|(name, _)| !request.headers.contains_key(*name));
    let mut meant: Vec<(String, Vec<u8>)> = request
        .headers
        .iter()
        .chain(defaults)
        .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
        .collect();
    let mut add = |name: HeaderName, value: String| {
        if !own(&name) {
            meant.push((name.to_string(), value.into_bytes()));
        }
    };
    add(HOST, request.url.origin().authority().to_owned());
    if let Some(cookies) = jar.header(request.url) {
        add(COOKIE, cookies);
    }
    let usual = [Method::POST, Method::PUT, Method::PATCH].contains(request.method);
    if usual || !request.body.is_empty() {
        add(CONTENT_LENGTH, request.body.len().to_string());
    }
    for (_, value) in &mut meant {
        *value = trimmed(value).to_vec();
    }
    meant
}

fn trimmed(value: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| *byte == b' ' || *byte == b'\t';
    let start = value.iter().position(|byte| !is_space(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
    value.get(start..end).unwrap_or_default()
}
