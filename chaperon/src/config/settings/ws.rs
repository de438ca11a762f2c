//! The keys of `ws`.

use chaperon_macros::Config;

use crate::config::settings::Positive;

/// How WebSockets are used.
#[derive(Debug, Clone, Config)]
pub struct Ws {
    /// The largest message received, in bytes.
    #[config(default = 64 * 1024 * 1024)]
    pub max_message: Positive,
}
