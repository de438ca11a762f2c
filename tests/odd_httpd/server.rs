//! A server that answers each path with the bytes of its row, however odd they are.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::rows::{Row, Then};

/// The pause between the bytes of an answer that comes slowly.
const SLOW: Duration = Duration::from_millis(1);

/// The answer to whatever is no row's path.
const OK: &[u8] = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

pub struct OddHttpd {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl OddHttpd {
    /// Answers `/0` with the first row, and so on; anything else with `ok`, after which it closes.
    pub fn start(rows: &'static [&'static Row]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let kept = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let kept = kept.clone();
                // An error of writing is a client that has seen enough.
                thread::spawn(move || serve(&stream.unwrap(), rows, &kept).ok());
            }
        });
        Self { address, asked }
    }

    /// The paths that were asked for so far.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(mut stream: &TcpStream, rows: &[&Row], asked: &Mutex<Vec<String>>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(request) = lines.next().transpose()? {
        while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
        let path = request.split(' ').nth(1).unwrap_or_default();
        asked.lock().unwrap().push(path.to_owned());
        let index: Option<usize> = path.trim_start_matches('/').parse().ok();
        let Some(row) = index.and_then(|index| rows.get(index)) else {
            return stream.write_all(OK);
        };
        match row.then {
            Then::Stays => stream.write_all(row.answer)?,
            Then::StaysAfterSlowBytes => slowly(stream, row.answer)?,
            Then::Closes => return stream.write_all(row.answer),
            Then::DripsOn(byte) => {
                stream.write_all(row.answer)?;
                loop {
                    slowly(stream, &[byte])?;
                }
            }
        }
    }
    Ok(())
}

fn slowly(mut stream: &TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    for byte in bytes {
        stream.write_all(&[*byte])?;
        thread::sleep(SLOW);
    }
    Ok(())
}
