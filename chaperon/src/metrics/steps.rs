//! Counted buckets as bytes, in rising order: the first one, then a byte for the way to each next.
//!
//! It is the form in which distributions are taken, sent and added up: it is small, it is checked
//! many bytes at a time, and more of it is added without being read.

use crate::metrics::buckets::LAST_BUCKET;
use crate::metrics::bytes::{Packer, Unpacker};
use crate::metrics::error::BadSnapshot;

const BUCKET: BadSnapshot = BadSnapshot::Damaged("a sample is larger than any");
const SAMPLES: BadSnapshot = BadSnapshot::Damaged("samples are missing in a distribution");

/// A step of so many buckets at whose end nothing was seen: it only leads on.
const ON: u8 = u8::MAX;

/// Steps that are whole, and how far they lead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps<'a> {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) bytes: &'a [u8],
}

/// The first bucket, the steps to all others, and whether counts follow: without them each bucket was
/// seen once, and one that was seen again is a step of nothing away.
type Head<'a> = (u32, &'a [u8], bool);

fn head<'a>(from: &mut Unpacker<'a>) -> Result<Head<'a>, BadSnapshot> {
    let (length, first) = (from.small::<usize>()?, from.small()?);
    Ok((first, from.take(length >> 1)?, length & 1 != 0))
}

impl<'a> Steps<'a> {
    /// Reads steps to so many samples, which is at least one.
    pub(super) fn read(from: &mut Unpacker<'a>, samples: u64) -> Result<Self, BadSnapshot> {
        let whole = from.0;
        let (first, steps, counted) = head(from)?;
        let way: u64 = steps.iter().map(|step| u64::from(*step)).sum();
        let last = u32::try_from(u64::from(first).saturating_add(way)).ok();
        let last = last.filter(|last| *last <= LAST_BUCKET).ok_or(BUCKET)?;
        let mut seen = 1 + steps.iter().filter(|step| **step != ON).count() as u64;
        if counted {
            seen = (0..seen).try_fold(0_u64, |all, _| Ok(all.saturating_add(from.number()?)))?;
        }
        if seen != samples {
            return Err(SAMPLES);
        }
        Ok(Self { first, last, bytes: &whole[..whole.len() - from.0.len()] })
    }
}

/// Tells of each bucket with its count, of all steps that stand one after the other and were read
/// before.
pub(super) fn each(bytes: &[u8], mut see: impl FnMut(u32, u64)) {
    let mut from = Unpacker(bytes);
    while let Ok((first, steps, counted)) = head(&mut from) {
        let mut count = || if counted { from.number().unwrap_or_default() } else { 1 };
        let mut bucket = first;
        see(bucket, count());
        for &step in steps {
            bucket += u32::from(step);
            if step != ON {
                see(bucket, count());
            }
        }
    }
}

/// Writes buckets with their counts, neither of which is zero; they rise.
pub(super) fn write(pairs: &[(u32, u64)], to: &mut Packer) {
    let Some((first, _)) = pairs.first() else { return };
    let samples = pairs.iter().fold(0_u64, |all, (_, count)| all.saturating_add(*count));
    let counted = samples / 2 > pairs.len() as u64;
    let steps = steps(*first, pairs, counted);
    to.length(steps.len() << 1 | usize::from(counted));
    to.number((*first).into());
    to.0.extend_from_slice(&steps);
    if counted {
        pairs.iter().for_each(|(_, count)| to.number(*count));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a remainder of 255")]
fn steps(first: u32, pairs: &[(u32, u64)], counted: bool) -> Vec<u8> {
    let mut steps = Vec::with_capacity(2 * pairs.len());
    let mut before = first;
    for (at, &(bucket, count)) in pairs.iter().enumerate() {
        let (far, rest) = ((bucket - before) / u32::from(ON), (bucket - before) % u32::from(ON));
        before = bucket;
        steps.extend(std::iter::repeat_n(ON, far as usize));
        steps.extend((at > 0).then_some(rest as u8));
        if !counted {
            // As many as there are pairs, at most, by what `counted` is.
            steps.extend((1..count).map(|_| 0));
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn pairs() -> impl Strategy<Value = Vec<(u32, u64)>> {
        let count = prop_oneof![Just(1), 1..4_u64, 1..u64::from(u32::MAX)];
        let bucket = prop_oneof![0..=LAST_BUCKET, 2_000..2_100_u32];
        prop::collection::btree_map(bucket, count, 1..60)
            .prop_map(|pairs: BTreeMap<_, _>| pairs.into_iter().collect())
    }

    fn summed(bytes: &[u8]) -> Vec<(u32, u64)> {
        let mut all = BTreeMap::new();
        each(bytes, |bucket, count| *all.entry(bucket).or_default() += count);
        all.into_iter().collect()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(pairs in pairs()) {
            let mut packer = Packer::default();
            write(&pairs, &mut packer);
            packer.byte(7);
            let mut from = Unpacker(&packer.0);
            let samples = pairs.iter().map(|(_, count)| count).sum();
            let steps = Steps::read(&mut from, samples).unwrap();
            prop_assert_eq!(from.0, [7]);
            prop_assert_eq!((steps.first, steps.last), (pairs[0].0, pairs[pairs.len() - 1].0));
            prop_assert_eq!(summed(steps.bytes), pairs);
        }

        #[test]
        fn what_is_read_never_leads_too_far(bytes: Vec<u8>, samples in 1..100_u64) {
            if let Ok(steps) = Steps::read(&mut Unpacker(&bytes), samples) {
                let seen = summed(steps.bytes);
                prop_assert!(seen.iter().all(|(at, _)| (steps.first..=steps.last).contains(at)));
                prop_assert_eq!(seen.iter().map(|(_, count)| count).sum::<u64>(), samples);
                prop_assert!(steps.last <= LAST_BUCKET);
            }
        }
    }

    #[test]
    fn what_leads_too_far_or_holds_other_samples_is_refused() {
        let mut packer = Packer::default();
        write(&[(LAST_BUCKET, 2)], &mut packer);
        assert_eq!(Steps::read(&mut Unpacker(&packer.0), 1).err(), Some(SAMPLES));
        *packer.0.last_mut().unwrap() = 1;
        assert_eq!(Steps::read(&mut Unpacker(&packer.0), 2).err(), Some(BUCKET));
    }
}
