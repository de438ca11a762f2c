//! What the headers say of the body's end, and of the connection's. Strict: what two readers could
//! understand differently is refused.

use http::StatusCode;
use httparse::Header;

use super::parse::bad;
use crate::error::Result;
use crate::net::http::head::Notes;

/// How a body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Empty,
    Length(u64),
    Chunked,
    UntilClose,
}

/// What the headers say.
#[derive(Debug, Default)]
pub(super) struct Fields {
    length: Option<u64>,
    chunked: bool,
    close: bool,
    keep_alive: bool,
    pub(super) notes: Notes,
}

impl Fields {
    /// Reads those of the headers that matter here; they are in these bytes.
    pub(super) fn read(headers: &[Header<'_>], bytes: &[u8]) -> Result<Self> {
        let mut fields = Self::default();
        fields.notes.count = headers.len();
        for header in headers {
            fields.note(header, bytes)?;
        }
        if fields.chunked && fields.length.is_some() {
            return Err(bad("it has both Content-Length and Transfer-Encoding"));
        }
        Ok(fields)
    }

    fn note(&mut self, header: &Header<'_>, bytes: &[u8]) -> Result<()> {
        // Most names are told apart by their length and first letter.
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        let first = header.name.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        match (header.name.len(), first) {
            (14, b'c') if is("content-length") => self.set_length(header.value)?,
            (17, b't') if is("transfer-encoding") => self.set_encoding(header.value)?,
            (10, b'c') if is("connection") => self.set_connection(header.value),
            (10, b's') if is("set-cookie") => {
                let at = header.name.as_ptr().addr() - bytes.as_ptr().addr();
                self.notes.first_cookie.get_or_insert(at);
            }
            (16, b'c') if is("content-encoding") => self.notes.is_encoded = true,
            _ => {}
        }
        Ok(())
    }

    fn set_length(&mut self, value: &[u8]) -> Result<()> {
        if self.length.is_some() {
            return Err(bad("it has several Content-Length headers"));
        }
        let text = std::str::from_utf8(value).unwrap_or_default().trim_matches([' ', '\t']);
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let length = text.parse().ok().filter(|_| digits);
        self.length = Some(length.ok_or_else(|| bad("its Content-Length is not a number"))?);
        Ok(())
    }

    fn set_encoding(&mut self, value: &[u8]) -> Result<()> {
        if self.chunked || !value.trim_ascii().eq_ignore_ascii_case(b"chunked") {
            return Err(bad("its Transfer-Encoding is not `chunked`"));
        }
        self.chunked = true;
        Ok(())
    }

    fn set_connection(&mut self, value: &[u8]) {
        if value == b"keep-alive" {
            self.keep_alive = true;
            return;
        }
        for token in value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
            self.close |= token.eq_ignore_ascii_case(b"close");
            self.keep_alive |= token.eq_ignore_ascii_case(b"keep-alive");
        }
    }

    /// How the body of the response ends.
    pub(super) fn framing(&self, status: StatusCode, to_head: bool, old: bool) -> Result<Framing> {
        if self.chunked && old {
            return Err(bad("it is HTTP/1.0 with a Transfer-Encoding"));
        }
        let bodyless = to_head
            || status == StatusCode::NO_CONTENT
            || status == StatusCode::NOT_MODIFIED
            || status.is_informational();
        Ok(match self.length {
            _ if bodyless => Framing::Empty,
            _ if self.chunked => Framing::Chunked,
            Some(0) => Framing::Empty,
            Some(length) => Framing::Length(length),
            None => Framing::UntilClose,
        })
    }

    /// Whether the connection stays open after the response, as far as the server says.
    pub(super) fn keeps_alive(&self, old: bool) -> bool {
        if old { self.keep_alive && !self.close } else { !self.close }
    }
}
