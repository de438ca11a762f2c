//! What a key, a node and a run may be called, so that every engine can keep them.

use super::EngineError;

/// The longest name; a file is called after it.
const LONGEST: usize = 200;

/// Refuses a name that an engine could not keep.
pub(super) fn check(place: &str, name: &str) -> Result<(), EngineError> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !name.is_empty() && name.len() <= LONGEST && name.bytes().all(fits) {
        return Ok(());
    }
    Err(EngineError::Refused {
        place: place.to_owned(),
        why: format!(
            "`{}` is not a name: letters, digits, `-` and `_` make one",
            name.escape_debug()
        ),
    })
}
