//! The feeds of a run: one queue each, which all cores share.

use std::any::type_name;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Feed;
use super::error::FeedError;
use super::queue::{Order, Queue};
use super::rows::Rows;
use super::share::Worker;
use crate::config::near;

/// The feeds of a run, by their names.
#[derive(Clone, Default)]
pub(crate) struct Feeds(Arc<[Open]>);

/// A feed that is being dealt.
struct Open {
    name: String,
    declared: Feed,
    rows: Rows,
    /// Locked for the time it takes to say a number.
    queue: Mutex<Queue>,
}

/// A row that is a session's as long as this is there.
pub(crate) struct Held {
    feeds: Feeds,
    feed: usize,
    row: usize,
}

impl Feeds {
    /// Reads the feeds, which are shuffled by this seed; a worker has its share of their rows.
    ///
    /// # Errors
    /// All that is wrong with their files, a line each.
    pub(crate) fn read(
        declared: &[(String, Feed)],
        seed: u64,
        worker: Worker,
    ) -> Result<Self, Vec<String>> {
        let (mut open, mut wrong) = (Vec::new(), Vec::new());
        for (number, (name, feed)) in (1_u64..).zip(declared) {
            // No two feeds in the same order, and none by the numbers that slots draw.
            let seed = (seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15)).rotate_left(32);
            match feed.read() {
                Ok(rows) => open.push(Open::new(name, feed, rows, seed, worker)),
                Err(lines) => {
                    wrong.extend(lines.iter().map(|line| format!("feed `{name}`: {line}")));
                }
            }
        }
        if wrong.is_empty() { Ok(Self(open.into())) } else { Err(wrong) }
    }

    /// The name, the number of rows and the declaration of each.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, usize, &Feed)> {
        self.0.iter().map(|open| (open.name.as_str(), open.rows.count(), &open.declared))
    }

    /// Takes a row of the feed of this name; where it has to come back, with what brings it.
    ///
    /// # Errors
    /// When there is no such feed, its rows are of another type, or none is left.
    pub(crate) fn take<T: Send + Sync + 'static>(
        &self,
        name: &str,
    ) -> Result<(Arc<T>, Option<Held>), FeedError> {
        let feed = self.0.iter().position(|open| open.name == name);
        let (feed, open) =
            feed.map(|feed| (feed, &self.0[feed])).ok_or_else(|| self.unknown(name))?;
        let rows = open.rows.of::<T>().ok_or_else(|| FeedError::WrongType {
            feed: name.to_owned(),
            declared: open.declared.type_name(),
            asked: type_name::<T>(),
        })?;
        let row = open.queue().take().ok_or_else(|| open.dry())?;
        let held = open.comes_back().then(|| Held { feeds: self.clone(), feed, row });
        Ok((rows[row].clone(), held))
    }

    fn unknown(&self, name: &str) -> FeedError {
        let names = || self.0.iter().map(|open| open.name.as_str());
        let there_are = match near(name, names()) {
            Some(near) => format!("; did you mean `{near}`?"),
            None if self.0.is_empty() => {
                format!(": declare it, as in `feeds: {{ {name}: csv(\"{name}.csv\") as Row }}`")
            }
            None => format!("; it has {}", names().collect::<Vec<_>>().join(", ")),
        };
        FeedError::Unknown { feed: name.to_owned(), there_are }
    }
}

impl Open {
    fn new(name: &str, feed: &Feed, rows: Rows, seed: u64, worker: Worker) -> Self {
        let order = Order {
            shuffled: feed.shuffled.then_some(seed),
            wraps: feed.wraps,
            unique: feed.unique,
        };
        let queue = Mutex::new(Queue::new(worker.share(rows.count()), order));
        Self { name: name.to_owned(), declared: feed.clone(), rows, queue }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        // What it guards is whole at any moment.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a row that was taken is given again once its session has ended.
    fn comes_back(&self) -> bool {
        self.declared.wraps && self.declared.unique
    }

    fn dry(&self) -> FeedError {
        let (feed, rows) = (self.name.clone(), self.rows.count());
        match &self.declared {
            declared if declared.wraps => FeedError::AllTaken { feed, rows },
            declared if declared.stops => FeedError::Stops { feed, rows },
            _ => FeedError::Dry { feed, rows },
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.feeds.0[self.feed].queue().give_back(self.row);
    }
}

impl std::fmt::Debug for Feeds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.all().map(|(name, _, feed)| (name, feed))).finish()
    }
}
