//! Connecting by TCP.

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::{TcpSocket, TcpStream};

use crate::error::{Error, ErrorKind, Result};
use crate::net::failure::local;

/// Connects, from a given source address or the system's choice.
pub(super) async fn connect(to: SocketAddr, from: Option<IpAddr>) -> Result<TcpStream> {
    open(to, from).await.map_err(|error| failed(to, &error))
}

async fn open(to: SocketAddr, from: Option<IpAddr>) -> io::Result<TcpStream> {
    let socket = if to.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    if let Some(from) = from.filter(|from| from.is_ipv4() == to.is_ipv4()) {
        socket.bind(SocketAddr::new(from, 0))?;
    }
    socket.set_nodelay(true)?;
    socket.connect(to).await
}

fn failed(to: SocketAddr, error: &io::Error) -> Error {
    if let Some(local) = local(error) {
        return local.context(format_args!("connecting to {to}"));
    }
    if error.kind() == io::ErrorKind::ConnectionRefused {
        return Error::new(ErrorKind::ConnectRefused, format!("nothing listens at {to}"));
    }
    Error::new(ErrorKind::ConnectFailed, format!("{to} was not reached: {error}"))
}
