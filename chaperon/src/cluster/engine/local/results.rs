//! Results of runs: a journal each, or memory, and who reads them as they come.
//!
//! What is done here may wait for the disk, and is done `elsewhere` then. Who reads results may hear of
//! what the disk does not have yet: when that is lost, so is who heard of it.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::commits::{Commits, Mark};
use super::entry::{decode_stored, encode_stored};
use super::folder;
use crate::cluster::engine::Stored;
use crate::time::{Instant, now};

/// How long an id is remembered.
const REMEMBERED: Duration = Duration::from_secs(10 * 60);

/// How long results are kept after the last of their run.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// The results of all runs, in a folder or in memory alone.
#[derive(Debug, Default)]
pub(super) struct Results {
    folder: Option<PathBuf>,
    /// Those that are open.
    runs: HashMap<String, OfRun>,
}

/// The results of a run.
#[derive(Debug)]
struct OfRun {
    place: Place,
    ids: Ids,
    readers: Vec<UnboundedSender<Stored>>,
    changed: Instant,
}

#[derive(Debug)]
enum Place {
    Memory(Vec<Stored>),
    File(Arc<Commits>),
}

/// What has been added to a journal, and is to be waited for.
pub(super) type Added = (Arc<Commits>, Mark);

/// The ids of late, and where in the journal they are.
#[derive(Debug, Default)]
struct Ids {
    known: HashMap<String, Mark>,
    by_age: VecDeque<(Instant, String)>,
}

impl Results {
    /// Those in a folder, which is made if it is not there; those of runs that ended long ago are
    /// removed from it.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        folder::make(folder)?;
        remove_old_files(folder)?;
        Ok(Self { folder: Some(folder.to_owned()), runs: HashMap::new() })
    }

    /// Adds a part of a run's results, once under an id; gives what is to be waited for until the disk
    /// has it, if they are on one.
    pub(super) fn store(
        &mut self,
        run: &str,
        id: &str,
        stored: Stored,
    ) -> io::Result<Option<Added>> {
        let of_run = self.of_run(run)?;
        of_run.changed = now();
        let known = of_run.ids.known.get(id).copied();
        let (added, mark) = match &mut of_run.place {
            Place::Memory(_) if known.is_some() => return Ok(None),
            Place::Memory(all) => {
                all.push(stored.clone());
                (None, Mark::default())
            }
            Place::File(commits) => {
                if let Some(mark) = known.filter(|mark| !commits.is_lost(*mark)) {
                    return Ok(Some((commits.clone(), mark)));
                }
                let mark = commits.add(&encode_stored(id, &stored))?;
                (Some((commits.clone(), mark)), mark)
            }
        };
        of_run.ids.remember(id.to_owned(), mark);
        of_run.readers.retain(|reader| reader.send(stored.clone()).is_ok());
        Ok(added)
    }

    /// What is stored of a run, and what will be.
    pub(super) fn read(&mut self, run: &str) -> io::Result<UnboundedReceiver<Stored>> {
        let of_run = self.of_run(run)?;
        let there = match &mut of_run.place {
            Place::Memory(all) => all.clone(),
            Place::File(commits) => {
                let entries = commits.entries()?.into_iter();
                entries.filter_map(decode_stored).map(|(_, stored)| stored).collect()
            }
        };
        let (sender, receiver) = mpsc::unbounded_channel();
        if there.into_iter().all(|stored| sender.send(stored).is_ok()) {
            of_run.readers.push(sender);
        }
        Ok(receiver)
    }

    /// Those of a run, which are opened if they are not open; those of long ago are forgotten then.
    fn of_run(&mut self, run: &str) -> io::Result<&mut OfRun> {
        let Self { folder, runs } = self;
        if !runs.contains_key(run) {
            runs.retain(|_, run| now().duration_since(run.changed) < KEPT);
        }
        match runs.entry(run.to_owned()) {
            Entry::Occupied(there) => Ok(there.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(OfRun::open(folder.as_deref(), run)?)),
        }
    }
}

impl OfRun {
    /// Those in a folder, if there is one, from which those are removed of runs that ended long ago.
    fn open(folder: Option<&Path>, run: &str) -> io::Result<Self> {
        let Some(folder) = folder else {
            return Ok(Self::at(Place::Memory(Vec::new()), Ids::default()));
        };
        remove_old_files(folder)?;
        let (commits, entries) = Commits::open(&folder.join(format!("{run}.log")))?;
        let mut ids = Ids::default();
        let entries = entries.into_iter().filter_map(decode_stored);
        entries.for_each(|(id, _)| ids.remember(id, Mark::default()));
        Ok(Self::at(Place::File(Arc::new(commits)), ids))
    }

    fn at(place: Place, ids: Ids) -> Self {
        Self { place, ids, readers: Vec::new(), changed: now() }
    }
}

impl Ids {
    fn remember(&mut self, id: String, mark: Mark) {
        let now = now();
        while let Some((_, old)) =
            self.by_age.pop_front_if(|(when, _)| now.duration_since(*when) > REMEMBERED)
        {
            self.known.remove(&old);
        }
        self.known.insert(id.clone(), mark);
        self.by_age.push_back((now, id));
    }
}

/// Removes the results of runs that ended long ago.
fn remove_old_files(folder: &Path) -> io::Result<()> {
    for file in fs::read_dir(folder)? {
        let file = file?;
        let age = file.metadata()?.modified()?.elapsed().unwrap_or_default();
        if age > KEPT {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}
