//! A bad line to the engine for where the kernel has none to offer: what is sent comes later, now
//! here, now there, in its order, and what TCP would have had to send again comes later still.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::ops::Range;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How late everything comes, in milliseconds, each way.
const DELAY: Range<u64> = 150..250;

/// How much later what was lost comes: as long as TCP waits before it sends again.
const AGAIN: Range<u64> = 200..300;

/// How much is lost.
const LOSS: f64 = 0.05;

/// Listens in front of a server, until the process ends.
pub fn in_front_of(server: &str) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let (address, server) = (listener.local_addr().unwrap(), server.to_owned());
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // A server that is gone is a connection that is closed.
            let Ok(server) = TcpStream::connect(&server) else { continue };
            let ends = [(&client, &server), (&server, &client)];
            for (from, to) in ends {
                pass_on(from.try_clone().unwrap(), to.try_clone().unwrap());
            }
        }
    });
    address
}

/// Passes on what comes until either end is gone.
fn pass_on(from: TcpStream, to: TcpStream) {
    let (sender, receiver) = channel();
    thread::spawn(move || read(from, &sender));
    thread::spawn(move || write(to, &receiver));
}

fn read(mut from: TcpStream, chunks: &Sender<(Instant, Vec<u8>)>) {
    let mut buffer = vec![0; 16 << 10];
    let mut due = Instant::now();
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        let lost = fastrand::f64() < LOSS;
        let late = fastrand::u64(DELAY) + if lost { fastrand::u64(AGAIN) } else { 0 };
        due = due.max(Instant::now() + Duration::from_millis(late));
        if chunks.send((due, buffer[..length].to_vec())).is_err() {
            break;
        }
    }
}

fn write(mut to: TcpStream, chunks: &Receiver<(Instant, Vec<u8>)>) {
    while let Ok((due, chunk)) = chunks.recv() {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if to.write_all(&chunk).is_err() {
            break;
        }
    }
    // It may be closed already.
    let _ = to.shutdown(Shutdown::Both);
}
