//! Connections: taken, bounded in number and time, and let go at the end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;

use super::error::ApiError;
use super::options::ApiOptions;
use super::tls;

/// How many connections may be open; further ones wait.
const CONNECTIONS: usize = 256;

/// How long the head of a request may take, and the handshake before it.
const HEAD: Duration = Duration::from_secs(10);

/// How long requests under way may take when the server ends.
const FAREWELL: Duration = Duration::from_secs(5);

/// A server that listens, and answers nobody yet.
pub(crate) struct Listening {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    address: SocketAddr,
}

impl Listening {
    /// Listens at the address of the options.
    ///
    /// # Errors
    /// When it may not be listened there without a token, cannot be, or TLS lacks its files.
    pub(crate) async fn at(options: &ApiOptions) -> Result<Self, ApiError> {
        let address = options.address;
        if options.token.is_none() && !address.ip().is_loopback() {
            return Err(ApiError::NoToken(address));
        }
        let tls = options.tls.as_ref().map(tls::acceptor).transpose()?;
        let refused = |source| ApiError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        Ok(Self { listener, tls, address })
    }

    /// Where it is asked: `http://127.0.0.1:5001`.
    pub(crate) fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Answers until `stop` comes; what is under way then is answered still.
    pub(super) async fn serve(self, router: Router, stop: impl Future<Output = ()>) {
        let Self { listener, tls, .. } = self;
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        let graceful = GracefulShutdown::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let taken = tokio::select! {
                () = &mut stop => break,
                taken = take(&listener, &room) => taken,
            };
            let connection = Connection { tls: tls.clone(), router: router.clone() };
            tokio::spawn(connection.answer(taken, graceful.watcher()));
        }
        drop(listener);
        // Who asks on for longer is cut.
        let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
    }
}

/// A connection, and its place among all.
async fn take(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed.
    let place = Arc::clone(room).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return (stream, place),
            Err(error) => {
                // Such as no file being left: others may close theirs.
                tracing::warn!("the API takes no connection: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// What a connection is answered with.
struct Connection {
    tls: Option<TlsAcceptor>,
    router: Router,
}

impl Connection {
    async fn answer(
        self,
        (stream, _place): (TcpStream, Option<OwnedSemaphorePermit>),
        watcher: Watcher,
    ) {
        let Some(tls) = self.tls else { return answer(stream, self.router, watcher).await };
        match tokio::time::timeout(HEAD, tls.accept(stream)).await {
            Ok(Ok(stream)) => answer(stream, self.router, watcher).await,
            Ok(Err(error)) => tracing::debug!("a connection to the API came to no TLS: {error}"),
            Err(_) => tracing::debug!("a connection to the API came to no TLS in 10 s"),
        }
    }
}

async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    watcher: Watcher,
) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!("a connection to the API ended: {error}");
    }
}
