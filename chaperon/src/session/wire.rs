//! From the built-in keys to what the network is told.

use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;
use http::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT};

use super::Profile;
use crate::config::{Http, HttpWire, Settings};
use crate::error::{Error, ErrorKind, Result};
use crate::net::http::{BodyMode, Limits};
use crate::net::{BaseUrl, KnownHost, NetSettings, Origin, Targets, TlsSettings, WireKind};

/// How the slots of an entry connect; `declared` are the base URLs of the whole load test.
///
/// # Errors
/// [`ErrorKind::Config`] when `allow_targets` names something that is no target, or the wire cannot
/// be had.
pub(crate) fn net_settings(profile: &Profile, declared: &[BaseUrl]) -> Result<NetSettings> {
    let settings = profile.settings();
    Ok(NetSettings {
        allow_targets: targets(profile, declared)?,
        resolve: settings
            .resolve
            .iter()
            .map(|(host, address)| KnownHost {
                host: host.as_str().into(),
                addresses: vec![address.ip],
                port: address.port,
            })
            .collect(),
        local_addresses: settings.local_addresses.clone(),
        tls: TlsSettings {
            ca: settings.tls.ca.as_ref().map(PathBuf::from),
            cert: settings.tls.cert.as_ref().map(PathBuf::from),
            key: settings.tls.key.as_ref().map(PathBuf::from),
            insecure: settings.insecure,
        },
        max_connections: settings.http.max_connections.get(),
        wire: wire(&settings.http)?,
        version: settings.http.version,
        proxy: settings.http.proxy.clone(),
    })
}

/// What carries HTTP.
fn wire(http: &Http) -> Result<WireKind> {
    match http.wire {
        HttpWire::Direct if http.proxy.is_some() => {
            let message = "`http.proxy` needs `http.wire: \"reqwest\"`: the wire `direct` knows no \
                           proxies";
            Err(Error::new(ErrorKind::Config, message))
        }
        HttpWire::Direct => Ok(WireKind::Direct),
        #[cfg(feature = "reqwest")]
        HttpWire::Reqwest => Ok(WireKind::Reqwest),
        #[cfg(not(feature = "reqwest"))]
        HttpWire::Reqwest => {
            let message = "`http.wire: \"reqwest\"` needs a feature of the crate: write \
                           `chaperon = { .., features = [\"reqwest\"] }` in Cargo.toml";
            Err(Error::new(ErrorKind::Config, message))
        }
    }
}

/// The targets named, or else those of the declared base URLs.
fn targets(profile: &Profile, declared: &[BaseUrl]) -> Result<Targets> {
    let mut targets = Targets::default();
    match &profile.settings().allow_targets {
        Some(allowed) => {
            for target in allowed {
                targets.add(target).map_err(|error| {
                    Error::new(ErrorKind::Config, format!("`allow_targets`: {error}"))
                })?;
            }
        }
        None => {
            for base in declared {
                add_host(&mut targets, base.origin())?;
            }
        }
    }
    Ok(targets)
}

/// Adds an origin. A host at the usual port of HTTP or HTTPS is itself at the other one too: from
/// the one it often redirects to the other.
fn add_host(targets: &mut Targets, origin: &Origin) -> Result {
    targets.add_origin(origin);
    if matches!(origin.port(), 80 | 443) {
        for scheme in ["http", "https"] {
            let host = origin.host();
            let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
            targets.add_origin(BaseUrl::parse(&format!("{scheme}://{host}"))?.origin());
        }
    }
    Ok(())
}

/// How large responses may be.
pub(super) fn limits(settings: &Settings) -> Limits {
    let http = &settings.http;
    let body = if http.count_body_only { BodyMode::Count } else { BodyMode::Keep };
    Limits { max_header: http.max_header.get(), max_body: http.max_body, body, ..Limits::default() }
}

/// The headers that say who asks, and for what.
pub(super) fn own_headers() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, HeaderValue::from_static("chaperon"));
    headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    headers
}

/// The headers that every request has: Chaperon's, and those of `http.headers` and `basic_auth`.
pub(super) fn default_headers(settings: &Settings) -> Result<HeaderMap> {
    let mut headers = own_headers();
    if let Some(auth) = &settings.basic_auth {
        let token = BASE64_STANDARD.encode(format!("{}:{}", auth.user, auth.password));
        let mut value = HeaderValue::try_from(format!("Basic {token}"))?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    for (name, value) in &settings.http.headers {
        let bad = |what: &str| {
            Error::new(ErrorKind::Config, format!("`http.headers.{name}`: not a header {what}"))
        };
        let value = HeaderValue::try_from(value).map_err(|_| bad("value"))?;
        let name = HeaderName::try_from(name).map_err(|_| bad("name"))?;
        headers.insert(name, value);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Layer;

    fn allowed(base_url: &str, target: &str) -> bool {
        let mut layer = Layer::defaults_of::<()>();
        layer.set_text(&format!("base_url={base_url}")).unwrap();
        let profile = Profile::new("browse".into(), layer).unwrap();
        let declared = [profile.base_url().unwrap().clone()];
        let settings = net_settings(&profile, &declared).unwrap();
        settings.allow_targets.allow(BaseUrl::parse(target).unwrap().origin())
    }

    #[cfg(not(feature = "reqwest"))]
    #[test]
    fn the_wire_reqwest_needs_its_feature() {
        let mut layer = Layer::defaults_of::<()>();
        layer.set_text("http.wire=reqwest").unwrap();
        let profile = Profile::new("browse".into(), layer).unwrap();
        let error = net_settings(&profile, &[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let line = "chaperon = { .., features = [\"reqwest\"] }";
        assert!(error.to_string().contains(line), "{error}");
    }

    #[test]
    fn targets_are_the_declared_base_urls_and_their_https_twins() {
        assert!(allowed("http://shop.test", "http://shop.test"));
        assert!(allowed("http://shop.test", "https://shop.test"));
        assert!(allowed("https://[::1]", "http://[::1]"));
        assert!(!allowed("http://shop.test", "http://shop.test:8080"));
        assert!(!allowed("http://shop.test:8080", "http://shop.test"));
        assert!(!allowed("http://shop.test", "http://other.test"));
    }
}
