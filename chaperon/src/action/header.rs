//! A header as a user gives it, for requests and handshakes alike.

use std::fmt::Display;

use http::header::{HeaderName, HeaderValue};

use crate::error::{Error, ErrorKind, Result};

/// The header of this name and value.
///
/// # Errors
/// [`ErrorKind::BadRequest`] when the name is none, or the value has control characters.
pub(super) fn header(name: &str, value: impl Display) -> Result<(HeaderName, HeaderValue)> {
    let bad = |message: String| Error::new(ErrorKind::BadRequest, message);
    let parsed =
        HeaderName::try_from(name).map_err(|_| bad(format!("`{name}` is not a header name")))?;
    let value = HeaderValue::try_from(value.to_string())
        .map_err(|_| bad(format!("the value of header `{name}` has control characters")))?;
    Ok((parsed, value))
}
