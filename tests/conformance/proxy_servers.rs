//! Small real proxies, which keep what went through them.

use std::io::{self, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::session::recording::{Seen, read};

/// A proxy on a free port.
pub struct Proxy {
    pub address: SocketAddr,
    through: Arc<Mutex<Vec<String>>>,
}

/// What a connection of a proxy is served with.
#[derive(Clone)]
struct Desk {
    through: Arc<Mutex<Vec<String>>>,
    /// `user:password` to ask for.
    wanted: Option<&'static str>,
}

impl Proxy {
    /// A proxy of HTTP, for whole requests and for tunnels.
    pub fn http(wanted: Option<&'static str>) -> Self {
        Self::start(wanted, serve_http)
    }

    /// A proxy of SOCKS 5. Hosts that it looks up are all at 127.0.0.1.
    pub fn socks(wanted: Option<&'static str>) -> Self {
        Self::start(wanted, serve_socks)
    }

    fn start(wanted: Option<&'static str>, serve: fn(TcpStream, &Desk) -> io::Result<()>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let through = Arc::<Mutex<Vec<String>>>::default();
        let desk = Desk { through: through.clone(), wanted };
        thread::spawn(move || {
            for stream in listener.incoming() {
                let desk = desk.clone();
                // A client may go away at any time.
                thread::spawn(move || serve(stream.unwrap(), &desk));
            }
        });
        Self { address, through }
    }

    /// The key `http.proxy`.
    pub fn key(&self, scheme: &str, user: &str) -> String {
        format!("http.proxy={scheme}://{user}{}", self.address)
    }

    /// What went through it.
    pub fn through(&self) -> Vec<String> {
        self.through.lock().unwrap().clone()
    }
}

impl Desk {
    fn note(&self, what: String) {
        self.through.lock().unwrap().push(what);
    }
}

fn serve_http(stream: TcpStream, desk: &Desk) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(seen) = read(&mut stream, &Seen::default()) {
        if seen.header("proxy-authorization").and_then(user) != desk.wanted.map(str::to_owned) {
            let refusal =
                b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
            stream.get_mut().write_all(refusal)?;
            continue;
        }
        desk.note(format!("{} {}", seen.method, seen.target));
        if seen.method == "CONNECT" {
            let target = TcpStream::connect(&seen.target)?;
            stream.get_mut().write_all(b"HTTP/1.1 200 Here you are\r\n\r\n")?;
            return tunnel(stream.into_inner(), target);
        }
        let answer = forward(&seen)?;
        stream.get_mut().write_all(&answer)?;
    }
    Ok(())
}

/// `user:password` of a header of basic authentication.
fn user(header: &str) -> Option<String> {
    let known = [("bWU6cGFzcyB3b3Jk", "me:pass word"), ("bWU6d3Jvbmc=", "me:wrong")];
    let token = header.strip_prefix("Basic ")?;
    known.iter().find(|(coded, _)| *coded == token).map(|(_, user)| (*user).to_owned())
}

/// Passes a request on, on a connection of its own, and gives the answer to it.
fn forward(seen: &Seen) -> io::Result<Vec<u8>> {
    let whole = seen.target.strip_prefix("http://").unwrap_or_default();
    let (authority, path) = whole.split_at(whole.find('/').unwrap_or(whole.len()));
    let mut target = TcpStream::connect(authority)?;
    write!(target, "{} {path} HTTP/1.1\r\nConnection: close\r\n", seen.method)?;
    for (name, value) in &seen.headers {
        if name != "proxy-authorization" {
            write!(target, "{name}: {value}\r\n")?;
        }
    }
    target.write_all(b"\r\n")?;
    target.write_all(&seen.body)?;
    let mut answer = Vec::new();
    target.read_to_end(&mut answer)?;
    Ok(answer)
}

fn serve_socks(mut stream: TcpStream, desk: &Desk) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let [_, methods] = bytes(&mut stream)?;
    let mut offered = vec![0; usize::from(methods)];
    stream.read_exact(&mut offered)?;
    let method = if desk.wanted.is_some() { 2 } else { 0 };
    if !offered.contains(&method) {
        return stream.write_all(&[5, 0xff]);
    }
    stream.write_all(&[5, method])?;
    if let Some(wanted) = desk.wanted {
        let [_] = bytes(&mut stream)?;
        let user = format!("{}:{}", text(&mut stream)?, text(&mut stream)?);
        stream.write_all(&[1, u8::from(user != wanted)])?;
        if user != wanted {
            return Ok(());
        }
    }
    let [_, _, _, kind] = bytes(&mut stream)?;
    let host = match kind {
        1 => std::net::Ipv4Addr::from(bytes::<4>(&mut stream)?).to_string(),
        _ => text(&mut stream)?,
    };
    let port = u16::from_be_bytes(bytes(&mut stream)?);
    desk.note(format!("{host}:{port}"));
    let target = TcpStream::connect(("127.0.0.1", port));
    let refused = u8::from(target.is_err()) * 5;
    stream.write_all(&[5, refused, 0, 1, 0, 0, 0, 0, 0, 0])?;
    tunnel(stream, target?)
}

fn bytes<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A text after a byte of its length.
fn text(stream: &mut TcpStream) -> io::Result<String> {
    let [length] = bytes(stream)?;
    let mut text = vec![0; usize::from(length)];
    stream.read_exact(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn tunnel(client: TcpStream, target: TcpStream) -> io::Result<()> {
    target.set_nodelay(true)?;
    let (mut from_client, mut to_target) = (client.try_clone()?, target.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut from_client, &mut to_target);
        let _ = to_target.shutdown(std::net::Shutdown::Write);
    });
    let (mut from_target, mut to_client) = (target, client);
    io::copy(&mut from_target, &mut to_client)?;
    to_client.shutdown(std::net::Shutdown::Write)
}
