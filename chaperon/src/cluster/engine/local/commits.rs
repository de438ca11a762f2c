//! A journal whose entries count once the disk has them. Who adds to it while somebody waits for the
//! disk waits for the next time together with all others: many entries take two waits, not many.
//!
//! All but [`Commits::on_disk`] may wait for the disk, and is to be called `elsewhere`.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::elsewhere::elsewhere;
use super::journal::Journal;

/// The journal.
#[derive(Debug)]
pub(super) struct Commits {
    state: Mutex<State>,
    /// Whose turn it is to wait for the disk.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug)]
struct State {
    journal: Journal,
    /// How much of it the disk has.
    synced: u64,
    /// Where it was cut each time that the disk did not take what was added.
    cuts: Vec<u64>,
}

/// Where an entry ends, and how often the journal had been cut by then.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    end: u64,
    cuts: usize,
}

impl Commits {
    /// The journal at a path, and what is in it, which the disk has.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<Bytes>)> {
        let (journal, entries) = Journal::open(path)?;
        journal.sync()?;
        let state = State { synced: journal.length(), journal, cuts: Vec::new() };
        Ok((Self { state: Mutex::new(state), turn: Arc::default() }, entries))
    }

    /// Adds an entry, for [`on_disk`](Self::on_disk).
    pub(super) fn add(&self, entry: &[u8]) -> io::Result<Mark> {
        let State { journal, cuts, .. } = &mut *self.state();
        journal.append(entry)?;
        Ok(Mark { end: journal.length(), cuts: cuts.len() })
    }

    /// All entries, those included that the disk does not have yet.
    pub(super) fn entries(&self) -> io::Result<Vec<Bytes>> {
        self.state().journal.entries()
    }

    /// Whether the disk did not take an entry.
    pub(super) fn is_lost(&self, mark: Mark) -> bool {
        self.state().is_lost(mark)
    }

    /// Waits until the disk has an entry.
    ///
    /// # Errors
    /// When the disk does not take it: then it is not there, nor is any other that nobody was told of
    /// to be on the disk.
    pub(super) async fn on_disk(self: &Arc<Self>, mark: Mark) -> io::Result<()> {
        let turn = self.turn.clone().lock_owned().await;
        let commits = self.clone();
        elsewhere(move || {
            let _turn = turn;
            let Some((file, length)) = commits.state().to_sync(mark)? else { return Ok(()) };
            let synced = file.sync_data();
            commits.state().synced(length, synced)
        })
        .await
    }

    /// Nothing behind it is left half done by a panic.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_lost(&self, mark: Mark) -> bool {
        self.cuts.get(mark.cuts).is_some_and(|cut| mark.end > *cut)
    }

    /// What is to be waited for, for an entry to be on the disk, and how long the journal is then.
    fn to_sync(&self, mark: Mark) -> io::Result<Option<(Arc<File>, u64)>> {
        if self.is_lost(mark) {
            return Err(io::Error::other("the disk did not take what was added"));
        }
        let waits = mark.end > self.synced;
        Ok(waits.then(|| (self.journal.file(), self.journal.length())))
    }

    /// Notes whether the disk has a journal of that length. Linux forgets what it could not write, so
    /// that asking again would not help: it has to be added again.
    fn synced(&mut self, length: u64, synced: io::Result<()>) -> io::Result<()> {
        match synced {
            Ok(()) => self.synced = length,
            Err(_) => {
                self.cuts.push(self.synced);
                self.journal.cut(self.synced);
            }
        }
        synced
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    fn journal() -> (tempfile::TempDir, Arc<Commits>) {
        let folder = tempfile::tempdir().expect("a folder");
        let (commits, entries) = Commits::open(&folder.path().join("journal")).expect("opened");
        assert!(entries.is_empty());
        (folder, Arc::new(commits))
    }

    fn reopened(folder: &tempfile::TempDir) -> Vec<Bytes> {
        Commits::open(&folder.path().join("journal")).expect("opened").1
    }

    #[tokio::test]
    async fn one_wait_is_enough_for_all_that_was_added_before_it() {
        let (folder, commits) = journal();
        let marks: Vec<_> = (0..100_u8).map(|it| commits.add(&[it]).expect("added")).collect();
        commits.on_disk(marks[0]).await.expect("on the disk");
        assert!(commits.state().to_sync(marks[99]).expect("there").is_none());
        let waits = marks.iter().map(|mark| commits.on_disk(*mark));
        join_all(waits).await.into_iter().for_each(|waited| waited.expect("on the disk"));
        drop(commits);
        assert_eq!(reopened(&folder), (0..100_u8).map(|it| vec![it]).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn what_the_disk_did_not_take_is_gone_and_can_be_added_again() {
        let (folder, commits) = journal();
        let first = commits.add(b"first").expect("added");
        commits.on_disk(first).await.expect("on the disk");
        let (one, other) = (commits.add(b"one").expect("added"), commits.add(b"other"));
        let (_, length) = commits.state().to_sync(one).expect("there").expect("to be waited for");
        let failed = commits.state().synced(length, Err(io::ErrorKind::Other.into()));
        failed.expect_err("told");
        let again = commits.add(b"again, and longer").expect("added");
        for lost in [one, other.expect("added")] {
            assert!(commits.is_lost(lost));
            commits.on_disk(lost).await.expect_err("lost");
        }
        commits.on_disk(again).await.expect("on the disk");
        commits.on_disk(first).await.expect("on the disk still");
        assert!(!commits.is_lost(first) && !commits.is_lost(again));
        drop(commits);
        assert_eq!(reopened(&folder), ["first", "again, and longer"]);
    }
}
