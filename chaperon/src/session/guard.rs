//! What keeps one session's trouble its own: panics become errors, and the end of the run cuts.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::pin::pin;
use std::sync::Once;
use std::task::Poll;
use std::time::Duration;

use super::{Core, StopLevel};
use crate::error::{Error, ErrorKind, Result};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs a session's code: a panic in it is an error of kind `panic`, and when the run stops as far
/// as `cut` it ends as `interrupted`. Without a `cut` it is within what is cut as a whole.
///
/// `entry` is the number of the load test's entry, for the watchdog.
pub(crate) async fn guard<T>(
    core: &Core,
    entry: u32,
    cut: Option<StopLevel>,
    code: impl Future<Output = Result<T>>,
) -> Result<T> {
    hear_panics();
    let mut code = pin!(code);
    let caught = std::future::poll_fn(|context| {
        let outer = GUARDED.replace(true);
        if !outer {
            core.busy.enter(entry);
        }
        let polled = catch_unwind(AssertUnwindSafe(|| code.as_mut().poll(context)));
        GUARDED.set(outer);
        if !outer {
            core.busy.leave();
        }
        polled.unwrap_or_else(|payload| Poll::Ready(Err(panicked(payload.as_ref()))))
    });
    let Some(cut) = cut else { return caught.await };
    tokio::select! {
        biased;
        outcome = caught => outcome,
        () = core.stop.reached(cut) => Err(interrupted()),
    }
}

/// Lets what clears up, by this name, take as long as `teardown_timeout` says.
pub(crate) async fn limited(
    what: &str,
    limit: Option<Duration>,
    code: impl Future<Output = Result>,
) -> Result {
    let Some(limit) = limit else { return code.await };
    tokio::time::timeout(limit, code).await.unwrap_or_else(|_| {
        let message = format!("{what} did not end within its teardown_timeout of {limit:?}");
        Err(Error::new(ErrorKind::Timeout, message))
    })
}

/// The error of what was under way when the run was cut.
pub(crate) fn interrupted() -> Error {
    Error::new(ErrorKind::Interrupted, "cut when the load test ended")
}

fn panicked(payload: &(dyn Any + Send)) -> Error {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    let place = PLACE.take().unwrap_or_default();
    Error::new(ErrorKind::Panic, format!("a panic{place}: {text}"))
}

/// Keeps the text of panics in sessions off the terminal: they are errors, and reported as such.
/// Panics elsewhere are shown as before.
fn hear_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            if GUARDED.get() {
                PLACE.set(info.location().map(|place| format!(" in {place}")));
            } else {
                before(info);
            }
        }));
    });
}
