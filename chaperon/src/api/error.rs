//! Why the API cannot be served.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the API cannot be served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    #[error(
        "{0} can be reached from other machines, and no token is set: set CHAPERON_API_TOKEN, the \
         password of the user `chaperon`, or listen at 127.0.0.1"
    )]
    NoToken(SocketAddr),
    #[error("cannot listen at {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("{}: {why}", path.display())]
    Tls { path: PathBuf, why: String },
}
