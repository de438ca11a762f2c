//! The target: sends short messages back, and counts them. Whoever asks without an upgrade is told
//! the count.

use std::cell::Cell;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::LocalRuntime;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::frames::{Echoed, echo};
use crate::Result;

/// Plays this part of the program until it is killed, and says first where it listens.
pub(crate) fn main() -> Result<()> {
    LocalRuntime::new()?.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        writeln!(io::stdout(), "{}", listener.local_addr()?)?;
        let count = Rc::new(Cell::new(0));
        loop {
            let (stream, _) = listener.accept().await?;
            let count = Rc::clone(&count);
            // A connection that breaks is over.
            tokio::task::spawn_local(async move { serve(stream, &count).await.ok() });
        }
    })
}

async fn serve(mut stream: TcpStream, count: &Cell<u64>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut bytes = Vec::with_capacity(4096);
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    }
    let head = String::from_utf8_lossy(&bytes);
    let Some(key) = key_in(&head) else {
        return stream.write_all(format!("{}\n", count.get()).as_bytes()).await;
    };
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Accept: {}\r\n\r\n",
        derive_accept_key(key.as_bytes())
    );
    stream.write_all(answer.as_bytes()).await?;
    bytes.clear();
    converse(stream, bytes, count).await
}

async fn converse(mut stream: TcpStream, mut bytes: Vec<u8>, count: &Cell<u64>) -> io::Result<()> {
    let mut answers = Vec::with_capacity(bytes.capacity());
    while stream.read_buf(&mut bytes).await? > 0 {
        let Echoed::Messages { read, count: more } = echo(&bytes, &mut answers) else { break };
        count.set(count.get() + more);
        bytes.drain(..read);
        stream.write_all(&answers).await?;
        answers.clear();
    }
    Ok(())
}

/// The key of an upgrade.
fn key_in(head: &str) -> Option<&str> {
    head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("sec-websocket-key").then(|| value.trim())
    })
}

/// Asks a target how many messages it has sent back.
pub(super) fn served(target: SocketAddr) -> Result<u64> {
    let mut stream = std::net::TcpStream::connect(target)?;
    stream.write_all(b"\r\n\r\n")?;
    Ok(io::read_to_string(stream)?.trim().parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_found_however_it_is_written() {
        assert_eq!(key_in("GET / HTTP/1.1\r\nsec-websocket-KEY: abc \r\n\r\n"), Some("abc"));
        assert_eq!(key_in("GET / HTTP/1.1\r\n\r\n"), None);
    }
}
