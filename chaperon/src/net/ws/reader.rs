//! The task that reads a connection, whatever its session does meanwhile.

use std::pin::Pin;
use std::rc::Rc;

use futures_util::Stream as _;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::ended::Ended;
use super::message::{Message, Received};
use super::socket::Shared;
use crate::time::now;

/// Reads until the connection is over. Pings are answered on the way; while the inbox is full,
/// nothing is read.
pub(super) async fn read(shared: Rc<Shared>) {
    loop {
        std::future::poll_fn(|cx| shared.inbox.poll_room(cx)).await;
        let next = std::future::poll_fn(|cx| {
            let mut stream = shared.stream.borrow_mut();
            match stream.as_mut() {
                Some(stream) => Pin::new(stream).poll_next(cx),
                None => std::task::Poll::Ready(None),
            }
        });
        match next.await {
            Some(Ok(Frame::Text(text))) => keep(&shared, Message::Text(text)),
            Some(Ok(Frame::Binary(bytes))) => keep(&shared, Message::Binary(bytes)),
            // The server's goodbye is answered as reading goes on.
            Some(Ok(Frame::Close(frame))) => shared.end(Ended::there(frame.as_ref())),
            Some(Ok(Frame::Ping(_) | Frame::Pong(_) | Frame::Frame(_))) => {}
            Some(Err(error)) => return shared.end_and_drop(Ended::from(&error)),
            None => return shared.end_and_drop(Ended::there(None)),
        }
    }
}

fn keep(shared: &Shared, message: Message) {
    shared.inbox.push(Received { at: now(), message });
}
