//! A whole snapshot as bytes: a version, whether the rest is deflated, and the rest.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::keys::{KeysIn, KeysOut, bytes_of};
use super::values::{read_error, read_phases, read_value, write_error, write_phases, write_value};
use super::{BadSnapshot, Packer, Unpacker};
use crate::metrics::sessions::SessionCounts;
use crate::metrics::snapshot::{Snapshot, Traffic};

/// The version of the bytes. Another one is refused.
const VERSION: u8 = 1;
const PLAIN: u8 = 0;
const DEFLATED: u8 = 1;
/// Less is not deflated.
const WORTH_DEFLATING: usize = 4096;
/// More bytes than that are not inflated; it is far more than is ever sent.
const MOST: u64 = 16 << 20;
/// There is room for so many metrics from the first; more are believed when they are seen.
const ROOM: usize = 4096;

const REST: BadSnapshot = BadSnapshot::Damaged("there is something after them");
const FORM: BadSnapshot = BadSnapshot::Damaged("they cannot be inflated");

impl Snapshot {
    /// The snapshot as bytes, for [`from_bytes`](Self::from_bytes): far smaller than JSON, and far
    /// quicker to read. They are for sending, not for keeping: another version of this program may
    /// not read them.
    ///
    /// ```
    /// use chaperon::metrics::{MetricsOptions, Recorder, Scope, SessionEvent, Snapshot};
    ///
    /// let recorder = Recorder::new(MetricsOptions::default());
    /// recorder.session(recorder.scope(&Scope::of("browse")), SessionEvent::Started);
    /// let snapshot = recorder.take();
    ///
    /// assert_eq!(Snapshot::from_bytes(&snapshot.to_bytes()), Ok(snapshot));
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut plain = Packer(vec![VERSION, PLAIN]);
        self.pack(&mut plain);
        let Packer(plain) = plain;
        deflated(&plain[2..]).unwrap_or(plain)
    }

    /// The snapshot of [`to_bytes`](Self::to_bytes). To read many, keep a [`SnapshotReader`].
    ///
    /// # Errors
    /// When the bytes are of another version, or not of a snapshot.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadSnapshot> {
        SnapshotReader::default().read(bytes)
    }

    fn pack(&self, to: &mut Packer) {
        let Self { metrics, errors, sessions, traffic } = self;
        let mut metrics: Vec<_> =
            metrics.iter().map(|(key, values)| (bytes_of(key), values)).collect();
        metrics.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        to.length(metrics.len());
        let mut keys = KeysOut::default();
        for (key, values) in metrics {
            keys.write(key, to);
            write_phases(values, to, write_value);
        }
        to.length(errors.len());
        for ((scenario, kind), counts) in errors {
            to.text(scenario);
            to.text(kind);
            write_phases(counts, to, write_error);
        }
        to.length(sessions.len());
        for (scenario, counts) in sessions {
            to.text(scenario);
            counts.numbers().into_iter().for_each(|number| to.number(number));
        }
        let Traffic { bytes_in, bytes_out, connections } = *traffic;
        [bytes_in, bytes_out, connections].into_iter().for_each(|number| to.number(number));
    }
}

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
    /// The snapshot of [`Snapshot::to_bytes`].
    ///
    /// # Errors
    /// When the bytes are of another version, or not of a snapshot.
    pub fn read(&mut self, bytes: &[u8]) -> Result<Snapshot, BadSnapshot> {
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
        let snapshot = read_snapshot(keys, &mut plain)?;
        if plain.is_empty() { Ok(snapshot) } else { Err(REST) }
    }
}

fn read_snapshot(keys: &mut KeysIn, from: &mut Unpacker<'_>) -> Result<Snapshot, BadSnapshot> {
    let mut snapshot = Snapshot::default();
    let length: usize = from.small()?;
    snapshot.metrics.reserve(length.min(ROOM));
    for _ in 0..length {
        let key = keys.read(from)?;
        let values = read_phases(from, read_value)?;
        if !values.iter().all(|(_, value)| value.fits(key.name.unit())) {
            return Err(BadSnapshot::WrongUnit(key.name.to_string()));
        }
        snapshot.insert(key, values);
    }
    for _ in 0..from.small::<usize>()? {
        let (scenario, kind) = (Arc::from(from.text()?), from.text()?.to_owned());
        let counts = read_phases(from, read_error)?;
        snapshot.errors.insert((scenario, kind), counts);
    }
    snapshot.sessions = read_sessions(from)?;
    let (bytes_in, bytes_out, connections) = (from.number()?, from.number()?, from.number()?);
    snapshot.traffic = Traffic { bytes_in, bytes_out, connections };
    Ok(snapshot)
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

/// The deflated form, when it saves a third: what is inflated has to be paid for by who merges.
fn deflated(plain: &[u8]) -> Option<Vec<u8>> {
    if plain.len() < WORTH_DEFLATING {
        return None;
    }
    let mut encoder = DeflateEncoder::new(vec![VERSION, DEFLATED], Compression::fast());
    encoder.write_all(plain).ok()?;
    let bytes = encoder.finish().ok()?;
    (bytes.len() <= plain.len() / 3 * 2).then_some(bytes)
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
    use crate::error::ErrorKind;
    use crate::metrics::key::Scope;
    use crate::metrics::recorder::{MetricsOptions, Recorder};

    /// Many errors, whose messages are much alike.
    fn wordy() -> Snapshot {
        let recorder = Recorder::new(MetricsOptions::default());
        for number in 0..100 {
            let scope = recorder.scope(&Scope::of(format!("scenario {number}")));
            recorder.error(scope, ErrorKind::Reset, &"the connection was reset ".repeat(10));
        }
        recorder.take()
    }

    #[test]
    fn what_is_much_alike_is_deflated() {
        let wordy = wordy();
        let bytes = wordy.to_bytes();
        assert_eq!(bytes[..2], [VERSION, DEFLATED]);
        assert!(bytes.len() < 3_000, "{}", bytes.len());
        assert!(Snapshot::from_bytes(&bytes) == Ok(wordy));
        for length in 0..bytes.len() {
            assert!(Snapshot::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn what_inflates_beyond_all_measure_is_refused() {
        let much = vec![0; usize::try_from(MOST).unwrap() + 1];
        assert_eq!(Snapshot::from_bytes(&deflated(&much).unwrap()), Err(FORM));
    }
}
