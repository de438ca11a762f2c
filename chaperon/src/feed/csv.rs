//! Rows of a CSV file whose first line names the columns.

use std::io::{self, Read};
use std::marker::PhantomData;
use std::sync::Arc;

use csv::{ByteRecord, DeserializeError, DeserializeErrorKind, ErrorKind};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::faults::Faults;
use super::records::Records;
use super::rows::Rows;

/// So much of a cell is shown.
const SHOWN: usize = 40;

/// How serde's words for what is wrong with all rows begin.
const OF_THE_COLUMNS: [&str; 3] = ["missing field", "duplicate field", "unknown field"];

/// Reads all rows, and notes what is wrong with them.
pub(super) fn read<T: DeserializeOwned + Send + Sync + 'static>(
    input: impl Read,
    faults: &mut Faults<'_>,
) -> io::Result<Rows> {
    let mut records = Records::of(input);
    let mut rows = Vec::new();
    let Some(head) = records.advance()? else {
        faults.whole("it is empty: its first line names the columns, and each other line is a row");
        return Ok(Rows::new(rows));
    };
    let columns = records.record().clone();
    while let Some(line) = records.advance()? {
        match row::<T>(records.record(), &columns) {
            Ok(row) => rows.push(Arc::new(row)),
            // To find words for each would take long in a file that is wrong throughout.
            Err(_) if faults.are_enough() => faults.one_more(),
            Err(error) => match fault::<T>(&error, records.record(), &columns) {
                Fault::OfRow(what) => faults.at(line, what),
                Fault::OfColumns(what) => {
                    faults.at(head, what);
                    break;
                }
            },
        }
    }
    Ok(Rows::new(rows))
}

/// Why a record is no row.
enum Unfit {
    /// It has more cells than there are columns, or fewer.
    Ragged,
    /// Its type does not take it.
    Refused(csv::Error),
}

/// The same in words.
enum Fault {
    /// This row is wrong.
    OfRow(String),
    /// The columns are wrong, and so would be all rows.
    OfColumns(String),
}

fn row<T: DeserializeOwned>(record: &ByteRecord, columns: &ByteRecord) -> Result<T, Unfit> {
    match record.len() == columns.len() {
        true => record.deserialize(Some(columns)).map_err(Unfit::Refused),
        false => Err(Unfit::Ragged),
    }
}

fn fault<T: DeserializeOwned>(unfit: &Unfit, record: &ByteRecord, columns: &ByteRecord) -> Fault {
    match unfit {
        Unfit::Ragged => Fault::OfRow(ragged(record, columns)),
        Unfit::Refused(error) => match error.kind() {
            ErrorKind::Deserialize { err, .. } => refused::<T>(err, record, columns),
            _ => Fault::OfRow(error.to_string()),
        },
    }
}

fn ragged(record: &ByteRecord, columns: &ByteRecord) -> String {
    let open = match record.as_slice().contains(&b'\n') {
        true => "; the row goes over several lines: is a quote left open?",
        false => "",
    };
    let cells = match record.len() {
        1 => "1 cell".to_owned(),
        number => format!("{number} cells"),
    };
    format!("{cells}, and the first line names {}{open}", columns.len())
}

fn refused<T: DeserializeOwned>(
    error: &DeserializeError,
    record: &ByteRecord,
    columns: &ByteRecord,
) -> Fault {
    let expected = match error.kind() {
        DeserializeErrorKind::ParseBool(_) => "expected `true` or `false`",
        DeserializeErrorKind::ParseInt(_) => "expected a whole number that fits its type",
        DeserializeErrorKind::ParseFloat(_) => "expected a number",
        DeserializeErrorKind::InvalidUtf8(_) => "expected text in UTF-8",
        _ => return told_by_type::<T>(error.kind().to_string(), record, columns),
    };
    let index = error.field().and_then(|field| usize::try_from(field).ok()).unwrap_or_default();
    let found = shown(&text(record.get(index).unwrap_or_default()));
    Fault::OfRow(format!("{}: {expected}, found {found}", column(index, columns)))
}

/// What the type itself says, which knows no columns.
fn told_by_type<T: DeserializeOwned>(
    what: String,
    record: &ByteRecord,
    columns: &ByteRecord,
) -> Fault {
    if OF_THE_COLUMNS.iter().any(|begin| what.starts_with(begin)) {
        let names: Vec<String> = columns.iter().map(|name| format!("`{}`", text(name))).collect();
        return Fault::OfColumns(format!("{what}; the columns are {}", names.join(", ")));
    }
    match culprit::<T>(&what, record, columns) {
        Some(index) => Fault::OfRow(format!("{}: {what}", column(index, columns))),
        None => Fault::OfRow(what),
    }
}

/// The first column with which the row goes wrong as it does with all of them; `None` when it is
/// not a cell that is wrong, but the row as a whole.
fn culprit<T: DeserializeOwned>(
    what: &str,
    record: &ByteRecord,
    columns: &ByteRecord,
) -> Option<usize> {
    let whole = record.deserialize::<Depth<T>>(Some(columns)).err()?;
    if message(&whole) == NO_CELL {
        return None;
    }
    (0..columns.len()).find(|index| {
        let [record, columns] = [record, columns].map(|cells| {
            let mut cells = cells.clone();
            cells.truncate(index + 1);
            cells
        });
        record.deserialize::<T>(Some(&columns)).is_err_and(|error| message(&error) == what)
    })
}

fn message(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
        _ => error.to_string(),
    }
}

fn column(index: usize, columns: &ByteRecord) -> String {
    let name = text(columns.get(index).unwrap_or_default());
    format!("column {}, `{name}`", index + 1)
}

fn shown(text: &str) -> String {
    match text.chars().count() {
        0 => "nothing".to_owned(),
        count if count <= SHOWN => format!("{text:?}"),
        _ => format!("{:?}..", text.chars().take(SHOWN).collect::<String>()),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The message of a [`Depth`] of a row that is wrong as a whole.
const NO_CELL: &str = "0";

/// A row that is read to learn how deep inside of it that fails, which is all that the error says.
struct Depth<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Depth<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_path_to_error::deserialize::<D, T>(deserializer)
            .map(|_| Self(PhantomData))
            .map_err(|error| D::Error::custom(error.path().iter().count()))
    }
}
