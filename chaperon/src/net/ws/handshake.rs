//! The handshake of a WebSocket: what is asked, and whether the answer agrees (RFC 6455, 4.1).

use http::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::error::{Error, ErrorKind, Result};
use crate::net::http::Head;

/// How many characters of a refusal's body are shown.
const SHOWN: usize = 200;

/// What a handshake asks for.
pub(super) struct Handshake {
    /// The headers of the request: the session's own, and those of the handshake.
    pub(super) headers: HeaderMap,
    accept: String,
}

impl Handshake {
    pub(super) fn new(own: &HeaderMap) -> Result<Self> {
        let key = generate_key();
        let accept = derive_accept_key(key.as_bytes());
        let mut headers = own.clone();
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        headers.insert(SEC_WEBSOCKET_KEY, HeaderValue::try_from(key)?);
        Ok(Self { headers, accept })
    }

    /// Fails unless the server agrees to speak WebSocket.
    pub(super) fn check(&self, head: &Head, body: &[u8]) -> Result<()> {
        if head.status() != StatusCode::SWITCHING_PROTOCOLS {
            return Err(refused(head.status(), body));
        }
        let headers = head.headers();
        let agrees = has_token(headers, &UPGRADE, "websocket")
            && has_token(headers, &CONNECTION, "upgrade")
            && headers.get(SEC_WEBSOCKET_ACCEPT).is_some_and(|it| it == self.accept.as_str());
        if !agrees {
            return Err(broken("does not agree to a WebSocket"));
        }
        if headers.contains_key(SEC_WEBSOCKET_EXTENSIONS) {
            return Err(broken("uses an extension that was not asked for"));
        }
        Ok(())
    }
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|it| it.trim().eq_ignore_ascii_case(token)))
}

fn refused(status: StatusCode, body: &[u8]) -> Error {
    let text = String::from_utf8_lossy(body);
    let shown: String = text.trim().chars().take(SHOWN).map(without_controls).collect();
    let colon = if shown.is_empty() { "" } else { ": " };
    Error::new(ErrorKind::WsRefused, format!("the server answered {status}{colon}{shown}"))
}

fn without_controls(letter: char) -> char {
    if letter.is_control() { ' ' } else { letter }
}

fn broken(what: &str) -> Error {
    Error::new(ErrorKind::WsProtocol, format!("the server's answer to the handshake {what}"))
}
