//! The records of a CSV file, each with the line that it begins in.
//!
//! The reader of the crate `csv` says where the last record ended: lines that are blank, and the
//! second half of a CRLF, would count for the one before. So here a record ends at the LF alone, and
//! the line follows from where it ends.

use std::io::{self, Chain, Read};

use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};

/// What a line that is blank but for the CR of a CRLF looks like.
const BLANK: &[u8] = b"\r";

/// Reads record by record.
pub(super) struct Records<R> {
    reader: Reader<Chain<R, &'static [u8]>>,
    record: ByteRecord,
}

impl<R: Read> Records<R> {
    pub(super) fn of(input: R) -> Self {
        let mut reader = ReaderBuilder::new();
        reader.has_headers(false).flexible(true).terminator(Terminator::Any(b'\n'));
        // The last line may do without its end, and is like all others then.
        Self { reader: reader.from_reader(input.chain(b"\n")), record: ByteRecord::new() }
    }

    /// Goes on to the next record, which is not blank; `None` at the end of the file, else the line
    /// in which it begins, from 1.
    pub(super) fn advance(&mut self) -> io::Result<Option<u64>> {
        while self.reader.read_byte_record(&mut self.record)? {
            if self.record.as_slice() != BLANK {
                let line = self.line();
                self.drop_carriage_return();
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    /// The record.
    pub(super) fn record(&self) -> &ByteRecord {
        &self.record
    }

    fn line(&self) -> u64 {
        let inside = self.record.as_slice().iter().filter(|byte| **byte == b'\n').count() as u64;
        let last = self.reader.position().line().saturating_sub(1);
        // A quote that is left open goes on past the end of the file.
        let at_least = self.record.position().map_or(1, csv::Position::line);
        last.saturating_sub(inside).max(at_least)
    }

    fn drop_carriage_return(&mut self) {
        let last = self.record.len().saturating_sub(1);
        let Some(cell) = self.record.get(last).and_then(|cell| cell.strip_suffix(b"\r")) else {
            return;
        };
        let cell = cell.to_vec();
        self.record.truncate(last);
        self.record.push_field(&cell);
    }
}
