//! Dialling: the way from an origin to an open stream of bytes, each phase timed apart.

mod dialer;
mod dns;
mod offer;
mod roots;
mod stream;
mod tcp;
mod tls;
mod tls_error;
mod trust_all;

pub(super) use dialer::Dialer;
pub(super) use dns::DnsCache;
pub(super) use offer::Offer;
pub(super) use stream::Stream;
pub(super) use tls::TlsCache;
#[cfg(feature = "reqwest")]
pub(super) use tls_error::refused_by_tls;
