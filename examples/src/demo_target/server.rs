//! The server's life: a thread with a runtime of its own, from `start` to drop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::{self, Runtime};
use tokio::sync::oneshot;

use super::book::Book;
use super::routes::routes;
use super::served::Served;
use super::store;

/// How many connections may wait to be accepted: a load test opens thousands at once.
const BACKLOG: u32 = 4096;

/// How long requests under way may take when the server is dropped.
const GRACE: Duration = Duration::from_secs(2);

/// A running demo target. Dropping it lets what is under way come to its end, for up to 2 seconds,
/// and panics if the server had panicked, so that a test does not pass over it.
///
/// ```
/// use chaperon_examples::demo_target::DemoTarget;
///
/// let target = DemoTarget::start()?;
/// assert!(target.url().starts_with("http://127.0.0.1:"));
/// assert_eq!(target.served().answered("GET /"), 0);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct DemoTarget {
    address: SocketAddr,
    url: String,
    store: SocketAddr,
    book: Arc<Book>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl DemoTarget {
    /// Starts a server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port or thread is to be had.
    pub fn start() -> io::Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// Starts a server at this address; port 0 is any free one.
    ///
    /// # Errors
    /// When the address is in use or not this machine's.
    pub fn start_at(address: SocketAddr) -> io::Result<Self> {
        Self::start_serving(address, routes)
    }

    fn start_serving(address: SocketAddr, routes: fn(Arc<Book>) -> Router) -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = listen(&runtime, address)?;
        let address = listener.local_addr()?;
        let store_listener = listen(&runtime, SocketAddr::new(address.ip(), 0))?;
        let store = store_listener.local_addr()?;
        let book = Arc::<Book>::default();
        let router = routes(Arc::clone(&book));
        let store_served = store::serve(store_listener, Arc::clone(&book));
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("demo-target".into()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    outcome = serve(listener, router, stopped) => outcome,
                    outcome = store_served => outcome,
                }
            })
        })?;
        let url = format!("http://{address}");
        Ok(Self { address, url, store, book, stop: Some(stop), thread: Some(thread) })
    }

    /// The address it listens at.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL, without a slash at its end: `http://127.0.0.1:40123`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address at which its store listens: another port than that of HTTP.
    pub fn store(&self) -> SocketAddr {
        self.store
    }

    /// What it served so far. An answer that a client has received is in it.
    pub fn served(&self) -> Served {
        self.book.served()
    }
}

fn listen(runtime: &Runtime, address: SocketAddr) -> io::Result<TcpListener> {
    let _inside = runtime.enter();
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

async fn serve(
    listener: TcpListener,
    router: Router,
    stopped: oneshot::Receiver<()>,
) -> io::Result<()> {
    // Small answers should not wait for more to send; a socket that refuses is served all the same.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let (stopping, grace) = oneshot::channel();
    let server = axum::serve(listener, router).with_graceful_shutdown(async {
        // An error here means that the target is gone, which is the same news.
        let _ = stopped.await;
        let _ = stopping.send(());
    });
    tokio::select! {
        outcome = server => outcome,
        () = async { let _ = grace.await; tokio::time::sleep(GRACE).await } => Ok(()),
    }
}

impl Drop for DemoTarget {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Nobody to tell: then the thread has ended, and `join` says how.
            let _ = stop.send(());
        }
        let outcome = self.thread.take().map(JoinHandle::join);
        if thread::panicking() {
            return; // one panic is enough
        }
        assert!(!matches!(outcome, Some(Err(_))), "the demo target panicked");
        if let Some(Ok(Err(error))) = outcome {
            panic!("the demo target failed: {error}");
        }
        let panics = self.book.panics();
        assert!(panics.is_empty(), "the demo target panicked while it served {panics:?}");
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use axum::middleware;
    use axum::routing::get;

    use super::*;
    use crate::demo_target::book::write_down;

    fn broken(book: Arc<Book>) -> Router {
        async fn handler() -> &'static str {
            panic!("on purpose")
        }
        Router::new()
            .route("/", get(handler))
            .layer(middleware::from_fn_with_state(book, write_down))
    }

    #[test]
    #[should_panic(expected = r#"the demo target panicked while it served ["GET /"]"#)]
    fn a_panic_of_the_server_is_a_panic_of_who_drops_it() {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let target = DemoTarget::start_serving(address, broken).unwrap();
        let mut stream = TcpStream::connect(target.address()).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(answer.is_empty());
    }
}
