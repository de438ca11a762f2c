//! The seam between what is asked for and how it is carried.

use std::cell::OnceCell;
use std::pin::Pin;

use futures_util::future::Either;

use super::exchange::Exchange;
use super::h2::H2Slot;
use super::pool::Pool;
use super::request::Request;
#[cfg(feature = "reqwest")]
use super::via_reqwest::ReqwestSlot;
use crate::config::HttpVersion;
use crate::error::Result;
use crate::net::connections::Connections;
use crate::net::failure::Failure;
use crate::net::settings::{NetSettings, WireKind};
use crate::time::Instant;

/// An exchange that costs the others no room.
pub(super) type Boxed<'a> = Pin<Box<dyn Future<Output = Result<Box<Exchange>, Failure>> + 'a>>;

/// What carries the exchanges of a slot.
#[derive(Debug)]
pub(in crate::net) enum Wire {
    /// HTTP/1.1 as written here, and HTTP/2 from the first request on that it may be for.
    Direct(Pool, OnceCell<Box<H2Slot>>),
    /// The `reqwest` crate. Boxed, as is the way of its exchanges: it shall cost the other nothing.
    #[cfg(feature = "reqwest")]
    Reqwest(Box<ReqwestSlot>),
}

impl Wire {
    pub(in crate::net) fn new(settings: &NetSettings) -> Self {
        match settings.wire {
            WireKind::Direct => Self::Direct(Pool::new(settings.max_connections), OnceCell::new()),
            #[cfg(feature = "reqwest")]
            WireKind::Reqwest => {
                Self::Reqwest(Box::new(ReqwestSlot::new(settings.max_connections)))
            }
        }
    }

    /// Not `async`, as each layer of that moves the whole response once more.
    pub(in crate::net) fn exchange<'a>(
        &'a self,
        connections: &'a Connections,
        request: &'a Request<'a>,
        started: Instant,
        deadline: Option<Instant>,
    ) -> impl Future<Output = Result<Box<Exchange>, Failure>> + 'a {
        match self {
            Self::Direct(pool, h2) => match may_be_http2(connections, request, h2) {
                None => Either::Left(pool.exchange(connections, request, started, deadline)),
                Some(h2) => Either::Right(h2.exchange(pool, connections, request, deadline)),
            },
            #[cfg(feature = "reqwest")]
            Self::Reqwest(slot) => {
                let exchange = slot.exchange(connections, request, deadline);
                Either::Right(Box::pin(exchange) as Boxed<'a>)
            }
        }
    }

    pub(in crate::net) fn close_idle(&self) {
        match self {
            Self::Direct(pool, h2) => {
                pool.close_idle();
                if let Some(h2) = h2.get() {
                    h2.close_idle();
                }
            }
            #[cfg(feature = "reqwest")]
            Self::Reqwest(slot) => slot.close_idle(),
        }
    }
}

/// What knows of HTTP/2, unless the request is one for HTTP/1.1 in any case.
fn may_be_http2<'a>(
    connections: &Connections,
    request: &Request<'_>,
    h2: &'a OnceCell<Box<H2Slot>>,
) -> Option<&'a H2Slot> {
    let origin = request.url.origin();
    match connections.settings().version {
        HttpVersion::Http1 => return None,
        HttpVersion::Auto if !origin.scheme().is_tls() => return None,
        HttpVersion::Auto | HttpVersion::Http2 => {}
    }
    let slot = h2.get_or_init(Box::default);
    (!slot.is_http1(origin)).then_some(&**slot)
}
