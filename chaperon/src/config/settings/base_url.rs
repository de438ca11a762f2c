//! Where requests go whose URL is a path.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

/// A URL of HTTP or HTTPS.
///
/// ```
/// use chaperon::config::BaseUrl;
///
/// let url: BaseUrl = serde_json::from_str("\"http://localhost:5000\"")?;
/// assert_eq!(url.url().port(), Some(5000));
/// assert!(serde_json::from_str::<BaseUrl>("\"localhost:5000\"").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// The URL.
    pub const fn url(&self) -> &Url {
        &self.0
    }
}

impl Serialize for BaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for BaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Words)
    }
}

struct Words;

impl Visitor<'_> for Words {
    type Value = BaseUrl;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a URL such as http://localhost:5000")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<BaseUrl, E> {
        let of_http = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        let url = Url::parse(text).ok().filter(of_http);
        let why = "not a URL of http or https; write it as in http://localhost:5000";
        url.map(BaseUrl).ok_or_else(|| E::custom(format!("`{text}` is {why}")))
    }
}
