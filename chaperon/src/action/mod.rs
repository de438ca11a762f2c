//! What a session can do: the verbs, a file each, as methods of [`Session`](crate::session::Session).
//!
//! The state they change is in `session`; scenarios inside scenarios are in `scenario`.

mod call;
mod callback;
mod control;
mod every;
mod feed;
mod given;
mod group;
mod header;
mod http;
mod join;
mod live;
mod log;
mod naming;
mod record;
mod repeat;
mod results;
mod retried;
mod retry;
mod run_action;
mod show;
mod signals;
mod spawn;
mod spread;
mod state;
mod template;
mod ws;

use std::pin::Pin;

pub use call::CallTraced;
pub use control::Wait;
pub use http::{Decoded, HttpRequest, Response, Timing};
pub use join::{Join, Joinable};
pub use naming::call_name;
pub use repeat::{Repeat, Rounds};
pub use retried::Retried;
pub use retry::Retry;
pub use run_action::Action;
use run_action::{is_timed, perform, perform_from};
pub use signals::Signal;
pub use spawn::Task;
pub use spread::Spread;
pub use state::Sample;
pub use ws::{
    Expect, Ws, WsAwait, WsConnect, WsDecoded, WsMessage, WsReceive, WsReceiving, WsSend, WsSending,
};

use crate::error::Result;

/// A verb under way.
pub type Pending<'s, T> = Pin<Box<dyn Future<Output = Result<T>> + 's>>;
