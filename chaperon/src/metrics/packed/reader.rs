//! Reading what was sent, and adding it up without building a snapshot of it first.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use flate2::read::DeflateDecoder;

use super::keys::KeysIn;
use super::snapshot::{DEFLATED, PLAIN, VERSION};
use super::values::{PackedValue, read_error, read_phases};
use crate::metrics::bytes::Unpacker;
use crate::metrics::distribution::PackedDistribution;
use crate::metrics::error::BadSnapshot;
use crate::metrics::key::{Key, SharedKey};
use crate::metrics::phases::RunPhase;
use crate::metrics::sessions::SessionCounts;
use crate::metrics::snapshot::{Snapshot, Traffic};

/// More bytes than that are not inflated; it is far more than is ever sent.
const MOST: u64 = 16 << 20;
/// There is room for so many metrics from the first; more are believed when they are seen.
const ROOM: usize = 4096;

const REST: BadSnapshot = BadSnapshot::Damaged("there is something after them");
const FORM: BadSnapshot = BadSnapshot::Damaged("they cannot be inflated");

/// Reads snapshots that were sent, and remembers the keys of their metrics: from the second time on
/// a key costs a look-up.
///
/// It is for the snapshots of one run: what it has seen stays in memory until it is dropped.
#[derive(Debug, Default)]
pub struct SnapshotReader {
    keys: KeysIn,
    inflated: Vec<u8>,
}

impl SnapshotReader {
    /// The snapshot of [`Snapshot::to_bytes`], all of it checked, for [`Snapshot::merge_packed`].
    ///
    /// # Errors
    /// When the bytes are of another version, or not of a snapshot.
    pub fn read<'a>(&'a mut self, bytes: &'a [u8]) -> Result<PackedSnapshot<'a>, BadSnapshot> {
        let mut from = Unpacker(bytes);
        let version = from.byte()?;
        if version != VERSION {
            return Err(BadSnapshot::Version { found: version, known: VERSION });
        }
        let Self { keys, inflated } = self;
        let mut plain = match from.byte()? {
            PLAIN => from,
            DEFLATED => Unpacker(inflate(from.0, inflated)?),
            _ => return Err(FORM),
        };
        keys.begin();
        let snapshot = PackedSnapshot::read(keys, &mut plain)?;
        if plain.is_empty() { Ok(snapshot) } else { Err(REST) }
    }
}

/// A snapshot as it was sent: it is whole, and can be added to others.
#[derive(Debug)]
pub struct PackedSnapshot<'a> {
    metrics: Vec<(SharedKey, RunPhase, PackedValue)>,
    /// Of all metrics, one after the other.
    distributions: Vec<PackedDistribution<'a>>,
    /// All but the metrics.
    rest: Snapshot,
}

impl<'a> PackedSnapshot<'a> {
    fn read(keys: &mut KeysIn, from: &mut Unpacker<'a>) -> Result<Self, BadSnapshot> {
        let length: usize = from.small()?;
        let mut metrics = Vec::with_capacity(length.min(ROOM));
        let mut distributions = Vec::with_capacity(length.min(ROOM));
        for _ in 0..length {
            let key = keys.read(from)?;
            let unit = key.name.unit();
            read_phases(from, |phase, from| {
                let value = PackedValue::read(from, &mut distributions)?;
                if !value.fits(unit) {
                    return Err(BadSnapshot::WrongUnit(key.name.to_string()));
                }
                metrics.push((key.clone(), phase, value));
                Ok(())
            })?;
        }
        Ok(Self { metrics, distributions, rest: read_rest(from)? })
    }

    /// How many samples there are, of all metrics.
    pub fn samples(&self) -> u64 {
        let counts = self.values().map(|(_, _, value, own)| value.count(own));
        counts.fold(0, u64::saturating_add)
    }

    #[cfg(any(feature = "cluster", test))]
    /// A snapshot of the metrics whose key is `wanted`, and of all that is of no metric.
    pub(crate) fn only(&self, wanted: impl Fn(&Key) -> bool) -> Snapshot {
        let mut snapshot = self.rest.clone();
        self.add_to(&mut snapshot, wanted);
        snapshot
    }

    /// The values of the metrics, with the distributions of each.
    fn values(
        &self,
    ) -> impl Iterator<Item = (&SharedKey, RunPhase, &PackedValue, &[PackedDistribution<'a>])> {
        let mut rest = self.distributions.as_slice();
        self.metrics.iter().map(move |(key, phase, value)| {
            let (own, others) = rest.split_at(value.distributions().min(rest.len()));
            rest = others;
            (key, *phase, value, own)
        })
    }

    fn add_to(&self, all: &mut Snapshot, wanted: impl Fn(&Key) -> bool) {
        for (key, phase, value, own) in self.values().filter(|(key, ..)| wanted(key)) {
            value.merge_into(all.values_of(key).of(phase), own);
        }
    }
}

impl Snapshot {
    /// Adds another part of the run, as it was sent.
    pub fn merge_packed(&mut self, other: &PackedSnapshot<'_>) {
        self.merge(&other.rest);
        other.add_to(self, |_| true);
    }
}

/// What comes after the metrics.
fn read_rest(from: &mut Unpacker<'_>) -> Result<Snapshot, BadSnapshot> {
    let mut rest = Snapshot::default();
    for _ in 0..from.small::<usize>()? {
        let key = (Arc::from(from.text()?), from.text()?.to_owned());
        let counts = rest.errors.entry(key).or_default();
        read_phases(from, |phase, from| {
            *counts.of(phase) = Some(read_error(from)?);
            Ok(())
        })?;
    }
    rest.sessions = read_sessions(from)?;
    let (bytes_in, bytes_out, connections) = (from.number()?, from.number()?, from.number()?);
    rest.traffic = Traffic { bytes_in, bytes_out, connections };
    Ok(rest)
}

fn read_sessions(
    from: &mut Unpacker<'_>,
) -> Result<BTreeMap<Arc<str>, SessionCounts>, BadSnapshot> {
    let mut sessions = BTreeMap::new();
    for _ in 0..from.small::<usize>()? {
        let scenario = Arc::from(from.text()?);
        let mut numbers = [0; SessionCounts::NUMBERS];
        for number in &mut numbers {
            *number = from.number()?;
        }
        sessions.insert(scenario, SessionCounts::of_numbers(numbers));
    }
    Ok(sessions)
}

fn inflate<'a>(deflated: &[u8], inflated: &'a mut Vec<u8>) -> Result<&'a [u8], BadSnapshot> {
    inflated.clear();
    let read = DeflateDecoder::new(deflated).take(MOST + 1).read_to_end(inflated);
    let length = read.map_err(|_| FORM)?;
    if length as u64 <= MOST { Ok(inflated) } else { Err(FORM) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::packed::snapshot::deflated;

    #[test]
    fn what_inflates_beyond_all_measure_is_refused() {
        let much = vec![0; usize::try_from(MOST).unwrap() + 1];
        assert_eq!(Snapshot::from_bytes(&deflated(&much).unwrap()), Err(FORM));
    }
}
