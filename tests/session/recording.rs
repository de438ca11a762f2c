//! A server that keeps what it was sent, byte for byte, and answers as the test says.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Which connection it came on, from 0.
    pub connection: usize,
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
}

/// An answer with this head line's status, these lines of headers and this body.
pub fn answer(status: &str, headers: &[&str], body: &str) -> Vec<u8> {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}

impl Recording {
    /// Answers each request with what `respond` makes of it; nothing ends the connection.
    pub fn start(respond: impl Fn(&Seen) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let (kept, respond) = (seen.clone(), Arc::new(respond));
        thread::spawn(move || {
            for (connection, stream) in listener.incoming().enumerate() {
                let (kept, respond) = (kept.clone(), respond.clone());
                thread::spawn(move || serve(stream.unwrap(), connection, &kept, &*respond));
            }
        });
        Self { address, seen }
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
    stream: TcpStream,
    connection: usize,
    kept: &Mutex<Vec<Seen>>,
    respond: &(dyn Fn(&Seen) -> Vec<u8> + Send + Sync),
) {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    while let Some(seen) = read(&mut reader, connection) {
        kept.lock().unwrap().push(seen.clone());
        let answer = respond(&seen);
        if answer.is_empty() || writer.write_all(&answer).is_err() {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead, connection: usize) -> Option<Seen> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut seen = Seen { method, target, connection, ..Seen::default() };
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
