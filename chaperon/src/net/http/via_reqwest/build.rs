//! Setting a client up as the slot's settings say, and as the layers above the wire need it.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use reqwest::{Client, ClientBuilder, redirect, retry};

use super::dial::Watch;
use super::resolver::Resolver;
use crate::config::{HttpVersion, Proxy};
use crate::error::{Error, ErrorKind, Result};
use crate::net::connections::Connections;
use crate::net::dial::Offer;
use crate::net::http::h2::{STREAM_WINDOW, WINDOW, head_room};
use crate::net::http::limits::Limits;

/// A builder with all that is set; the connections of its client are counted.
pub(super) fn builder(connections: &Connections, opened: &Arc<AtomicU64>) -> Result<ClientBuilder> {
    let (net, settings) = (connections.net(), connections.settings());
    let tls = Offer::from(settings.version).within(net.tls.for_slot(&settings.tls)?);
    let builder = Client::builder()
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .no_proxy()
        .http1_max_headers(Limits::default().max_headers)
        .http2_max_header_list_size(head_room(Limits::default().max_header))
        .http2_initial_stream_window_size(STREAM_WINDOW)
        .http2_initial_connection_window_size(WINDOW)
        .tcp_nodelay(true)
        .pool_idle_timeout(None)
        .pool_max_idle_per_host(settings.max_connections)
        .tls_backend_preconfigured(Arc::unwrap_or_clone(tls))
        .dns_resolver(Resolver::new(connections))
        .connector_layer(Watch { opened: Arc::clone(opened) })
        .local_address(net.next_source(&settings.local_addresses));
    let builder = match settings.version {
        HttpVersion::Auto => builder,
        HttpVersion::Http1 => builder.http1_only(),
        HttpVersion::Http2 => builder.http2_prior_knowledge(),
    };
    match &settings.proxy {
        None => Ok(builder),
        Some(proxy) => Ok(builder.proxy(of(proxy)?)),
    }
}

/// The proxy as `reqwest` has it, for all requests.
fn of(proxy: &Proxy) -> Result<reqwest::Proxy> {
    // The error of `reqwest` shows the URL, and with it the password.
    let unusable = |_| Error::new(ErrorKind::Config, format!("`http.proxy`: {proxy} is no proxy"));
    reqwest::Proxy::all(proxy.url().clone()).map_err(unusable)
}
