//! Where the servers are, and who their URLs say is asking.

use std::net::IpAddr;

use url::{Host, Url};

use super::options::{NatsOptions, Secret};
use crate::cluster::engine::EngineError;

/// The servers of the options, and what stood in their URLs beside the addresses.
#[derive(Debug)]
pub(super) struct Servers {
    /// Without secrets.
    pub(super) urls: Vec<String>,
    /// The first user and password, or token, that a URL had.
    pub(super) user: Option<(String, Option<Secret>)>,
    /// Whether all of them are on this machine.
    pub(super) here: bool,
}

impl Servers {
    pub(super) fn of(options: &NatsOptions) -> Result<Self, EngineError> {
        let Some(servers) = &options.servers else { return Err(not_named()) };
        let urls = servers.reveal().split(',').map(str::trim);
        let urls: Vec<Url> = urls.map(url).collect::<Result<_, _>>()?;
        let user = urls.iter().find(|url| !url.username().is_empty()).map(|url| {
            (plain(url.username()), url.password().map(|password| Secret::new(plain(password))))
        });
        Ok(Self {
            here: urls.iter().all(is_here),
            urls: urls.iter().map(without_secrets).collect(),
            user,
        })
    }

    /// How they are called in messages.
    pub(super) fn place(&self) -> String {
        self.urls.join(",")
    }
}

/// A server's URL; what is wrong with it is told without it, as it may hold a password.
fn url(text: &str) -> Result<Url, EngineError> {
    let text = if text.contains("://") { text.to_owned() } else { format!("nats://{text}") };
    let url = Url::parse(&text).map_err(|error| wrong(&error.to_string()))?;
    match (url.scheme(), url.host()) {
        ("nats" | "tls", Some(_)) => Ok(url),
        ("nats" | "tls", None) => Err(wrong("there is no host in it")),
        (scheme, _) => Err(wrong(&format!("it begins with `{scheme}://`"))),
    }
}

fn not_named() -> EngineError {
    let why = "no NATS server is named: say --nats nats://host:4222, or set CHAPERON_NATS_URL";
    EngineError::Unusable { why: why.to_owned() }
}

fn wrong(why: &str) -> EngineError {
    let why =
        format!("the NATS server's URL: {why}; write it as nats://host:4222 or tls://host:4222");
    EngineError::Unusable { why }
}

fn without_secrets(url: &Url) -> String {
    let port = url.port().unwrap_or(4222);
    format!("{}://{}:{port}", url.scheme(), url.host_str().unwrap_or_default())
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        // The host of a URL whose scheme is not the web's is always such a name.
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// As it was before it was escaped for a URL.
fn plain(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn servers(text: &str) -> Result<Servers, EngineError> {
        Servers::of(&NatsOptions::new(text))
    }

    #[test]
    fn secrets_of_a_url_are_used_and_not_shown() {
        let servers = servers("nats://me:hush%21@a.example, tls://b.example:4333").unwrap();
        assert_eq!(servers.place(), "nats://a.example:4222,tls://b.example:4333");
        let (user, password) = servers.user.clone().unwrap();
        assert_eq!((user.as_str(), password.unwrap().reveal()), ("me", "hush!"));
        assert!(!format!("{:?}", NatsOptions::new("hush")).contains("hush"));
    }

    #[test]
    fn without_a_server_it_is_said_how_to_name_one() {
        let error = Servers::of(&NatsOptions::default()).unwrap_err().to_string();
        assert!(error.contains("--nats") && error.contains("CHAPERON_NATS_URL"), "{error}");
    }

    #[test]
    fn only_loopback_is_here() {
        for here in ["localhost", "nats://127.0.0.1:1", "nats://[::1]:4222", "127.0.0.2:4222"] {
            assert!(servers(here).unwrap().here, "{here}");
        }
        for elsewhere in ["example.org", "nats://10.0.0.1", "localhost,10.0.0.1", "nats://[::2]"] {
            assert!(!servers(elsewhere).unwrap().here, "{elsewhere}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_without_being_shown() {
        for text in ["http://hush@host", "", "nats://", "nats://me:hush@host:many"] {
            let error = servers(text).unwrap_err().to_string();
            assert!(error.contains("nats://host:4222"), "{error}");
            assert!(!error.contains("hush"), "{error}");
        }
    }
}
