//! Frames as they are on the wire (RFC 6455, 5.2): the head of one that comes, and a whole one that
//! goes.

use super::ended::Ended;

/// Bytes of the longest head: two, eight of length, four of mask.
const HEAD: usize = 14;

/// Bytes of payload that a control frame has at most.
const CONTROL: usize = 125;

/// The lengths that say that the true one follows, in two bytes or in eight.
const TWO_BYTES: u8 = 126;
const EIGHT_BYTES: u8 = 127;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Opcode {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

impl Opcode {
    fn of(bits: u8) -> Option<Self> {
        Some(match bits {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            _ => return None,
        })
    }

    fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// The head of a frame from the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) opcode: Opcode,
    /// Whether it is the last of its message.
    pub(super) last: bool,
    /// Bytes of its payload.
    pub(super) length: usize,
}

impl Head {
    /// Reads a head, and gives what comes after it; `None` when there is not all of it yet. A frame
    /// of more than `most` bytes is refused before they have come.
    pub(super) fn read(bytes: &[u8], most: usize) -> Result<Option<(Self, &[u8])>, Ended> {
        let [first, second, rest @ ..] = bytes else { return Ok(None) };
        let Some(opcode) = Opcode::of(first & 0x0f) else {
            return Err(Ended::broken("an opcode that means nothing"));
        };
        let Some((length, rest)) = length(second & 0x7f, rest) else { return Ok(None) };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let head = Self { opcode, last: first & 0x80 != 0, length };
        if length > most {
            return Err(Ended::too_large(length, most));
        }
        if first & 0x70 != 0 {
            return Err(Ended::broken("reserved bits are set"));
        }
        if second & 0x80 != 0 {
            return Err(Ended::broken("a frame is masked"));
        }
        if opcode.is_control() && !(head.last && length <= CONTROL) {
            return Err(Ended::broken("a control frame is fragmented or too long"));
        }
        Ok(Some((head, rest)))
    }
}

/// The length of a payload, by the bits in the second byte and those that follow it.
fn length(short: u8, rest: &[u8]) -> Option<(u64, &[u8])> {
    match short {
        TWO_BYTES => {
            let (length, rest) = rest.split_first_chunk()?;
            Some((u16::from_be_bytes(*length).into(), rest))
        }
        EIGHT_BYTES => {
            let (length, rest) = rest.split_first_chunk()?;
            Some((u64::from_be_bytes(*length), rest))
        }
        short => Some((short.into(), rest)),
    }
}

/// Writes a whole message as one frame of a client, which masks it.
///
/// Masks keep proxies from taking what a web page sends for requests of its own. Here those who
/// choose what is sent also choose the target: the mask need not be hard to guess.
pub(super) fn write(opcode: Opcode, payload: &[u8], out: &mut Vec<u8>) {
    let length = payload.len();
    out.reserve(HEAD + length);
    out.push(0x80 | opcode as u8);
    if let Some(short) = u8::try_from(length).ok().filter(|short| *short < TWO_BYTES) {
        out.push(0x80 | short);
    } else if let Ok(length) = u16::try_from(length) {
        out.push(0x80 | TWO_BYTES);
        out.extend(length.to_be_bytes());
    } else {
        out.push(0x80 | EIGHT_BYTES);
        out.extend((length as u64).to_be_bytes());
    }
    let mask = fastrand::u32(..).to_ne_bytes();
    out.extend(mask);
    let start = out.len();
    out.extend_from_slice(payload);
    apply(mask, out.get_mut(start..).unwrap_or_default());
}

/// Masks a payload, or unmasks it.
fn apply(mask: [u8; 4], payload: &mut [u8]) {
    let (words, rest) = payload.as_chunks_mut::<4>();
    for word in words {
        *word = (u32::from_ne_bytes(*word) ^ u32::from_ne_bytes(mask)).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask) {
        *byte ^= mask;
    }
}
