//! The seam between what is asked for and how it is carried.

use super::exchange::Exchange;
use super::pool::Pool;
use super::request::Request;
use crate::error::Result;
use crate::net::connections::Connections;
use crate::net::failure::Failure;
use crate::time::Instant;

/// What carries the exchanges of a slot.
#[derive(Debug)]
pub(in crate::net) enum Wire {
    /// HTTP/1.1 as written here.
    Direct(Pool),
}

impl Wire {
    pub(in crate::net) fn direct(max_connections: usize) -> Self {
        Self::Direct(Pool::new(max_connections))
    }

    /// Not `async`, as each layer of that moves the whole response once more.
    pub(in crate::net) fn exchange<'a>(
        &'a self,
        connections: &'a Connections,
        request: &'a Request<'a>,
        deadline: Option<Instant>,
    ) -> impl Future<Output = Result<Exchange, Failure>> + 'a {
        match self {
            Self::Direct(pool) => pool.exchange(connections, request, deadline),
        }
    }

    pub(in crate::net) fn close_idle(&self) {
        match self {
            Self::Direct(pool) => pool.close_idle(),
        }
    }
}
