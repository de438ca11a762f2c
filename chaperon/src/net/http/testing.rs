//! What tests elsewhere need of the codec, which is otherwise known to its connection only.

use crate::error::ErrorKind;
use crate::metrics::Phases;

use super::exchange::Exchange;
use super::h1::{Asked, Decoder, Fed, KnownHeads};
#[cfg(test)]
use super::head::Head;
use super::limits::Limits;

/// What reading a response came to.
#[derive(Debug, PartialEq)]
pub(in crate::net) enum Outcome {
    /// It ended; with what of the bytes was left.
    Ended(Same, usize),
    /// It ended with the connection.
    UntilClose(Same),
    Failed(ErrorKind),
}

/// Responses are the same when their status, headers and body are.
#[derive(Debug)]
pub(in crate::net) struct Same(pub(in crate::net) Exchange);

impl PartialEq for Same {
    fn eq(&self, other: &Self) -> bool {
        self.0.status() == other.0.status()
            && self.0.headers() == other.0.headers()
            && self.0.body == other.0.body
            && self.0.body_length == other.0.body_length
    }
}

/// Reads a response from pieces, after which the connection is closed.
#[cfg(test)]
pub(in crate::net) fn decode_pieces<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    asked: Asked,
    limits: Limits,
) -> Outcome {
    decode(&KnownHeads::default(), false, pieces, asked, limits)
}

/// The same where heads were read before; and perhaps as a connection reads: of a body whose length
/// is known, what follows the first piece goes straight to its place.
pub(in crate::net) fn decode<'a>(
    known: &KnownHeads,
    straight: bool,
    pieces: impl IntoIterator<Item = &'a [u8]>,
    asked: Asked,
    limits: Limits,
) -> Outcome {
    let mut decoder = Decoder::new(asked, limits, known);
    let mut pieces = pieces.into_iter();
    let mut rest: &[u8] = &[];
    loop {
        if rest.is_empty() {
            let Some(piece) = pieces.next() else { break };
            rest = piece;
        }
        let (fed, read) = match decoder.place().filter(|_| straight) {
            None => (decoder.feed(rest), rest.len()),
            Some(place) => {
                let read = rest.len().min(place.capacity() - place.len());
                place.extend_from_slice(&rest[..read]);
                (Ok(decoder.filled(read)), read)
            }
        };
        match fed {
            Ok(Fed::More) => rest = &rest[read..],
            Ok(Fed::Done(used)) => {
                let left = rest.len() - used + pieces.map(<[u8]>::len).sum::<usize>();
                return Outcome::Ended(response(&mut decoder), left);
            }
            Err(error) => return Outcome::Failed(error.kind()),
        }
    }
    match decoder.end() {
        Ok(()) => Outcome::UntilClose(response(&mut decoder)),
        Err(error) => Outcome::Failed(error.kind()),
    }
}

/// The head of a response without a body.
#[cfg(test)]
pub(in crate::net) fn head(text: &str) -> Head {
    let known = KnownHeads::default();
    let mut decoder = Decoder::new(Asked::Head, Limits::default(), &known);
    decoder.feed(text.as_bytes()).unwrap();
    decoder.take().unwrap().0
}

fn response(decoder: &mut Decoder<'_>) -> Same {
    let Ok((head, body, body_length)) = decoder.take() else { panic!("it ended without a head") };
    Same(Exchange {
        head,
        body,
        body_length,
        phases: Phases::default(),
        elapsed: std::time::Duration::ZERO,
        retried: false,
    })
}
