//! The peer: `tokio-tungstenite`, a task for each connection, and no session, no timeout and no
//! measurement around it.

use std::cell::Cell;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::runtime::LocalRuntime;
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::session::MESSAGE;
use crate::Result;
use crate::generator::{SECONDS, told};
use crate::options::CONNECTIONS;

/// Where it is told where the target is.
pub(super) const TARGET: &str = "CHAPERON_BENCH_TARGET";

/// Where it is told how large its buffers for reading are, in bytes.
pub(super) const BUFFER: &str = "CHAPERON_BENCH_BUFFER";

/// Plays this part of the program, and says how many round trips there were.
pub(crate) fn main() -> Result<()> {
    let target: SocketAddr = std::env::var(TARGET)?.parse()?;
    let trips = Rc::new(Cell::new(0_u64));
    let runtime = LocalRuntime::new()?;
    runtime.block_on(async {
        for _ in 0..CONNECTIONS {
            tokio::task::spawn_local(echo(target, Rc::clone(&trips)));
        }
        tokio::time::sleep(Duration::from_secs(told(SECONDS))).await;
    });
    writeln!(io::stdout(), "{}", trips.get())?;
    Ok(())
}

/// A connection that breaks is missed in the count that is held against the target's.
async fn echo(target: SocketAddr, trips: Rc<Cell<u64>>) -> Option<()> {
    let stream = TcpStream::connect(target).await.ok()?;
    stream.set_nodelay(true).ok()?;
    let buffer = usize::try_from(told(BUFFER)).ok()?;
    let config = WebSocketConfig::default().read_buffer_size(buffer);
    let url = format!("ws://{target}/echo");
    let (mut socket, _) = client_async_with_config(url, stream, Some(config)).await.ok()?;
    loop {
        socket.send(Message::Text(Utf8Bytes::from_static(MESSAGE))).await.ok()?;
        let answer = socket.next().await?.ok()?;
        if answer.into_text().ok()?.as_str() != MESSAGE {
            return None;
        }
        trips.set(trips.get() + 1);
    }
}
