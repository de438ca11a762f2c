//! Which kind of error one of `h2` is, and whether the request may be sent again.

use h2::Reason;

use super::watch::Watch;
use crate::error::{Error, ErrorKind};

/// Why there is no answer.
#[derive(Debug)]
pub(in crate::net::http) enum Broken {
    /// Sending again is safe; the error where that is not done.
    Again(Error),
    Failed(Error),
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Why a request was not taken.
pub(super) fn before_sending(error: &h2::Error, watch: &Watch) -> Broken {
    if let Some(other) = watch.other_greeting() {
        return Broken::Failed(other);
    }
    if error.is_io() || error.is_go_away() {
        return Broken::Again(watch.lost(error, None));
    }
    let message = format!("the request cannot be sent by HTTP/2: {error}");
    Broken::Failed(Error::new(ErrorKind::BadRequest, message))
}

/// Why no head came. `may_be_stale`: the connection was idle, so that it may have been closed before
/// the request came, and the request may be acted upon twice.
pub(super) fn before_head(error: &h2::Error, watch: &Watch, may_be_stale: bool) -> Broken {
    if let Some(other) = watch.other_greeting() {
        return Broken::Failed(other);
    }
    if let Some(told) = told(error, Where::Head) {
        return told;
    }
    let lost = watch.lost(error, None);
    if may_be_stale { Broken::Again(lost) } else { Broken::Failed(lost) }
}

/// Why a body did not come to its end, of which these bytes came.
pub(super) fn in_body(error: &h2::Error, watch: &Watch, length: u64) -> Error {
    match told(error, Where::Body) {
        Some(Broken::Again(error) | Broken::Failed(error)) => error,
        None => watch.lost(error, Some(length)),
    }
}

/// The error of a response that is not HTTP/2 as we take it.
pub(super) fn bad(what: &str) -> Error {
    Error::new(ErrorKind::BadResponse, format!("the response is not proper HTTP/2: {what}"))
}

/// What was being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::net::http) enum Where {
    Head,
    Body,
}

/// What the server said to end a request, or what we could not make sense of; `None` when the
/// connection was lost without a word.
pub(in crate::net::http) fn told(error: &h2::Error, at: Where) -> Option<Broken> {
    let reason = error.reason()?;
    if error.is_library() {
        return Some(Broken::Failed(not_understood(reason, at)));
    }
    let name = name(reason);
    // A stream that is ended by a GOAWAY is one that the server says it has not looked at.
    if error.is_go_away() {
        let message = format!("the server goes away ({name}) and has not looked at the request");
        return Some(Broken::Again(Error::new(ErrorKind::Reset, message)));
    }
    let hint = match reason {
        Reason::HTTP_1_1_REQUIRED => ": set `http.version` to \"1.1\"",
        _ => "",
    };
    let message = format!("the server reset the request's stream ({name}){hint}");
    let error = Error::new(ErrorKind::Reset, message);
    let is_refused = reason == Reason::REFUSED_STREAM;
    Some(if is_refused { Broken::Again(error) } else { Broken::Failed(error) })
}

fn not_understood(reason: Reason, at: Where) -> Error {
    let too_much = [Reason::ENHANCE_YOUR_CALM, Reason::COMPRESSION_ERROR].contains(&reason);
    match (at, too_much) {
        (Where::Head, true) => {
            let message = "the response's head is far larger than `http.max_header`";
            Error::new(ErrorKind::HeaderTooLarge, message)
        }
        (Where::Head, false) => {
            bad("its head is malformed or out of place, or is more than eight \
                                     times as large as `http.max_header`")
        }
        (Where::Body, true) => bad("it consists of too many small pieces"),
        (Where::Body, false) => bad("its body or trailers are malformed"),
    }
}

/// The name that the standard has for a reason.
fn name(reason: Reason) -> String {
    format!("{reason:?}")
}
