//! As much of WebSocket frames as an echo of short messages takes.

/// The longest message whose length is told in one byte.
const SHORT: u8 = 125;

/// Opcodes of what is sent back: text and binary, each in one frame.
const MESSAGES: [u8; 2] = [0x81, 0x82];

/// What came of some bytes.
#[derive(Debug, PartialEq)]
pub(super) enum Echoed {
    /// So many bytes were read, and so many messages were in them.
    Messages { read: usize, count: u64 },
    /// Something else came, such as a close.
    Other,
}

/// Writes what answers all whole frames at the beginning of some bytes.
pub(super) fn echo(mut bytes: &[u8], answers: &mut Vec<u8>) -> Echoed {
    let all = bytes.len();
    let mut count = 0;
    while let [opcode, length, rest @ ..] = bytes {
        // A client masks all it sends.
        let length = length & 0x7f;
        if !MESSAGES.contains(opcode) || length > SHORT {
            return Echoed::Other;
        }
        let Some((mask, rest)) = rest.split_first_chunk::<4>() else { break };
        let Some((masked, rest)) = rest.split_at_checked(usize::from(length)) else { break };
        answers.extend([*opcode, length]);
        answers.extend(masked.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        count += 1;
        bytes = rest;
    }
    Echoed::Messages { read: all - bytes.len(), count }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Hello", masked, from RFC 6455, 5.7.
    const HELLO: [u8; 11] = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];

    #[test]
    fn whole_frames_are_answered_and_the_rest_stays() {
        let mut answers = Vec::new();
        let bytes = [&HELLO[..], &HELLO[..], &HELLO[..7]].concat();
        assert_eq!(echo(&bytes, &mut answers), Echoed::Messages { read: 22, count: 2 });
        assert_eq!(answers, b"\x81\x05Hello\x81\x05Hello");
    }

    #[test]
    fn what_is_no_short_message_is_not_answered() {
        let mut answers = Vec::new();
        assert_eq!(echo(&[0x88, 0x80, 0, 0, 0, 0], &mut answers), Echoed::Other);
        assert_eq!(echo(&[0x81, 0xfe, 0, 200], &mut answers), Echoed::Other);
        assert!(answers.is_empty());
    }
}
