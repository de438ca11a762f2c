//! A request as HTTP/2 has it.

use bytes::Bytes;
use http::header::{CONNECTION, HOST, TE, UPGRADE};
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use crate::error::{Error, ErrorKind, Result};
use crate::net::http::headers::headers;
use crate::net::http::request::Request;

/// The request without its body, with what `Host` says as its authority; without one, this.
pub(super) fn compose(request: &Request<'_>, authority: &Authority) -> Result<http::Request<()>> {
    let mut headers = headers(request)?;
    let authority = match headers.remove(HOST) {
        None => authority.clone(),
        Some(host) => Authority::from_maybe_shared(Bytes::copy_from_slice(host.as_bytes()))
            .map_err(|error| bad(&error))?,
    };
    drop_those_of_connections(&mut headers);
    let mut message = http::Request::new(());
    *message.method_mut() = request.method.clone();
    *message.uri_mut() = uri(request, authority)?;
    *message.headers_mut() = headers;
    Ok(message)
}

fn uri(request: &Request<'_>, authority: Authority) -> Result<Uri> {
    let is_tls = request.url.origin().scheme().is_tls();
    let mut parts = Parts::default();
    parts.scheme = Some(if is_tls { Scheme::HTTPS } else { Scheme::HTTP });
    parts.authority = Some(authority);
    let path = PathAndQuery::try_from(request.url.target()).map_err(|error| bad(&error))?;
    parts.path_and_query = Some(path);
    Uri::from_parts(parts).map_err(|error| bad(&error))
}

fn bad(error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::BadRequest, format!("the URL or `Host` of a request: {error}"))
}

const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
const PROXY_CONNECTION: HeaderName = HeaderName::from_static("proxy-connection");

/// Drops what HTTP/1.1 says of a connection, and HTTP/2 must not say (RFC 9113, 8.2.2).
fn drop_those_of_connections(headers: &mut HeaderMap) {
    let of_connections = [CONNECTION, UPGRADE, TE, KEEP_ALIVE, PROXY_CONNECTION];
    if !headers.keys().any(|name| of_connections.contains(name)) {
        return;
    }
    let named = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let named: Vec<String> =
        named.flat_map(|it| it.split(',')).map(|it| it.trim().into()).collect();
    let te = headers.remove(TE).filter(|value| value == "trailers");
    named.iter().for_each(|name| drop(headers.remove(name)));
    of_connections.iter().for_each(|name| drop(headers.remove(name)));
    headers.extend(te.map(|value: HeaderValue| (TE, value)));
}
