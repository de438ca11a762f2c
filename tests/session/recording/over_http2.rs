//! The same server where a client speaks HTTP/2: answers are written for HTTP/1.1, and sent as what
//! they mean.

use std::net::TcpStream;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{RecvStream, SendStream};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tokio::task::spawn_local;
use tokio_rustls::TlsAcceptor;

use super::meaning::Meaning;
use super::{Answer, Seen, Then};

/// Whether a client begins as HTTP/2 does.
pub fn is_spoken(stream: &TcpStream) -> bool {
    let mut first = [0; 3];
    loop {
        match stream.peek(&mut first) {
            Ok(3) => return first == *b"PRI",
            Ok(0) | Err(_) => return false,
            Ok(_) => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

/// What a connection is served with.
#[derive(Clone)]
pub struct Desk {
    pub from: Seen,
    pub kept: Arc<Mutex<Vec<Seen>>>,
    pub respond: Arc<dyn Fn(&Seen) -> Answer>,
}

impl Desk {
    /// Serves a connection to its end, inside TLS where there is a configuration for it.
    pub fn serve(&self, stream: TcpStream, tls: Option<&Arc<ServerConfig>>) {
        stream.set_nonblocking(true).unwrap();
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().build_local(Default::default()).unwrap();
        runtime.block_on(async {
            let stream = tokio::net::TcpStream::from_std(stream).unwrap();
            let Some(tls) = tls else { return self.serve_over(stream).await };
            // Who does not trust us goes away.
            if let Ok(stream) = TlsAcceptor::from(tls.clone()).accept(stream).await {
                self.serve_over(stream).await;
            }
        });
    }

    async fn serve_over(&self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let Ok(mut connection) = h2::server::handshake(stream).await else { return };
        let done = Rc::<Notify>::default();
        loop {
            let next = tokio::select! {
                next = connection.accept() => next,
                () = done.notified() => break,
            };
            let Some(Ok((request, sender))) = next else { return };
            let (desk, done) = (self.clone(), done.clone());
            spawn_local(async move { desk.answer(request, sender, &done).await });
        }
        // What is left to be sent goes out before the connection is closed.
        let _ = tokio::time::timeout(Duration::from_millis(20), connection.accept()).await;
    }
}

impl Desk {
    /// Says when the connection is to be closed. Streams stay until then.
    async fn answer(
        &self,
        request: Request<RecvStream>,
        mut sender: SendResponse<Bytes>,
        done: &Notify,
    ) {
        let Some(seen) = read(request, self.from.clone()).await else { return };
        self.kept.lock().unwrap().push(seen.clone());
        let Answer { bytes, then } = (self.respond)(&seen);
        let meaning = Meaning::of(&bytes, &seen.method, then == Then::Closes);
        let closes = then == Then::Closes || meaning.closes;
        // The client may have gone before it has everything.
        let _stream = send(meaning, &mut sender);
        if closes {
            done.notify_one();
        }
        std::future::pending().await
    }
}

/// Reads a request to its end; `None` when the client goes away.
async fn read(request: Request<RecvStream>, from: Seen) -> Option<Seen> {
    let (head, mut stream) = request.into_parts();
    let target = head.uri.path_and_query().map_or("", |target| target.as_str()).to_owned();
    let mut seen = Seen { method: head.method.to_string(), target, ..from };
    let authority = head.uri.authority().map(|it| ("host".to_owned(), it.to_string()));
    let others = head.headers.iter().map(|(name, value)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    seen.headers = authority.into_iter().chain(others).collect();
    while let Some(piece) = stream.data().await {
        let piece = piece.ok()?;
        stream.flow_control().release_capacity(piece.len()).ok()?;
        seen.body.extend_from_slice(&piece);
    }
    Some(seen)
}

/// Sends what an answer means.
fn send(meaning: Meaning, sender: &mut SendResponse<Bytes>) -> Option<SendStream<Bytes>> {
    for status in &meaning.interim {
        let interim = Response::builder().status(*status).body(()).unwrap();
        sender.send_informational(interim).ok()?;
    }
    let mut head = Response::builder().status(meaning.status?).body(()).unwrap();
    *head.headers_mut() = map(&meaning.headers);
    let Meaning { body, trailers, is_whole, .. } = meaning;
    let ends = is_whole && body.is_empty() && trailers.is_empty();
    let mut stream = sender.send_response(head, ends).ok()?;
    if !ends {
        stream.send_data(body.into(), is_whole && trailers.is_empty()).ok()?;
    }
    if !trailers.is_empty() {
        stream.send_trailers(map(&trailers)).ok()?;
    }
    Some(stream)
}

fn map(headers: &[(String, String)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name: HeaderName = name.parse().unwrap();
        map.append(name, HeaderValue::from_str(value).unwrap());
    }
    map
}
