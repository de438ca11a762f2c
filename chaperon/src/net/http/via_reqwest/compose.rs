//! A request as `reqwest` takes it.

use http::header::{CONTENT_LENGTH, COOKIE, HOST};
use http::{HeaderMap, HeaderValue};
use reqwest::Url;

use crate::error::{Error, ErrorKind, Result};
use crate::net::http::h1;
use crate::net::http::request::Request;
use crate::net::settings::NetSettings;

/// A request, and how many bytes it has as HTTP/1.1 writes it.
pub(super) struct Composed {
    pub(super) request: reqwest::Request,
    pub(super) length: u64,
}

/// The request with the headers that any wire writes.
pub(super) fn compose(request: &Request<'_>, settings: &NetSettings) -> Result<Composed> {
    h1::check(request)?;
    let mut composed = reqwest::Request::new(request.method.clone(), url(request, settings)?);
    *composed.headers_mut() = headers(request)?;
    if !request.body.is_empty() {
        *composed.body_mut() = Some(request.body.clone().into());
    }
    let line = request.method.as_str().len() + request.url.target().len() + " HTTP/1.1\r\n".len();
    let length = line + 1 + length_of(composed.headers()) + request.body.len();
    Ok(Composed { request: composed, length: length as u64 })
}

/// How many bytes headers have, with the blank line after them.
pub(super) fn length_of(headers: &HeaderMap) -> usize {
    let lines = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    lines.sum::<usize>() + 2
}

/// The URL, at the port where the host is set to be: `reqwest` asks for addresses only.
fn url(request: &Request<'_>, settings: &NetSettings) -> Result<Url> {
    let origin = request.url.origin();
    let scheme = if origin.scheme().is_tls() { "https" } else { "http" };
    let text = format!("{scheme}://{}{}", origin.authority(), request.url.target());
    let bad =
        |what: &str| Error::new(ErrorKind::BadRequest, format!("the URL of a request: {what}"));
    let mut url = Url::parse(&text).map_err(|error| bad(&error.to_string()))?;
    let looked_up_here = settings.proxy.as_ref().is_none_or(|proxy| !proxy.looks_up_hosts());
    let known = settings.known_host(origin.host()).and_then(|known| known.port);
    if let Some(port) = known.filter(|_| looked_up_here) {
        url.set_port(Some(port)).map_err(|()| bad("it has no port"))?;
    }
    Ok(url)
}

fn headers(request: &Request<'_>) -> Result<HeaderMap> {
    let mut headers = HeaderMap::with_capacity(request.defaults.len() + request.headers.len() + 3);
    headers.insert(HOST, HeaderValue::try_from(request.url.origin().authority())?);
    let own = request.headers;
    let defaults = request.defaults.iter().filter(|(name, _)| !own.contains_key(*name));
    if own.contains_key(HOST) || request.defaults.contains_key(HOST) {
        headers.remove(HOST);
    }
    for (name, value) in defaults.chain(own) {
        headers.append(name, value.clone());
    }
    let cookies = request.cookies.filter(|_| !headers.contains_key(COOKIE));
    if let Some(cookies) = cookies.and_then(|jar| jar.header(request.url)) {
        headers.insert(COOKIE, HeaderValue::try_from(cookies)?);
    }
    if h1::announces_body(request) && !headers.contains_key(CONTENT_LENGTH) {
        headers.insert(CONTENT_LENGTH, request.body.len().into());
    }
    Ok(headers)
}
