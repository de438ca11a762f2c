//! Cookies on their way to another process.

use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::cookie::Cookie;
use super::jar::Jar;
use crate::time::{after, now};

/// A cookie, and how many milliseconds it has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCookie {
    name: Box<str>,
    value: Box<str>,
    domain: Box<str>,
    host_only: bool,
    path: Box<str>,
    secure: bool,
    left_ms: Option<u64>,
}

impl Jar {
    /// All cookies, in the order they were stored.
    pub(crate) fn sent(&self) -> Vec<SentCookie> {
        self.kept().iter().map(|cookie| sent(cookie)).collect()
    }

    /// A jar of another process's cookies.
    pub(crate) fn of_sent(sent: Vec<SentCookie>) -> Self {
        Self::of(sent.into_iter().map(|cookie| Rc::new(arrived(cookie))).collect())
    }
}

fn sent(cookie: &Cookie) -> SentCookie {
    let left = cookie.expires.map(|expires| expires.saturating_duration_since(now()));
    SentCookie {
        name: cookie.name().into(),
        value: cookie.value().into(),
        domain: cookie.domain().into(),
        host_only: cookie.host_only,
        path: cookie.path().into(),
        secure: cookie.secure,
        left_ms: left.map(|left| u64::try_from(left.as_millis()).unwrap_or(u64::MAX)),
    }
}

fn arrived(sent: SentCookie) -> Cookie {
    let SentCookie { name, value, domain, host_only, path, secure, left_ms } = sent;
    let expires = left_ms.map(|left| after(now(), Duration::from_millis(left)));
    let mut cookie = Cookie::of([&*name, &*value, &*domain, &*path]);
    (cookie.host_only, cookie.secure, cookie.expires) = (host_only, secure, expires);
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::url::Url;

    #[test]
    fn cookies_arrive_as_they_were() {
        let url = Url::parse("http://shop.example/cart/1").unwrap();
        let jar = Jar::default();
        let set: [&[u8]; 3] = [b"a=1; Path=/cart; Max-Age=100", b"b=2", b"c=3; Path=/other"];
        jar.store(&url, set);
        let text = serde_json::to_string(&jar.sent()).unwrap();
        let there = Jar::of_sent(serde_json::from_str(&text).unwrap());
        assert_eq!(there.header(&url), jar.header(&url));
        assert_eq!(there.all(), jar.all());
    }
}
