//! Servers that write exactly the bytes a test wants, and what a test connects to them with.

use std::rc::Rc;

use bytes::Bytes;
use http::{HeaderMap, Method};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::error::Result;
use crate::net::http::{Defaults, Exchange, Limits, Request};
use crate::net::{BaseUrl, Connections, Failure, Net, NetSettings, Targets, WireKind};
use crate::time::{Instant, now};

/// Runs a test on a runtime as a core has it.
pub(super) fn on_a_core<F: Future>(test: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build_local(Default::default())
        .unwrap()
        .block_on(test)
}

/// A listener on a free port, and the base URL of it.
pub(super) async fn listen() -> (TcpListener, BaseUrl) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, BaseUrl::parse(&url).unwrap())
}

/// What a scripted connection does.
#[derive(Debug, Clone)]
pub(super) enum Does {
    /// Reads one request's head, and a body of the announced length.
    Reads,
    /// Writes bytes.
    Writes(Vec<u8>),
    /// Closes.
    Closes,
    /// Closes so that the client sees a reset.
    Resets,
    /// Only reads, until the client goes away.
    Waits,
    /// Does nothing for ever, and reads nothing.
    Stalls,
}

pub(super) fn writes(text: impl AsRef<[u8]>) -> Does {
    Does::Writes(text.as_ref().to_vec())
}

/// Serves one script for each connection, in turn; what it read comes back when all are done.
pub(super) fn serve(
    listener: TcpListener,
    scripts: Vec<Vec<Does>>,
) -> tokio::task::JoinHandle<Vec<String>> {
    tokio::task::spawn_local(async move {
        let mut seen = Vec::new();
        for script in scripts {
            let (stream, _) = listener.accept().await.unwrap();
            play(stream, script, &mut seen).await;
        }
        seen
    })
}

async fn play(mut stream: TcpStream, script: Vec<Does>, seen: &mut Vec<String>) {
    for step in script {
        match step {
            Does::Reads => seen.push(read_request(&mut stream).await),
            Does::Writes(bytes) => {
                // The client may have gone before it has everything.
                let _ = stream.write_all(&bytes).await;
            }
            Does::Closes => return,
            Does::Resets => {
                stream.set_zero_linger().unwrap();
                return;
            }
            Does::Waits => {
                let mut rest = Vec::new();
                let _ = stream.read_to_end(&mut rest).await;
            }
            Does::Stalls => std::future::pending().await,
        }
    }
}

pub(super) async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut wanted = usize::MAX;
    while request.len() < wanted {
        if stream.read_buf(&mut request).await.unwrap() == 0 {
            break;
        }
        if wanted == usize::MAX
            && let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n")
        {
            let head = String::from_utf8_lossy(&request[..end]);
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            wanted = end + 4 + length.map_or(0, |length| length.parse::<usize>().unwrap());
        }
    }
    String::from_utf8_lossy(&request).into_owned()
}

/// A host that is not looked up.
pub(super) fn known_host(host: &str, addresses: Vec<std::net::IpAddr>) -> crate::net::KnownHost {
    crate::net::KnownHost { host: host.into(), addresses, port: None }
}

/// The wires there are.
pub(super) const WIRES: &[WireKind] = &[
    WireKind::Direct,
    #[cfg(feature = "reqwest")]
    WireKind::Reqwest,
];

/// A slot that may connect to anything.
pub(super) fn slot() -> Connections {
    slot_with(NetSettings::default())
}

pub(super) fn slot_with(settings: NetSettings) -> Connections {
    let settings = NetSettings { allow_targets: Targets::any(), ..settings };
    Connections::new(Rc::new(Net::new()), Rc::new(settings))
}

/// A request as tests vary it.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    pub(super) path: &'a str,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) limits: Limits,
    pub(super) deadline: Option<Instant>,
}

impl Default for Ask<'_> {
    fn default() -> Self {
        Self {
            method: Method::GET,
            path: "/",
            headers: HeaderMap::new(),
            body: Bytes::new(),
            limits: Limits::default(),
            deadline: None,
        }
    }
}

impl Ask<'_> {
    pub(super) async fn of(
        &self,
        slot: &Connections,
        base: &BaseUrl,
    ) -> Result<Box<Exchange>, Failure> {
        let request = Request {
            method: &self.method,
            url: &base.url(self.path).unwrap(),
            defaults: &Defaults::default(),
            headers: &self.headers,
            cookies: None,
            body: &self.body,
            limits: self.limits,
        };
        slot.exchange(&request, now(), self.deadline).await
    }
}
