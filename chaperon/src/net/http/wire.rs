//! The seam between what is asked for and how it is carried.

#[cfg(feature = "reqwest")]
use futures_util::future::Either;

use super::exchange::Exchange;
use super::pool::Pool;
use super::request::Request;
#[cfg(feature = "reqwest")]
use super::via_reqwest::ReqwestSlot;
use crate::error::Result;
use crate::net::connections::Connections;
use crate::net::failure::Failure;
use crate::net::settings::{NetSettings, WireKind};
use crate::time::Instant;

/// What carries the exchanges of a slot.
#[derive(Debug)]
pub(in crate::net) enum Wire {
    /// HTTP/1.1 as written here.
    Direct(Pool),
    /// The `reqwest` crate. Boxed, as is the way of its exchanges: it shall cost the other nothing.
    #[cfg(feature = "reqwest")]
    Reqwest(Box<ReqwestSlot>),
}

impl Wire {
    pub(in crate::net) fn new(settings: &NetSettings) -> Self {
        match settings.wire {
            WireKind::Direct => Self::Direct(Pool::new(settings.max_connections)),
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
        deadline: Option<Instant>,
    ) -> impl Future<Output = Result<Exchange, Failure>> + 'a {
        match self {
            Self::Direct(pool) => {
                let exchange = pool.exchange(connections, request, deadline);
                #[cfg(feature = "reqwest")]
                let exchange = Either::Left(exchange);
                exchange
            }
            #[cfg(feature = "reqwest")]
            Self::Reqwest(slot) => {
                Either::Right(Box::pin(slot.exchange(connections, request, deadline)))
            }
        }
    }

    pub(in crate::net) fn close_idle(&self) {
        match self {
            Self::Direct(pool) => pool.close_idle(),
            #[cfg(feature = "reqwest")]
            Self::Reqwest(slot) => slot.close_idle(),
        }
    }
}
