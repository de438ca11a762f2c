//! The session's cookies. They are kept and sent by themselves.

use crate::session::Session;

impl Session {
    /// The names and values of the cookies that the session has, for whatever host and path.
    pub fn cookies(&self) -> Vec<(String, String)> {
        self.cookies.all()
    }

    /// Forgets all cookies.
    pub fn delete_cookies(&mut self) {
        self.cookies.clear();
    }
}
