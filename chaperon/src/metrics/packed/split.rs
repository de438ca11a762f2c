//! Snapshots too large to be sent in one piece.

use super::keys::bytes_of;
use super::values::{write_error, write_phases, write_value};
use crate::metrics::bytes::Packer;
use crate::metrics::snapshot::Snapshot;

impl Snapshot {
    /// The snapshot in parts that add up to it, each of about `most` bytes when it is packed; only a
    /// metric that is larger alone makes a larger part.
    pub(crate) fn split(self, most: usize) -> Vec<Self> {
        let Self { metrics, errors, sessions, traffic } = self;
        let mut parts = Parts { most, size: 0, done: Vec::new(), last: Self::default() };
        (parts.last.sessions, parts.last.traffic) = (sessions, traffic);
        let mut packed = Packer::default();
        for (key, values) in metrics {
            packed.0.clear();
            write_phases(&values, &mut packed, write_value);
            let part = parts.with_room(bytes_of(&key).len() + packed.0.len());
            part.metrics.insert(key, values);
        }
        for (key, counts) in errors {
            packed.0.clear();
            write_phases(&counts, &mut packed, write_error);
            let part = parts.with_room(key.0.len() + key.1.len() + packed.0.len());
            part.errors.insert(key, counts);
        }
        parts.done.push(parts.last);
        parts.done
    }
}

struct Parts {
    most: usize,
    /// Of the last part, so far.
    size: usize,
    done: Vec<Snapshot>,
    last: Snapshot,
}

impl Parts {
    /// The part that takes so many bytes more.
    fn with_room(&mut self, bytes: usize) -> &mut Snapshot {
        if self.size > 0 && self.size + bytes > self.most {
            self.done.push(std::mem::take(&mut self.last));
            self.size = 0;
        }
        self.size += bytes;
        &mut self.last
    }
}
