//! Large bodies: each side sends no more than the other has room for, and room comes back.

use std::collections::HashMap;
use std::io;

use chaperon::prelude::*;

use super::frames::*;
use super::run;

/// Room for the bodies of all streams together, before any is given.
const WHOLE: usize = 65_535;

/// Reads requests to their ends, gives as much room as was taken, and answers with what came.
fn takes_all(room: usize, peer: &mut Peer) -> io::Result<()> {
    peer.greet(&[(INITIAL_WINDOW_SIZE, room as u32)])?;
    let mut whole = WHOLE;
    let mut bodies = HashMap::<u32, Vec<u8>>::new();
    loop {
        let frame = peer.read()?;
        match frame.kind {
            SETTINGS if frame.flags & ACK == 0 => peer.send(SETTINGS, ACK, 0, &[])?,
            HEADERS => drop(bodies.insert(frame.stream, Vec::new())),
            DATA => bodies.get_mut(&frame.stream).unwrap().extend(&frame.payload),
            _ => {}
        }
        let length = frame.payload.len();
        if frame.kind == DATA && length > 0 {
            assert!(length <= room.min(whole), "{length} where there is room for {room}, {whole}");
            // None comes back before all is used up: what was sent beyond it would be seen.
            whole -= length;
            if whole < room {
                peer.send(WINDOW_UPDATE, 0, 0, &((WHOLE - whole) as u32).to_be_bytes())?;
                whole = WHOLE;
            }
            if frame.flags & END_STREAM == 0 {
                peer.send(WINDOW_UPDATE, 0, frame.stream, &(length as u32).to_be_bytes())?;
            }
        }
        if [HEADERS, DATA].contains(&frame.kind) && frame.flags & END_STREAM != 0 {
            let body = String::from_utf8(bodies.remove(&frame.stream).unwrap()).unwrap();
            peer.answer(frame.stream, &told(&body))?;
        }
    }
}

/// A body of so many bytes, in which each place differs from its neighbours.
fn body(length: usize) -> String {
    (0..length).map(|at| char::from(b'a' + (at * at % 23) as u8)).collect()
}

/// What it was, in short.
fn told(body: &str) -> String {
    let sum = body.bytes().enumerate().map(|(at, byte)| (at + 1) as u64 * u64::from(byte));
    format!("{} {}", body.len(), sum.sum::<u64>())
}

/// Sends alone, and then three at once.
#[scenario]
async fn sends_bodies(session: &mut Session) -> Result {
    session.get("/").await?;
    let alone = body(700_000);
    let answer = session.post("/").body(alone.clone()).await?;
    session.check("alone", answer.text() == told(&alone));
    for number in 1..=3 {
        session.spawn("send", async move |session: &mut Session| {
            let body = body(number * 100_000);
            let answer = session.post("/").body(body.clone()).await?;
            session.check("at once", answer.text() == told(&body));
            Ok(())
        });
    }
    session.join("send").await?;
    Ok(())
}

load_test! {
    SendsBodies { scenarios: [sends_bodies] }
}

#[tokio::test]
async fn large_bodies_are_sent_as_room_comes_alone_and_at_once() {
    for room in [5_000, 60_000] {
        let server = Server::start(move |_, peer| takes_all(room, peer));
        let ran = run::<SendsBodies>(&server.url(), &[]).await;
        assert_eq!((ran.all_errors(), server.opened()), (vec![], 1), "{room}");
        ran.held("alone", 1);
        ran.held("at once", 3);
    }
}

/// How many answers are given up, and how long each of them is: more in all than there is room for
/// at once.
const GIVEN_UP: usize = 10;
const LENGTH: usize = 300_000;

#[scenario]
async fn gives_up(session: &mut Session) -> Result {
    for _ in 0..GIVEN_UP {
        let answer = session.get("/").timeout(millis(50)).await;
        let outcome = answer.map_or_else(|it| it.kind().to_string(), |_| "an answer".to_owned());
        session.check(outcome, true);
    }
    let last = session.get("/").await?;
    session.check("all of the last", last.bytes().len() == LENGTH);
    Ok(())
}

load_test! {
    GivesUp { scenarios: [gives_up] }
}

/// Sends a body as there is room on the connection, without its last byte or with it.
fn sends_within(room: &mut usize, stream: u32, ends: bool, peer: &mut Peer) -> io::Result<()> {
    peer.send(HEADERS, END_HEADERS, stream, OK)?;
    let mut left = LENGTH;
    while left > 0 {
        while *room == 0 {
            let frame = peer.read()?;
            if frame.kind == WINDOW_UPDATE && frame.stream == 0 {
                *room += u32::from_be_bytes(frame.payload.try_into().unwrap()) as usize;
            }
        }
        let length = left.min(*room).min(16_384);
        (left, *room) = (left - length, *room - length);
        let flags = if left == 0 && ends { END_STREAM } else { 0 };
        peer.send(DATA, flags, stream, &vec![b'x'; length])?;
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_that_is_given_up_gives_its_room_to_the_next() {
    let server = Server::start(|_, peer| {
        peer.greet(&[])?;
        let mut room = WHOLE;
        for number in 0..=GIVEN_UP {
            let stream = loop {
                let frame = peer.read()?;
                match frame.kind {
                    SETTINGS if frame.flags & ACK == 0 => peer.send(SETTINGS, ACK, 0, &[])?,
                    WINDOW_UPDATE if frame.stream == 0 => {
                        room += u32::from_be_bytes(frame.payload.try_into().unwrap()) as usize;
                    }
                    HEADERS => break frame.stream,
                    _ => {}
                }
            };
            sends_within(&mut room, stream, number == GIVEN_UP, peer)?;
        }
        peer.wait()
    });
    let ran = run::<GivesUp>(&server.url(), &[]).await;
    assert_eq!(server.opened(), 1);
    ran.held("timeout:body", GIVEN_UP as u64);
    ran.held("all of the last", 1);
}
