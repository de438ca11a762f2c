//! A session: the state of one virtual user's run, and the services of its core.
//!
//! What a session can do is not here: the verbs are in `action`.

mod assigns;
mod busy;
mod core;
mod elsewhere;
mod given;
mod guard;
mod identity;
mod intervals;
mod kept;
mod live;
mod mailbox;
mod profile;
mod sockets;
mod state;
mod stop;
mod tasks;
mod unfinished;
mod wire;

pub use self::core::{Core, CoreStart};
pub use assigns::Assigns;
pub use busy::Busy;
pub use elsewhere::{Elsewhere, Return, Visit};
pub use given::{Gift, Given};
pub(crate) use guard::{guard, interrupted, limited};
pub use identity::SessionId;
pub use intervals::{Interval, Intervals};
pub use kept::{ActionResult, Kept, SessionError};
pub use live::Live;
pub use mailbox::{Line, Mailbox, ROOM as MAILBOX_ROOM};
pub use profile::Profile;
pub(crate) use sockets::attended;
pub use sockets::{DEFAULT, Measured, Socket, Sockets};
pub use state::{Legacy, Session, Slot, Start};
pub use stop::{Stop, StopLevel};
pub use tasks::{Child, End, Tasks};
pub use unfinished::{Teardown, Unfinished};
pub(crate) use wire::net_settings;
