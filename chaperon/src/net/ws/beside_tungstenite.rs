//! The same bytes, read here and by `tungstenite`: the same has to come of them.

use std::io::{self, Cursor, Read, Write};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error as WsError, Message as Frame, WebSocket};

use super::decoder::{Came, Decoder};
use super::frame::{self, Opcode};
use super::message::Message;
use crate::error::ErrorKind;

/// The largest message that is taken here.
const MOST: usize = 300;

/// What a reader makes of a message, a control frame, or the end of it all.
#[derive(Debug, PartialEq)]
enum Outcome {
    Text(String),
    Binary(Vec<u8>),
    Ping(Vec<u8>),
    Pong,
    Close,
    Failed(ErrorKind),
}

/// Bytes that are read, and nowhere to write to.
struct OneWay(Cursor<Vec<u8>>);

impl Read for OneWay {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for OneWay {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What `tungstenite` makes of it, up to a goodbye or an error.
fn theirs(bytes: &[u8]) -> Vec<Outcome> {
    let config = WebSocketConfig::default().max_message_size(Some(MOST)).max_frame_size(Some(MOST));
    let stream = OneWay(Cursor::new(bytes.to_vec()));
    let mut socket = WebSocket::from_raw_socket(stream, Role::Client, Some(config));
    let mut all = Vec::new();
    loop {
        all.push(match socket.read() {
            Ok(Frame::Text(text)) => Outcome::Text(text.to_string()),
            Ok(Frame::Binary(bytes)) => Outcome::Binary(bytes.into()),
            Ok(Frame::Ping(payload)) => Outcome::Ping(payload.into()),
            Ok(Frame::Pong(_)) => Outcome::Pong,
            Ok(Frame::Close(_)) => Outcome::Close,
            Ok(Frame::Frame(frame)) => panic!("{frame}"),
            Err(WsError::Capacity(CapacityError::MessageTooLong { .. })) => {
                Outcome::Failed(ErrorKind::WsMessageTooLarge)
            }
            Err(WsError::Protocol(error)) if error.to_string().contains("without closing") => {
                return all;
            }
            Err(WsError::Protocol(_) | WsError::Utf8(_)) => Outcome::Failed(ErrorKind::WsProtocol),
            Err(error) => panic!("{error}"),
        });
        if let Some(Outcome::Close | Outcome::Failed(_)) = all.last() {
            return all;
        }
    }
}

/// What is made of it here, when it comes in pieces.
fn ours(bytes: &[u8], cuts: &[Index]) -> Vec<Outcome> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    cuts.push(bytes.len());
    cuts.sort_unstable();
    let (mut decoder, mut taken, mut all) = (Decoder::new(MOST), 0, Vec::new());
    for cut in cuts {
        loop {
            let mut rest = &bytes[taken..cut];
            let came = decoder.next(&mut rest);
            taken = cut - rest.len();
            all.push(match came {
                Ok(None) => break,
                Ok(Some(Came::Message(Message::Text(text)))) => Outcome::Text(text.to_string()),
                Ok(Some(Came::Message(Message::Binary(bytes)))) => Outcome::Binary(bytes.into()),
                Ok(Some(Came::Ping(payload))) => Outcome::Ping(payload.into()),
                Ok(Some(Came::Pong)) => Outcome::Pong,
                Ok(Some(Came::Close(_))) => Outcome::Close,
                Err(ended) => Outcome::Failed(ended.kind),
            });
            if let Some(Outcome::Close | Outcome::Failed(_)) = all.last() {
                return all;
            }
        }
    }
    all
}

/// A payload: often text, sometimes cut within a character.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[a-zé€😀]{0,40}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..8),
        prop::collection::vec(any::<u8>(), 120..320),
        select(vec![
            b"\xe2\x82".to_vec(),
            b"\xac".to_vec(),
            b"\x03\xe8bye".to_vec(),
            b"\x03\xe8\xff".to_vec(),
        ]),
    ]
}

/// A whole frame: mostly in order, and of a server.
fn frame() -> impl Strategy<Value = Vec<u8>> {
    let opcode = prop_oneof![
        4 => select(vec![0_u8, 1, 2, 0x80, 0x81, 0x82]),
        2 => select(vec![0x88_u8, 0x89, 0x8a]),
        1 => any::<u8>(),
    ];
    let masked = prop::bool::weighted(0.02);
    let long = prop::bool::weighted(0.1);
    (opcode, payload(), masked, long).prop_map(|(opcode, payload, masked, long)| {
        let mask = if masked { 0x80 } else { 0 };
        let mut bytes = vec![opcode];
        match u8::try_from(payload.len()) {
            Ok(length @ ..=125) if !long => bytes.push(mask | length),
            _ if long => {
                bytes.push(mask | 127);
                bytes.extend((payload.len() as u64).to_be_bytes());
            }
            _ => {
                bytes.push(mask | 126);
                bytes.extend(u16::try_from(payload.len()).unwrap().to_be_bytes());
            }
        }
        if masked {
            bytes.extend([0; 4]);
        }
        bytes.extend(payload);
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn frames_are_read_alike(
        frames in prop::collection::vec(frame(), 0..12),
        cuts in prop::collection::vec(any::<Index>(), 0..6),
    ) {
        let bytes = frames.concat();
        prop_assert_eq!(ours(&bytes, &cuts), theirs(&bytes));
    }

    #[test]
    fn what_is_written_is_read_by_a_server(
        seed in any::<u8>(), length in prop_oneof![0..300_usize, 65_530..65_545_usize]
    ) {
        let payload: Vec<u8> = (0..length).map(|at| seed ^ at.to_le_bytes()[0]).collect();
        let mut bytes = Vec::new();
        frame::write(Opcode::Binary, &payload, &mut bytes);
        let stream = OneWay(Cursor::new(bytes));
        let mut server = WebSocket::from_raw_socket(stream, Role::Server, None);
        prop_assert_eq!(server.read().unwrap(), Frame::Binary(payload.into()));
    }
}
