//! Rows of a file that holds a JSON value a line.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Deserializer;
use serde_json::error::Category;

use super::faults::Faults;
use super::rows::Rows;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads all rows, and notes what is wrong with them.
pub(super) fn read<T: DeserializeOwned + Send + Sync + 'static>(
    input: impl Read,
    faults: &mut Faults<'_>,
) -> io::Result<Rows> {
    let mut input = BufReader::new(input);
    let (mut rows, mut line, mut number) = (Vec::new(), Vec::new(), 0);
    while input.read_until(b'\n', &mut line)? > 0 {
        number += 1;
        let text = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| number == 1).unwrap_or(&line);
        let text = text.trim_ascii_end();
        if !text.is_empty() {
            match serde_json::from_slice::<T>(text) {
                Ok(row) => rows.push(Arc::new(row)),
                Err(_) if faults.are_enough() => faults.one_more(),
                Err(error) => faults.at_column(number, error.column(), told::<T>(&error, text)),
            }
        }
        line.clear();
    }
    Ok(Rows::new(rows))
}

/// What is wrong, and of which key.
fn told<T: DeserializeOwned>(error: &serde_json::Error, text: &[u8]) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&place).unwrap_or(&message);
    match key_of::<T>(text).filter(|_| error.classify() == Category::Data) {
        Some(key) => format!("`{key}`: {message}"),
        None => message.to_owned(),
    }
}

/// The key at which reading the text fails; `None` when that is in no key.
fn key_of<T: DeserializeOwned>(text: &[u8]) -> Option<String> {
    let mut input = Deserializer::from_slice(text);
    let error = serde_path_to_error::deserialize::<_, T>(&mut input).err()?;
    let mut inside = error.path().iter();
    inside.next().map(|_| error.path().to_string())
}
