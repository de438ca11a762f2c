//! A whole snapshot as bytes: a version, whether the rest is deflated, and the rest.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::keys::{KeysOut, bytes_of};
use super::reader::SnapshotReader;
use super::values::{write_error, write_phases, write_value};
use crate::metrics::bytes::Packer;
use crate::metrics::error::BadSnapshot;
use crate::metrics::snapshot::{Snapshot, Traffic};

/// The version of the bytes. Another one is refused.
pub(super) const VERSION: u8 = 2;
pub(super) const PLAIN: u8 = 0;
pub(super) const DEFLATED: u8 = 1;
/// Less is not deflated.
const WORTH_DEFLATING: usize = 4096;

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
        let mut snapshot = Self::default();
        snapshot.merge_packed(&SnapshotReader::default().read(bytes)?);
        Ok(snapshot)
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

/// The deflated form, when it saves a third: what is inflated has to be paid for by who merges.
pub(super) fn deflated(plain: &[u8]) -> Option<Vec<u8>> {
    if plain.len() < WORTH_DEFLATING {
        return None;
    }
    let mut encoder = DeflateEncoder::new(vec![VERSION, DEFLATED], Compression::fast());
    encoder.write_all(plain).ok()?;
    let bytes = encoder.finish().ok()?;
    (bytes.len() <= plain.len() / 3 * 2).then_some(bytes)
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
}
