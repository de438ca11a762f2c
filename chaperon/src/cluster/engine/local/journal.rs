//! A file that grows by whole entries. A tail that a crash has damaged is cut off when it is opened.
//!
//! What the entries mean is said in `entry`.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;

use bytes::{Buf as _, BufMut as _, Bytes};

use super::folder::sync_name;

/// Before each entry stand its length and its checksum.
const HEAD: usize = 8;

/// Entries in a file.
#[derive(Debug)]
pub(super) struct Journal {
    file: Arc<File>,
    /// Where the next entry goes; what may be behind it was not acknowledged.
    length: u64,
}

impl Journal {
    /// The journal at a path, and what is in it.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<Bytes>)> {
        let is_new = !path.exists();
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        if is_new {
            sync_name(path)?;
        }
        let mut journal = Self { file: Arc::new(file), length: u64::MAX };
        let entries = journal.entries()?;
        journal.length = entries.iter().map(|entry| (HEAD + entry.len()) as u64).sum();
        journal.file.set_len(journal.length)?;
        Ok((journal, entries))
    }

    /// A journal of these entries in place of what is at a path: either all of it or nothing.
    /// Until [`sync_name`] is done, the old one may be there again after a power cut.
    pub(super) fn replace(path: &Path, entries: &[Bytes]) -> io::Result<Self> {
        let new = path.with_extension("new");
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&new)?;
        let bytes: Vec<u8> = entries.iter().flat_map(|entry| framed(entry)).collect();
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        Ok(Self { file: Arc::new(file), length: bytes.len() as u64 })
    }

    /// Adds an entry. One that could not be written whole is not there.
    pub(super) fn append(&mut self, entry: &[u8]) -> io::Result<()> {
        let bytes = framed(entry);
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.length))?;
        file.write_all(&bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Adds an entry that the disk has. One that it did not take is not there.
    pub(super) fn append_to_disk(&mut self, entry: &[u8]) -> io::Result<()> {
        let before = self.length;
        self.append(entry)?;
        self.sync().inspect_err(|_| self.cut(before))
    }

    /// Leaves out what is behind a length: the next entry goes there.
    pub(super) fn cut(&mut self, length: u64) {
        self.length = self.length.min(length);
    }

    /// Waits until the disk has what was added.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// The file, to be waited for by somebody else.
    pub(super) fn file(&self) -> Arc<File> {
        self.file.clone()
    }

    /// In bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// All entries from the first on.
    pub(super) fn entries(&mut self) -> io::Result<Vec<Bytes>> {
        let mut bytes = Vec::new();
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(0))?;
        file.take(self.length).read_to_end(&mut bytes)?;
        let mut bytes = Bytes::from(bytes);
        Ok(std::iter::from_fn(|| next(&mut bytes)).collect())
    }
}

/// The next entry, if a whole one is there.
fn next(bytes: &mut Bytes) -> Option<Bytes> {
    let mut head = bytes.get(..HEAD)?;
    let (length, checksum) = (head.get_u32() as usize, head.get_u32());
    let entry = bytes.get(HEAD..HEAD.checked_add(length)?)?;
    if checksum_of(entry) != checksum {
        return None;
    }
    let entry = bytes.slice_ref(entry);
    bytes.advance(HEAD + length);
    Some(entry)
}

fn framed(entry: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + entry.len());
    bytes.put_u32(u32::try_from(entry.len()).unwrap_or(u32::MAX));
    bytes.put_u32(checksum_of(entry));
    bytes.put_slice(entry);
    bytes
}

/// Not that of zeros, of which a file's damaged tail often consists, for no bytes at all.
fn checksum_of(entry: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(entry);
    !crc.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(path: &Path) -> Vec<Bytes> {
        Journal::open(path).expect("a journal").1
    }

    #[test]
    fn a_damaged_tail_is_cut_and_what_is_added_then_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal");
        let (mut journal, _) = Journal::open(&path).expect("a journal");
        journal.append(b"one").expect("appended");
        journal.append(b"two").expect("appended");
        let whole = fs::read(&path).expect("the file");
        for damaged in [&whole[..whole.len() - 1], &[&whole[..], &[0; 30]].concat()] {
            fs::write(&path, damaged).expect("written");
            let kept = opened(&path);
            assert_eq!(kept[0], "one");
            assert_eq!(kept.len(), if damaged.len() < whole.len() { 1 } else { 2 });
            Journal::open(&path).expect("a journal").0.append(b"three").expect("appended");
            assert_eq!(opened(&path).last().expect("an entry"), "three");
        }
    }

    #[test]
    fn it_is_replaced_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal");
        Journal::open(&path).expect("a journal").0.append(b"old").expect("appended");
        let mut journal = Journal::replace(&path, &[Bytes::from("new")]).expect("a journal");
        journal.append(b"newer").expect("appended");
        assert_eq!(opened(&path), ["new", "newer"]);
    }
}
