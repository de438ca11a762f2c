//! The bytes of a frame. Each frame is read by itself: it needs no frame before it.

use crate::event::Ending;
use crate::metrics::{BadSnapshot, PackedSnapshot, Packer, SnapshotReader, Unpacker};

use super::{Body, Frame, Last};

/// The version of the bytes. Another one is refused.
const VERSION: u8 = 1;

const SECOND: u8 = 0;
const WARNING: u8 = 1;
const STOP: u8 = 2;
const BEGAN: u8 = 3;
const LAST: u8 = 4;
const REPORT: u8 = 5;

/// Why bytes are not a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadFrame {
    #[error(
        "a frame of version {found}, and this program reads version {known}: run the same program \
         on all nodes"
    )]
    Version { found: u8, known: u8 },
    #[error("a frame is damaged")]
    Damaged(#[source] BadSnapshot),
    #[error("a frame holds {0}, which is not known here")]
    Unknown(&'static str),
}

impl From<BadSnapshot> for BadFrame {
    fn from(source: BadSnapshot) -> Self {
        Self::Damaged(source)
    }
}

impl Frame {
    /// The frame as it is stored.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let Self { node, boot, sequence, body } = self;
        let mut to = Packer(vec![VERSION]);
        to.text(node);
        to.text(boot);
        to.number(*sequence);
        write_body(body, &mut to);
        to.0
    }

    #[cfg(test)]
    /// The frame that was stored. To read many, keep a [`FrameReader`].
    ///
    /// # Errors
    /// When the bytes are of another version, or not of a frame.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, BadFrame> {
        FrameReader::default().read(bytes).map(Frame::unpacked)
    }
}

#[cfg(test)]
impl Frame<PackedSnapshot<'_>> {
    /// The frame that was written.
    pub(crate) fn unpacked(self) -> Frame {
        let Self { node, boot, sequence, body } = self;
        let body = match body {
            Body::Second { second, more, snapshot } => {
                Body::Second { second, more, snapshot: snapshot.only(|_| true) }
            }
            Body::Warning(text) => Body::Warning(text),
            Body::Stop(ending) => Body::Stop(ending),
            Body::Began { late_us } => Body::Began { late_us },
            Body::Last(last) => Body::Last(last),
            Body::Report { index, of, bytes } => Body::Report { index, of, bytes },
        };
        Frame { node, boot, sequence, body }
    }
}

/// Reads the frames of one run; it remembers the metrics' names.
#[derive(Debug, Default)]
pub(crate) struct FrameReader(SnapshotReader);

impl FrameReader {
    /// As [`Frame::decode`].
    ///
    /// # Errors
    /// When the bytes are of another version, or not of a frame.
    pub(crate) fn read<'a>(
        &'a mut self,
        bytes: &'a [u8],
    ) -> Result<Frame<PackedSnapshot<'a>>, BadFrame> {
        let mut from = Unpacker(bytes);
        let version = from.byte()?;
        if version != VERSION {
            return Err(BadFrame::Version { found: version, known: VERSION });
        }
        let (node, boot) = (from.text()?.to_owned(), from.text()?.to_owned());
        let sequence = from.number()?;
        let body = self.read_body(&mut from)?;
        if !from.is_empty() {
            return Err(BadFrame::Unknown("something after its body"));
        }
        Ok(Frame { node, boot, sequence, body })
    }

    fn read_body<'a>(
        &'a mut self,
        from: &mut Unpacker<'a>,
    ) -> Result<Body<PackedSnapshot<'a>>, BadFrame> {
        Ok(match from.byte()? {
            SECOND => {
                let (second, more) = (from.number()?, from.byte()? != 0);
                Body::Second { second, more, snapshot: self.0.read(from.bytes()?)? }
            }
            WARNING => Body::Warning(from.text()?.to_owned()),
            STOP => Body::Stop(read_ending(from)?),
            BEGAN => Body::Began { late_us: from.number()? },
            LAST => Body::Last(read_last(from)?),
            REPORT => Body::Report {
                index: from.small()?,
                of: from.small()?,
                bytes: from.bytes()?.to_vec(),
            },
            _ => return Err(BadFrame::Unknown("a body")),
        })
    }
}

