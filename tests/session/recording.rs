//! A server that keeps what it was sent, byte for byte, and answers as the test says.

mod meaning;
mod over_http2;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::ServerConfig;

use self::over_http2::Desk;

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Which connection it came on, from 0.
    pub connection: usize,
    /// Where from.
    pub peer: Option<IpAddr>,
}

impl Seen {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The server.
pub struct Recording {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    opened: Arc<AtomicUsize>,
}

/// What a request is answered with, and what becomes of the connection after it.
pub struct Answer {
    bytes: Vec<u8>,
    then: Then,
}

/// What a server does once it has answered.
#[derive(PartialEq)]
enum Then {
    Listens,
    Closes,
    IsSilent,
}

/// The bytes as they are; without any, the connection is closed.
impl From<Vec<u8>> for Answer {
    fn from(bytes: Vec<u8>) -> Self {
        let then = if bytes.is_empty() { Then::Closes } else { Then::Listens };
        Self { bytes, then }
    }
}

/// These bytes, after which the connection is closed.
pub fn closing(bytes: impl Into<Vec<u8>>) -> Answer {
    Answer { bytes: bytes.into(), then: Then::Closes }
}

/// These bytes, after which nothing ever comes.
pub fn silent(bytes: impl Into<Vec<u8>>) -> Answer {
    Answer { bytes: bytes.into(), then: Then::IsSilent }
}

/// An answer with this head line's status, these lines of headers and this body.
pub fn answer(status: &str, headers: &[&str], body: &str) -> Vec<u8> {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}

impl Recording {
    /// Answers each request with what `respond` makes of it.
    pub fn start<A: Into<Answer>>(respond: impl Fn(&Seen) -> A + Send + Sync + 'static) -> Self {
        let respond = Arc::new(move |seen: &Seen| respond(seen).into());
        Self::launch(move |stream, from, kept| {
            if over_http2::is_spoken(&stream) {
                Desk { from, kept, respond: respond.clone() }.serve(stream, None);
            } else {
                serve(stream, &from, &kept, &*respond);
            }
        })
    }

    /// The same by HTTP/2 inside TLS.
    pub fn start_http2_over_tls<A: Into<Answer>>(
        config: Arc<ServerConfig>,
        respond: impl Fn(&Seen) -> A + Send + Sync + 'static,
    ) -> Self {
        let respond = Arc::new(move |seen: &Seen| respond(seen).into());
        Self::launch(move |stream, from, kept| {
            Desk { from, kept, respond: respond.clone() }.serve(stream, Some(&config));
        })
    }

    /// The same over what `accept` makes of a connection, such as TLS.
    pub fn start_over<S: Read + Write, A: Into<Answer>>(
        accept: impl Fn(TcpStream) -> S + Send + Sync + 'static,
        respond: impl Fn(&Seen) -> A + Send + Sync + 'static,
    ) -> Self {
        Self::launch(move |stream, from, kept| {
            serve(accept(stream), &from, &kept, &|seen| respond(seen).into());
        })
    }

    /// Has each connection served by a thread.
    fn launch(
        serve: impl Fn(TcpStream, Seen, Arc<Mutex<Vec<Seen>>>) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let opened = Arc::<AtomicUsize>::default();
        let (kept, accepted) = (seen.clone(), opened.clone());
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for (connection, stream) in listener.incoming().enumerate() {
                accepted.store(connection + 1, Ordering::SeqCst);
                let (kept, serve) = (kept.clone(), serve.clone());
                thread::spawn(move || {
                    let stream = stream.unwrap();
                    stream.set_nodelay(true).unwrap();
                    let peer = stream.peer_addr().ok().map(|peer| peer.ip());
                    let from = Seen { connection, peer, ..Seen::default() };
                    serve(stream, from, kept);
                });
            }
        });
        Self { address, seen, opened }
    }

    /// How many connections were opened so far.
    pub fn opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }

    /// Answers everything with 200 and the target.
    pub fn plain() -> Self {
        Self::start(|seen| answer("200 OK", &[], &seen.target))
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was sent so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The one request for a path.
    #[track_caller]
    pub fn only(&self, target: &str) -> Seen {
        let seen: Vec<Seen> =
            self.seen().into_iter().filter(|seen| seen.target == target).collect();
        assert_eq!(seen.len(), 1, "{target}: {:?}", self.seen());
        seen[0].clone()
    }

    /// `METHOD /target` of all that was sent.
    pub fn lines(&self) -> Vec<String> {
        self.seen().iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect()
    }
}

fn serve(
    stream: impl Read + Write,
    from: &Seen,
    kept: &Mutex<Vec<Seen>>,
    respond: &dyn Fn(&Seen) -> Answer,
) {
    let mut stream = BufReader::new(stream);
    while let Some(seen) = read(&mut stream, from) {
        kept.lock().unwrap().push(seen.clone());
        let Answer { bytes, then } = respond(&seen);
        let sent = stream.get_mut().write_all(&bytes).and_then(|()| stream.get_mut().flush());
        if then == Then::IsSilent {
            // Until the client goes away.
            let _ = stream.read_to_end(&mut Vec::new());
        }
        let asked_to = seen.header("connection") == Some("close");
        if sent.is_err() || then != Then::Listens || asked_to {
            return;
        }
    }
}

/// Reads the next request; `None` at the connection's end.
pub fn read(reader: &mut impl BufRead, from: &Seen) -> Option<Seen> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut seen = Seen { method, target, ..from.clone() };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        seen.headers.push((name.to_owned(), value.to_owned()));
    }
    let length = seen.header("content-length").map_or(0, |length| length.parse().unwrap());
    seen.body = vec![0; length];
    reader.read_exact(&mut seen.body).ok()?;
    Some(seen)
}
