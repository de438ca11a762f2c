//! A slow way to the target, for counts that come out the same each time.
//!
//! What the target answers is passed on a little late, so that whoever asks always has to wait for
//! it: else, whether the answer is there at the first look would be a matter of luck, and the two
//! ways cost differently.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use crate::Result;

/// How late answers are passed on.
const DELAY: Duration = Duration::from_millis(1);

/// Listens in front of a target; lives as long as the process.
pub(crate) fn in_front_of(target: SocketAddr) -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // A connection that cannot be passed on is closed, which its client will tell.
            let _ = connect(client, target);
        }
    });
    Ok(address)
}

fn connect(client: TcpStream, target: SocketAddr) -> Result<()> {
    let server = TcpStream::connect(target)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (asked, answers) = ((client.try_clone()?, server.try_clone()?), (server, client));
    thread::spawn(move || pass_on(asked, Duration::ZERO));
    thread::spawn(move || pass_on(answers, DELAY));
    Ok(())
}

/// Passes bytes on until either side has no more.
fn pass_on((mut from, mut to): (TcpStream, TcpStream), delay: Duration) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        thread::sleep(delay);
        if to.write_all(&buffer[..length]).is_err() {
            return;
        }
    }
    // The other direction ends by this, if it has not yet.
    let _ = to.shutdown(std::net::Shutdown::Both);
}
