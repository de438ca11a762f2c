//! A server of HTTP/2 frames, which shares no code with what it tests.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const CONTINUATION: u8 = 9;

pub const ACK: u8 = 1;
pub const END_STREAM: u8 = 1;
pub const END_HEADERS: u8 = 4;

pub const MAX_CONCURRENT_STREAMS: u16 = 3;
pub const INITIAL_WINDOW_SIZE: u16 = 4;

pub const NO_ERROR: u32 = 0;
pub const INTERNAL_ERROR: u32 = 2;
pub const REFUSED_STREAM: u32 = 7;
pub const CANCEL: u32 = 8;
pub const HTTP_1_1_REQUIRED: u32 = 13;

/// `:status: 200`, by its number among the static headers.
pub const OK: &[u8] = &[0x88];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
    pub payload: Vec<u8>,
}

/// A server on a free port.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    opened: AtomicUsize,
    read: AtomicU64,
    written: AtomicU64,
}

/// One connection, from the server's side.
pub struct Peer {
    stream: TcpStream,
    seen: Arc<Counts>,
}

impl Server {
    /// Has a thread play each connection, whose number it is given.
    pub fn start(
        play: impl Fn(usize, &mut Peer) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Counts>::default();
        let (counts, play) = (seen.clone(), Arc::new(play));
        thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                counts.opened.store(number + 1, Ordering::SeqCst);
                let (counts, play) = (counts.clone(), play.clone());
                thread::spawn(move || {
                    let stream = stream.unwrap();
                    stream.set_nodelay(true).unwrap();
                    // An error is a client that has gone.
                    play(number, &mut Peer { stream, seen: counts }).ok();
                });
            }
        });
        Self { address, seen }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were opened so far.
    pub fn opened(&self) -> usize {
        self.seen.opened.load(Ordering::SeqCst)
    }

    /// How many bytes were read and written so far.
    pub fn bytes(&self) -> (u64, u64) {
        (self.seen.read.load(Ordering::SeqCst), self.seen.written.load(Ordering::SeqCst))
    }
}

impl Peer {
    /// Reads the client's greeting, and greets with these settings.
    pub fn greet(&mut self, settings: &[(u16, u32)]) -> io::Result<()> {
        let mut preface = [0; 24];
        self.read_exact(&mut preface)?;
        assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        self.settings(settings)
    }

    pub fn settings(&mut self, settings: &[(u16, u32)]) -> io::Result<()> {
        let pairs = settings.iter().flat_map(|(id, value)| {
            let (id, value) = (id.to_be_bytes(), value.to_be_bytes());
            [id.to_vec(), value.to_vec()].concat()
        });
        self.send(SETTINGS, 0, 0, &pairs.collect::<Vec<_>>())
    }

    pub fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
        self.write(&[&head, payload].concat())
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)?;
        self.seen.written.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        Ok(())
    }

    /// The next frame.
    pub fn read(&mut self) -> io::Result<Frame> {
        let mut head = [0; 9];
        self.read_exact(&mut head)?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        self.read_exact(&mut payload)?;
        Ok(Frame { kind, flags, stream: u32::from_be_bytes(stream), payload })
    }

    fn read_exact(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        self.stream.read_exact(bytes)?;
        self.seen.read.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        Ok(())
    }

    /// The next frame of a kind; settings that come before it are agreed to.
    pub fn next(&mut self, kind: u8) -> io::Result<Frame> {
        loop {
            let frame = self.read()?;
            if frame.kind == SETTINGS && frame.flags & ACK == 0 {
                self.send(SETTINGS, ACK, 0, &[])?;
            }
            if frame.kind == kind {
                return Ok(frame);
            }
        }
    }

    /// The stream of the next request, whose body is not waited for.
    pub fn request(&mut self) -> io::Result<u32> {
        Ok(self.next(HEADERS)?.stream)
    }

    /// Answers a stream with 200 and this text.
    pub fn answer(&mut self, stream: u32, body: &str) -> io::Result<()> {
        self.send(HEADERS, END_HEADERS, stream, OK)?;
        self.send(DATA, END_STREAM, stream, body.as_bytes())
    }

    pub fn reset(&mut self, stream: u32, reason: u32) -> io::Result<()> {
        self.send(RST_STREAM, 0, stream, &reason.to_be_bytes())
    }

    /// Says which stream was the last one looked at.
    pub fn go_away(&mut self, last: u32, reason: u32) -> io::Result<()> {
        self.send(GOAWAY, 0, 0, &[last.to_be_bytes(), reason.to_be_bytes()].concat())
    }

    /// Answers everything, until the client goes away.
    pub fn answer_all(&mut self, body: &str) -> io::Result<()> {
        loop {
            let stream = self.request()?;
            self.answer(stream, body)?;
        }
    }

    /// Waits until the client goes away.
    pub fn wait(&mut self) -> io::Result<()> {
        loop {
            self.next(PING)?;
        }
    }

    /// Closes the connection. What still comes is read, as the client would else see a reset.
    pub fn close(&mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)?;
        self.stream.read_to_end(&mut Vec::new()).map(drop)
    }

    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }
}

/// A header as HPACK writes it without any of its ways to be short.
pub fn header(name: &str, value: &str) -> Vec<u8> {
    let mut bytes = vec![0];
    for text in [name, value] {
        let length = text.len();
        if length < 127 {
            bytes.push(length as u8);
        } else {
            bytes.push(127);
            let mut rest = length - 127;
            while rest >= 128 {
                bytes.push((rest % 128) as u8 | 128);
                rest /= 128;
            }
            bytes.push(rest as u8);
        }
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}
