//! The keys of `ws`.

use chaperon_macros::Config;

use crate::config::settings::{Positive, Timeout};

/// How WebSockets are used.
#[derive(Debug, Clone, Config)]
pub struct Ws {
    /// How long one attempt to connect may take. After one that took longer there is a random
    /// pause, up to as long, and then another attempt, while `timeout` allows. `none` makes one
    /// attempt, which may take all of `timeout`.
    #[config(default = 3s)]
    pub connect_timeout: Timeout,
    /// The largest message received, in bytes.
    #[config(default = 64 * 1024 * 1024)]
    pub max_message: Positive,
}