fn write_body(body: &Body, to: &mut Packer) {
    match body {
        Body::Second { second, more, snapshot } => {
            to.byte(SECOND);
            to.number(*second);
            to.byte((*more).into());
            to.bytes(&snapshot.to_bytes());
        }
        Body::Warning(text) => {
            to.byte(WARNING);
            to.text(text);
        }
        Body::Stop(ending) => {
            to.byte(STOP);
            // An ending is plain names, texts and numbers, of which JSON is never refused.
            to.bytes(&serde_json::to_vec(ending).unwrap_or_default());
        }
        Body::Began { late_us } => {
            to.byte(BEGAN);
            to.number(*late_us);
        }
        Body::Last(last) => {
            to.byte(LAST);
            write_last(last, to);
        }
        Body::Report { index, of, bytes } => {
            to.byte(REPORT);
            to.number((*index).into());
            to.number((*of).into());
            to.bytes(bytes);
        }
    }
}

fn read_ending(from: &mut Unpacker<'_>) -> Result<Ending, BadFrame> {
    serde_json::from_slice(from.bytes()?).map_err(|_| BadFrame::Unknown("an ending"))
}

fn write_last(last: &Last, to: &mut Packer) {
    let Last { frames, samples, cpu_us, worst_lag_us, early } = last;
    [frames, samples, cpu_us, worst_lag_us].into_iter().for_each(|number| to.number(*number));
    to.byte(early.is_some().into());
    if let Some(early) = early {
        to.text(early);
    }
}

fn read_last(from: &mut Unpacker<'_>) -> Result<Last, BadFrame> {
    let (frames, samples) = (from.number()?, from.number()?);
    let (cpu_us, worst_lag_us) = (from.number()?, from.number()?);
    let early = if from.byte()? == 0 { None } else { Some(from.text()?.to_owned()) };
    Ok(Last { frames, samples, cpu_us, worst_lag_us, early })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::Snapshot;
    use crate::results::example::everything;

    fn frame(sequence: u64, body: Body) -> Frame {
        Frame { node: "a-1".to_owned(), boot: "x".to_owned(), sequence, body }
    }

    fn second(snapshot: Snapshot) -> Body {
        Body::Second { second: 7, more: false, snapshot }
    }

    fn one_of_each() -> Vec<Frame> {
        let early = Some("no leader for 60 s".to_owned());
        let last = Last { frames: 9, samples: u64::MAX, cpu_us: 1, worst_lag_us: 2, early };
        let bodies = [
            second(everything().snapshot().clone()),
            Body::Warning("é".to_owned()),
            Body::Stop(Ending::Stopped("enough".to_owned())),
            Body::Stop(Ending::Finished),
            Body::Began { late_us: 300_000 },
            Body::Last(last),
            Body::Last(Last::default()),
            Body::Report { index: 1, of: 2, bytes: vec![0, 255] },
        ];
        (0..).zip(bodies).map(|(sequence, body)| frame(sequence, body)).collect()
    }

    #[test]
    fn what_is_stored_is_what_is_read_in_any_order() {
        let frames = one_of_each();
        let bytes: Vec<_> = frames.iter().map(Frame::encode).collect();
        let mut reader = FrameReader::default();
        for at in [5, 0, 3, 0, 1, 2, 7, 4, 6, 0] {
            assert_eq!(reader.read(&bytes[at]).map(Frame::unpacked), Ok(frames[at].clone()));
            assert_eq!(Frame::decode(&bytes[at]), Ok(frames[at].clone()));
        }
    }

    #[test]
    fn another_version_is_named() {
        let mut bytes = one_of_each()[0].encode();
        bytes[0] = 9;
        let error = Frame::decode(&bytes).unwrap_err();
        assert_eq!(error, BadFrame::Version { found: 9, known: VERSION });
        assert!(error.to_string().starts_with("a frame of version 9, and this program reads"));
    }

    #[test]
    fn a_frame_that_is_cut_short_is_refused() {
        for frame in one_of_each() {
            let bytes = frame.encode();
            for length in 0..bytes.len() {
                assert!(Frame::decode(&bytes[..length]).is_err(), "{length} bytes of {frame:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = Frame::decode(&bytes);
        }

        #[test]
        fn no_damage_makes_it_panic(
            which in 0..8_usize,
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        ) {
            let mut bytes = one_of_each()[which].encode();
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(frame) = Frame::decode(&bytes) {
                prop_assert_eq!(Frame::decode(&frame.encode()), Ok(frame));
            }
        }
    }
}
