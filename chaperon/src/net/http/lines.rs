//! Headers as the lines that HTTP/1.1 has them in, and which of them matter to the wire.

use http::header::{CONNECTION, CONTENT_LENGTH, COOKIE, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue};

/// Which headers that matter to the wire a request brings itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Own {
    pub(super) host: bool,
    pub(super) cookie: bool,
    pub(super) length: bool,
    pub(super) encoding: bool,
    pub(super) close: bool,
}

impl Own {
    /// Looks at each header once; a look-up of each name would take longer.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self::default().and(headers)
    }

    /// What it is with these headers added.
    pub(super) fn and(mut self, headers: &HeaderMap) -> Self {
        for (name, value) in headers {
            // Told apart by their length first, which few others have.
            match name.as_str().len() {
                4 => self.host |= *name == HOST,
                6 => self.cookie |= *name == COOKIE,
                10 => self.close |= *name == CONNECTION && asks_to_close(value),
                14 => self.length |= *name == CONTENT_LENGTH,
                17 => self.encoding |= *name == TRANSFER_ENCODING,
                _ => {}
            }
        }
        self
    }
}

fn asks_to_close(value: &HeaderValue) -> bool {
    let mut tokens = value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    tokens.any(|token| token.eq_ignore_ascii_case(b"close"))
}

/// Writes headers as lines.
pub(super) fn lines(out: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        line(out, name.as_str().as_bytes(), value.as_bytes());
    }
}

/// Writes a header as a line.
pub(super) fn line(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}
