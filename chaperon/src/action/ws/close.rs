//! Closing a WebSocket.

use super::Ws;
use crate::error::Result;

impl Ws<'_> {
    /// As [`Session::ws_close`](crate::Session::ws_close).
    ///
    /// # Errors
    /// None.
    pub async fn close(self) -> Result {
        if let Some(socket) = self.session.sockets.take(&self.name) {
            socket.wire.close().await;
        }
        Ok(())
    }

    /// As [`Session::ws_reset`](crate::Session::ws_reset).
    ///
    /// # Errors
    /// None.
    pub fn reset(self) -> Result {
        if let Some(socket) = self.session.sockets.take(&self.name) {
            socket.wire.cut();
        }
        Ok(())
    }
}
