//! Connecting a WebSocket.

use std::rc::Rc;

use bytes::Bytes;
use http::{HeaderMap, Method};

use super::handshake::Handshake;
use super::inbox::Inbox;
use super::socket::WebSocket;
use super::wire::Wire;
use crate::error::{Error, Result};
use crate::net::connections::Connections;
use crate::net::failure::Failure;
use crate::net::http::cookies::Jar;
use crate::net::http::{Asked, Connection, Defaults, Head, Limits, Request};
use crate::net::timing::Timing;
use crate::net::url::Url;
use crate::time::Instant;

/// The largest body of a refusal that is read, to show its beginning.
const REFUSAL: u64 = 64 * 1024;

/// How a WebSocket is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WsSettings {
    /// Bytes of the largest message that is received.
    pub max_message: usize,
    /// Messages that may wait to be taken; with as many or with `max_message` bytes, reading stops.
    pub inbox: usize,
}

impl Default for WsSettings {
    /// Messages up to 16 MiB, of which 1,024 may wait.
    fn default() -> Self {
        Self { max_message: 16 * 1024 * 1024, inbox: 1024 }
    }
}

/// A WebSocket to be connected.
#[derive(Debug, Clone, Copy)]
pub struct WsRequest<'a> {
    /// Where it goes; `http` is as good as `ws`, and `https` as `wss`.
    pub url: &'a Url,
    /// Headers that are sent unless `headers` has some of the same name.
    pub defaults: &'a Defaults,
    /// The headers of this request.
    pub headers: &'a HeaderMap,
    /// The cookies of the session, of which those for the URL are sent.
    pub cookies: Option<&'a Jar>,
    /// How the WebSocket is set.
    pub settings: WsSettings,
    /// How large the head of the server's answer may be.
    pub limits: Limits,
}

/// A connected WebSocket.
pub struct Connected {
    /// The WebSocket.
    pub socket: WebSocket,
    /// The server's answer, which may set cookies.
    pub head: Head,
}

/// Connects a WebSocket, on a connection of its own.
///
/// The connection is to be served by the task that uses it: see
/// [`WebSocket::turn_ends`].
///
/// # Errors
/// [`Failure`] when there is no connection until the deadline, or at all; with
/// [`ErrorKind::WsRefused`](crate::error::ErrorKind::WsRefused) when the server answers with
/// another status, and then with the first characters of what it says.
pub async fn connect(
    connections: &Connections,
    request: &WsRequest<'_>,
    deadline: Option<Instant>,
) -> Result<Connected, Failure> {
    let mut timing = Timing::start();
    let shake_hands = Box::pin(shake_hands(connections, request, deadline, &mut timing));
    let connected = shake_hands.await;
    let (socket, head) = connected.map_err(|error| Failure::new(error, &timing))?;
    Ok(Connected { socket, head })
}

async fn shake_hands(
    connections: &Connections,
    request: &WsRequest<'_>,
    deadline: Option<Instant>,
    timing: &mut Timing,
) -> Result<(WebSocket, Head), Error> {
    let handshake = Handshake::new(request.headers)?;
    let get = Request {
        method: &Method::GET,
        url: request.url,
        defaults: request.defaults,
        headers: &handshake.headers,
        cookies: request.cookies,
        body: &Bytes::new(),
        limits: Limits { max_body: REFUSAL, ..request.limits },
    };
    let net = connections.net();
    let stream = connections.dial(request.url.origin(), deadline, timing).await?;
    let mut connection = Connection::new(stream);
    let answer = connection.exchange(net, &get, Asked::Upgrade, deadline, timing).await;
    let answer = answer.map_err(|broken| broken.into_error())?;
    handshake.check(&answer.head, &answer.body)?;
    let (stream, leftover) = connection.into_parts();
    let WsSettings { max_message, inbox } = request.settings;
    let wire = Wire::new(stream, Rc::clone(net), leftover, max_message);
    Ok((WebSocket::new(wire, Inbox::new(inbox, max_message)), answer.head))
}
