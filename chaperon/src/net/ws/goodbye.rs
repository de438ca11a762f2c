//! How a server says goodbye, and what it is answered.

use super::ended::Ended;

/// The code of a goodbye to whom breaks the protocol.
const PROTOCOL_ERROR: u16 = 1002;

/// A close frame of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Goodbye {
    /// Why, in a number and in words, where it is said.
    pub(super) said: Option<(u16, Box<str>)>,
}

impl Goodbye {
    pub(super) fn read(payload: &[u8]) -> Result<Self, Ended> {
        let Some((code, reason)) = payload.split_first_chunk() else {
            return match payload {
                [] => Ok(Self { said: None }),
                _ => Err(Ended::broken("a goodbye has half a code")),
            };
        };
        let Ok(reason) = std::str::from_utf8(reason) else {
            return Err(Ended::broken("the reason of a goodbye is no UTF-8"));
        };
        Ok(Self { said: Some((u16::from_be_bytes(*code), reason.into())) })
    }

    /// What is said in answer: the same, unless the code is none that a server may send.
    pub(super) fn answer(&self) -> Vec<u8> {
        let Some((code, reason)) = &self.said else { return Vec::new() };
        match may_be_sent(*code) {
            true => [&code.to_be_bytes(), reason.as_bytes()].concat(),
            false => PROTOCOL_ERROR.to_be_bytes().into(),
        }
    }
}

/// Whether a code is one that goes over the wire (RFC 6455, 7.4).
fn may_be_sent(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1013 | 3000..=4999)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goodbye_is_answered_in_kind_unless_its_code_is_not_to_be_sent() {
        for (payload, answer) in [
            (&b""[..], &b""[..]),
            (b"\x03\xe8", b"\x03\xe8"),
            (b"\x0f\xa0done", b"\x0f\xa0done"),
            (b"\x03\xed", b"\x03\xea"),
            (b"\x00\x01x", b"\x03\xea"),
            (b"\x13\x88", b"\x03\xea"),
        ] {
            assert_eq!(Goodbye::read(payload).unwrap().answer(), answer, "{payload:?}");
        }
        for broken in [&b"\x03"[..], b"\x03\xe8\xff"] {
            assert!(Goodbye::read(broken).is_err(), "{broken:?}");
        }
    }
}
