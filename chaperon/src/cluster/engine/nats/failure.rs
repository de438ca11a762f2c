//! What went wrong, from the client's errors to the engine's.

use std::error::Error;

use async_nats::jetstream::context::{CreateStreamError, CreateStreamErrorKind};
use async_nats::jetstream::stream::{ConsumerError, ConsumerErrorKind};
use async_nats::jetstream::{self, ErrorCode};

use crate::cluster::engine::EngineError;

/// As the server numbers it where no client has a name for it: a record's other revision, in a
/// cluster.
const WRONG_LAST_SEQUENCE_ALSO: u64 = 10164;

/// What an error of the client means that came of a stream.
pub(super) fn of(place: &str, stream: &str, error: &(dyn Error + 'static)) -> EngineError {
    let place = place.to_owned();
    let Some(said) = said(error) else {
        return EngineError::Away { place, why: in_short(error) };
    };
    let why = format!("{stream}: {said}");
    match said.error_code() {
        ErrorCode::STREAM_WRONG_LAST_SEQUENCE => EngineError::Conflict,
        code if number(code) == WRONG_LAST_SEQUENCE_ALSO => EngineError::Conflict,
        ErrorCode::STREAM_STORE_FAILED
        | ErrorCode::INSUFFICIENT_RESOURCES
        | ErrorCode::STORAGE_RESOURCES_EXCEEDED
        | ErrorCode::MEMORY_RESOURCES_EXCEEDED
        | ErrorCode::ACCOUNT_RESOURCES_EXCEEDED => EngineError::Full { place, why },
        _ if said.code() == 503 => EngineError::Away { place, why },
        _ => EngineError::Refused { place, why },
    }
}

/// Whether there is no such stream, which an engine without a disk forgets when it ends.
pub(super) fn is_missing_stream(error: &(dyn Error + 'static)) -> bool {
    said(error).is_some_and(|said| said.error_code() == ErrorCode::STREAM_NOT_FOUND)
}

/// What the server answered, if it did.
pub(super) fn said(error: &(dyn Error + 'static)) -> Option<jetstream::Error> {
    causes(error).find_map(|cause| {
        let consumer = cause.downcast_ref().map(ConsumerError::kind);
        let stream = cause.downcast_ref().map(CreateStreamError::kind);
        match (consumer, stream) {
            (Some(ConsumerErrorKind::JetStream(said)), _) => Some(said),
            (_, Some(CreateStreamErrorKind::JetStream(said))) => Some(said),
            _ => cause.downcast_ref().cloned(),
        }
    })
}

/// An error and what it came from.
pub(super) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

/// The last cause, which says most.
fn in_short(error: &(dyn Error + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

fn number(code: ErrorCode) -> u64 {
    serde_json::to_value(code).ok().and_then(|code| code.as_u64()).unwrap_or_default()
}
