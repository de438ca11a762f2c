//! The key `http.proxy`.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

/// The URL of a proxy: of the scheme http, https, socks5 or socks5h, perhaps with user and password.
///
/// Without a port it is that of the scheme: 80, 443 or 1080. With `socks5` hosts are looked up here,
/// and by the proxy with the others. It is never shown with its user and password.
///
/// ```
/// use chaperon::config::Proxy;
///
/// let proxy: Proxy = serde_json::from_str("\"socks5h://me:secret@localhost:1080\"")?;
/// assert_eq!(format!("{proxy:?}"), "Proxy(socks5h://localhost:1080)");
/// assert!(serde_json::from_str::<Proxy>("\"localhost:1080\"").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy(Url);

impl Proxy {
    /// The URL, with user and password.
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// Whether hosts are looked up by the proxy, and not here.
    pub fn looks_up_hosts(&self) -> bool {
        self.0.scheme() != "socks5"
    }
}

/// Its host and port.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.host_str().unwrap_or_default())?;
        self.0.port().map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({}://{self})", self.0.scheme())
    }
}

impl Serialize for Proxy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Proxy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Words)
    }
}

struct Words;

impl Visitor<'_> for Words {
    type Value = Proxy;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a proxy's URL such as http://localhost:3128 or socks5h://user:password@localhost:1080",
        )
    }

    /// Does not repeat the text: it may have a password in it.
    fn visit_str<E: Error>(self, text: &str) -> Result<Proxy, E> {
        let url = Url::parse(text).ok().filter(is_proxy);
        url.map(Proxy).ok_or_else(|| E::invalid_value(Unexpected::Other("another text"), &self))
    }
}

fn is_proxy(url: &Url) -> bool {
    let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    let known = matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h");
    known && bare && url.host_str().is_some_and(|host| !host.is_empty())
}
