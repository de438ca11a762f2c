//! A request as `reqwest` takes it.

use http::header::HOST;
use http::{HeaderMap, HeaderValue};
use reqwest::Url;

use crate::config::HttpVersion;
use crate::error::{Error, ErrorKind, Result};
use crate::net::http::headers::{headers, length_of};
use crate::net::http::request::Request;
use crate::net::settings::NetSettings;

/// A request, and how many bytes it has as HTTP/1.1 writes it.
pub(super) struct Composed {
    pub(super) request: reqwest::Request,
    pub(super) length: usize,
}

/// The request with the headers that any wire writes.
pub(super) fn compose(request: &Request<'_>, settings: &NetSettings) -> Result<Composed> {
    let mut headers = headers(request)?;
    if !headers.contains_key(HOST) {
        headers.insert(HOST, HeaderValue::try_from(request.url.origin().authority())?);
    }
    let length = length(request, &headers);
    let mut composed = reqwest::Request::new(request.method.clone(), url(request, settings)?);
    if may_be_http2(request, settings) {
        host_of_http2(&mut headers, request, settings)?;
    }
    *composed.headers_mut() = headers;
    if !request.body.is_empty() {
        *composed.body_mut() = Some(request.body.clone().into());
    }
    Ok(Composed { request: composed, length })
}

fn length(request: &Request<'_>, headers: &HeaderMap) -> usize {
    let line = request.method.as_str().len() + request.url.target().len() + "  HTTP/1.1\r\n".len();
    line + length_of(headers) + request.body.len()
}

fn may_be_http2(request: &Request<'_>, settings: &NetSettings) -> bool {
    match settings.version {
        HttpVersion::Http1 => false,
        HttpVersion::Auto => request.url.origin().scheme().is_tls(),
        HttpVersion::Http2 => true,
    }
}

/// By HTTP/2, `reqwest` says the host of the URL, and would say it once more. By HTTP/1.1 it adds it.
fn host_of_http2(
    headers: &mut HeaderMap,
    request: &Request<'_>,
    settings: &NetSettings,
) -> Result<()> {
    if headers.get(HOST).is_some_and(|host| *host == *request.url.origin().authority()) {
        headers.remove(HOST);
    } else if settings.version == HttpVersion::Http2 {
        let message = "the wire `reqwest` cannot send another `Host` than the URL's by HTTP/2";
        return Err(Error::new(ErrorKind::BadRequest, message));
    }
    Ok(())
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
