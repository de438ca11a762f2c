//! Redirects: where the next request goes, and what of the last one goes along.

use http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION,
    CONTENT_TYPE, COOKIE, HOST, LOCATION, PROXY_AUTHORIZATION,
};
use http::{HeaderMap, HeaderName, Method, StatusCode};

use super::head::Head;
use crate::error::{Error, ErrorKind, Result};
use crate::net::url::Url;

/// What only goes to the origin it was meant for.
const SECRETS: [HeaderName; 4] = [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, HOST];

/// What says something of the body.
const OF_BODY: [HeaderName; 5] =
    [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION];

/// The request that a redirect asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The method of the next request.
    pub method: Method,
    /// Where it goes.
    pub url: Url,
    /// Whether the body is sent again.
    pub keeps_body: bool,
    /// Whether it goes to another scheme, host or port.
    pub leaves_origin: bool,
}

impl Redirect {
    /// What a response asks for next; `None` when it is no redirect.
    ///
    /// 301 and 302 turn a POST into a GET, 303 turns all but HEAD into one, 307 and 308 keep method
    /// and body. The cookies of the response have to be stored before the next request is sent.
    ///
    /// # Errors
    /// [`ErrorKind::BadResponse`] when its `Location` cannot be followed.
    pub fn after(method: &Method, url: &Url, response: &Head) -> Result<Option<Self>> {
        let keeps = match response.status() {
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => *method != Method::POST,
            StatusCode::SEE_OTHER => *method == Method::HEAD,
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
            _ => return Ok(None),
        };
        let Some(location) = response.headers().get(LOCATION) else { return Ok(None) };
        let location = std::str::from_utf8(location.as_bytes()).map_err(|_| {
            Error::new(ErrorKind::BadResponse, "the redirect's Location is not UTF-8")
        })?;
        let next = url.join(location)?;
        Ok(Some(Self {
            method: if keeps { method.clone() } else { Method::GET },
            keeps_body: keeps,
            leaves_origin: next.origin() != url.origin(),
            url: next,
        }))
    }

    /// Removes the headers that may not go along: what belongs to a body that is not sent again,
    /// and at another origin `Authorization`, `Cookie` and `Host`.
    pub fn strip(&self, headers: &mut HeaderMap) {
        for name in SECRETS.iter().chain(&OF_BODY).filter(|name| self.is_stripped(name)) {
            headers.remove(name);
        }
    }

    fn is_stripped(&self, name: &HeaderName) -> bool {
        self.leaves_origin && SECRETS.contains(name) || !self.keeps_body && OF_BODY.contains(name)
    }
}
