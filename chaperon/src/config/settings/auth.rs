//! The key `basic_auth`.

use std::fmt;

use chaperon_macros::Config;

/// User and password of HTTP's basic authentication.
#[derive(Clone, Config)]
pub struct BasicAuth {
    /// The user's name.
    pub user: String,
    /// The password.
    #[config(secret)]
    pub password: String,
}

/// Shows no password.
impl fmt::Debug for BasicAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasicAuth").field("user", &self.user).finish_non_exhaustive()
    }
}
