//! The odd answers, and what is to come of each, with the rule that says so.

mod around;
mod chunks;
mod cut_short;
mod heads;
mod lengths;

use std::sync::LazyLock;

use chaperon::ErrorKind;

/// One odd answer.
#[derive(Debug)]
pub struct Row {
    /// What is odd.
    pub what: &'static str,
    /// The rule; sections are those of RFC 9112 where no other is named.
    pub rule: &'static str,
    pub answer: &'static [u8],
    pub then: Then,
    pub expected: Expected,
}

/// What the server does when the answer is out.
#[derive(Debug, Clone, Copy)]
pub enum Then {
    /// It keeps the connection open: the client has to know the end.
    Stays,
    /// The same, and its bytes come one by one, with pauses.
    StaysAfterSlowBytes,
    Closes,
    /// It goes on with this byte, slowly and for ever.
    DripsOn(u8),
}

/// What the client is to make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A response with this status and body.
    Answer(u16, &'static str),
    Error(ErrorKind),
}

/// Taken as a response, of which the client knows the end.
const fn taken(
    what: &'static str,
    rule: &'static str,
    answer: &'static [u8],
    status: u16,
    body: &'static str,
) -> Row {
    Row { what, rule, answer, then: Then::Stays, expected: Expected::Answer(status, body) }
}

/// Refused at once, as not being HTTP.
const fn refused(what: &'static str, rule: &'static str, answer: &'static [u8]) -> Row {
    let expected = Expected::Error(ErrorKind::BadResponse);
    Row { what, rule, answer, then: Then::Stays, expected }
}

impl Row {
    const fn then(self, then: Then) -> Self {
        Self { then, ..self }
    }

    const fn fails(self, kind: ErrorKind) -> Self {
        Self { expected: Expected::Error(kind), ..self }
    }
}

/// All rows.
pub fn rows() -> &'static [&'static Row] {
    static ROWS: LazyLock<Vec<&'static Row>> = LazyLock::new(|| {
        let tables = [heads::ROWS, around::ROWS, lengths::ROWS, chunks::ROWS, cut_short::ROWS];
        tables.into_iter().flatten().collect()
    });
    &ROWS
}
