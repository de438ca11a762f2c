//! Messages out of bytes: frames put together, and held against the protocol (RFC 6455, 5 to 7).

use bytes::Bytes;

use super::ended::Ended;
use super::frame::{Head, Opcode};
use super::goodbye::Goodbye;
use super::message::{Message, Text};

/// What the server sends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Came {
    Message(Message),
    /// What a pong has to say again.
    Ping(Box<[u8]>),
    Pong,
    Close(Goodbye),
}

/// Makes messages of what is read, in whatever pieces. Between messages it holds nothing.
#[derive(Debug)]
pub(super) struct Decoder {
    max_message: usize,
    /// The beginning of a message that comes in fragments.
    begun: Option<Box<Begun>>,
}

#[derive(Debug)]
struct Begun {
    is_text: bool,
    bytes: Vec<u8>,
    /// How many of them are known to be text.
    checked: usize,
}

impl Decoder {
    pub(super) fn new(max_message: usize) -> Self {
        Self { max_message, begun: None }
    }

    /// Takes what comes first off the bytes; `None` when there is not all of it yet, and then what
    /// is left of them is to be given again, with more.
    pub(super) fn next(&mut self, bytes: &mut &[u8]) -> Result<Option<Came>, Ended> {
        loop {
            let Some((head, rest)) = Head::read(bytes, self.max_message)? else { return Ok(None) };
            let Some((payload, rest)) = rest.split_at_checked(head.length) else { return Ok(None) };
            *bytes = rest;
            if let Some(came) = self.frame(head, payload)? {
                return Ok(Some(came));
            }
        }
    }

    /// What comes of a frame; nothing, as long as others of its message are to come.
    fn frame(&mut self, head: Head, payload: &[u8]) -> Result<Option<Came>, Ended> {
        match head.opcode {
            Opcode::Ping => return Ok(Some(Came::Ping(payload.into()))),
            Opcode::Pong => return Ok(Some(Came::Pong)),
            Opcode::Close => return Goodbye::read(payload).map(|it| Some(Came::Close(it))),
            Opcode::Text | Opcode::Binary if self.begun.is_some() => {
                return Err(Ended::broken("a message begins within another"));
            }
            Opcode::Text if head.last => {
                return Ok(Some(Came::Message(Message::Text(text(payload)?))));
            }
            Opcode::Binary if head.last => {
                let bytes = Bytes::copy_from_slice(payload);
                return Ok(Some(Came::Message(Message::Binary(bytes))));
            }
            Opcode::Text | Opcode::Binary => {
                let is_text = head.opcode == Opcode::Text;
                self.begun = Some(Box::new(Begun { is_text, bytes: Vec::new(), checked: 0 }));
            }
            Opcode::Continuation => {}
        }
        self.fragment(payload, head.last)
    }

    fn fragment(&mut self, payload: &[u8], last: bool) -> Result<Option<Came>, Ended> {
        let Some(begun) = &mut self.begun else {
            return Err(Ended::broken("a message goes on that has not begun"));
        };
        begun.add(payload, self.max_message)?;
        if !last {
            return Ok(None);
        }
        let whole = self.begun.take().map(|begun| begun.whole()).transpose()?;
        Ok(whole.map(Came::Message))
    }
}

impl Begun {
    fn add(&mut self, payload: &[u8], most: usize) -> Result<(), Ended> {
        let length = self.bytes.len() + payload.len();
        if length > most {
            return Err(Ended::too_large(length, most));
        }
        self.bytes.extend_from_slice(payload);
        if self.is_text {
            let news = self.bytes.get(self.checked..).unwrap_or_default();
            match std::str::from_utf8(news) {
                Ok(_) => self.checked = length,
                // A character may be divided between two frames, and only so.
                Err(error) if error.error_len().is_none() => self.checked += error.valid_up_to(),
                Err(_) => return Err(no_text()),
            }
        }
        Ok(())
    }

    fn whole(self) -> Result<Message, Ended> {
        match self.is_text {
            true => Text::try_from(self.bytes).map(Message::Text).map_err(|_| no_text()),
            false => Ok(Message::Binary(self.bytes.into())),
        }
    }
}

fn text(payload: &[u8]) -> Result<Text, Ended> {
    std::str::from_utf8(payload).map(Text::from).map_err(|_| no_text())
}

fn no_text() -> Ended {
    Ended::broken("a text is no UTF-8")
}
