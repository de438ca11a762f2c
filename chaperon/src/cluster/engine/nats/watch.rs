//! Watching a table.

use std::collections::HashMap;

use async_nats::datetime::DateTime;
use async_nats::jetstream::consumer::DeliverPolicy;
use tokio::sync::mpsc::UnboundedSender;

use super::follow::{Heard, Reader};
use crate::cluster::engine::{Change, Record, Revision};

/// Tells what changes in a table, and what has changed while there was no connection.
#[derive(Debug)]
pub(super) struct Watch {
    sender: UnboundedSender<Change>,
    /// What was told last of each record.
    told: HashMap<String, (Revision, DateTime)>,
    up_to_date: bool,
}

impl Watch {
    pub(super) fn new(sender: UnboundedSender<Change>) -> Self {
        Self { sender, told: HashMap::new(), up_to_date: false }
    }

    fn tell(&self, change: Change) {
        // When nobody listens any more, the reading is ended from outside.
        let _ = self.sender.send(change);
    }
}

impl Reader for Watch {
    fn from(&self) -> DeliverPolicy {
        DeliverPolicy::LastPerSubject
    }

    fn hear(&mut self, heard: Heard) {
        let Heard { name: key, payload: value, sequence: revision, stored, deleted } = heard;
        let told = self.told.insert(key.clone(), (revision, stored));
        if told == Some((revision, stored)) {
            return;
        }
        if !deleted {
            self.tell(Change::Put(Record { key, value, revision }));
        } else if self.up_to_date || told.is_some() {
            self.tell(Change::Deleted(key));
        }
    }

    fn caught_up(&mut self) {
        if !self.up_to_date {
            self.up_to_date = true;
            self.tell(Change::UpToDate);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{self, UnboundedReceiver};

    use super::*;

    fn heard(name: &str, sequence: u64, deleted: bool) -> Heard {
        let stored = DateTime::UNIX_EPOCH;
        Heard { name: name.into(), payload: "value".into(), sequence, stored, deleted }
    }

    fn told(receiver: &mut UnboundedReceiver<Change>) -> Vec<String> {
        let changes = std::iter::from_fn(|| receiver.try_recv().ok());
        let told = changes.map(|change| match change {
            Change::Put(record) => format!("{}@{}", record.key, record.revision),
            Change::Deleted(key) => format!("-{key}"),
            Change::UpToDate => "up to date".to_owned(),
        });
        told.collect()
    }

    #[test]
    fn after_a_gap_it_tells_what_is_another_and_nothing_twice() {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let mut watch = Watch::new(sender);
        watch.hear(heard("deleted-before", 1, true));
        watch.hear(heard("a", 2, false));
        watch.hear(heard("b", 3, false));
        watch.caught_up();
        assert_eq!(told(&mut receiver), ["a@2", "b@3", "up to date"]);
        watch.hear(heard("deleted-before", 1, true));
        watch.hear(heard("a", 2, false));
        watch.hear(heard("b", 4, true));
        watch.hear(heard("c", 5, false));
        watch.caught_up();
        assert_eq!(told(&mut receiver), ["-b", "c@5"]);
    }

    #[test]
    fn a_table_that_began_anew_is_told_of() {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let mut watch = Watch::new(sender);
        watch.hear(heard("a", 1, false));
        let later = DateTime::UNIX_EPOCH + std::time::Duration::from_secs(5);
        watch.hear(Heard { stored: later, ..heard("a", 1, false) });
        assert_eq!(told(&mut receiver), ["a@1", "a@1"]);
    }
}
