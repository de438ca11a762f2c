//! Round trips of WebSockets: sessions, and beside them a loop of `tokio-tungstenite` that does
//! nothing else, on one core; on the other a target that is leaner than both.

mod bare;
mod echo;
mod frames;
mod measure;
mod session;

pub(crate) use bare::main as bare;
pub(crate) use echo::main as echo;
pub(crate) use measure::measure;
pub(crate) use session::Echoes;
