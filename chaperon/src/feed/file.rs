//! Reading a file of rows, whatever its format.

use std::fs::File;
use std::io;
use std::path::Path;

use super::faults::Faults;
use super::rows::Rows;

/// Reads all rows, and notes what is wrong with them.
pub(super) type ReadFile = fn(File, &mut Faults<'_>) -> io::Result<Rows>;

/// The rows of a file, or what is wrong with it, a line each.
pub(super) fn read(path: &Path, read: ReadFile) -> Result<Rows, Vec<String>> {
    let mut faults = Faults::of(path);
    match File::open(path).and_then(|file| read(file, &mut faults)) {
        Ok(rows) if faults.are_none() && rows.count() > 0 => return Ok(rows),
        Ok(_) if faults.are_none() => faults.whole("it has no rows"),
        Ok(_) => {}
        Err(error) => faults.unreadable(&error),
    }
    Err(faults.into_lines())
}
