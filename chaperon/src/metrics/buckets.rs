//! The buckets of an `hdrhistogram` of 3 significant digits, laid out here: 2,048 of one value each,
//! then 1,024 for each doubling.

/// The largest value that is told from larger ones.
pub(super) const LARGEST: u64 = 1 << 62;

/// The bucket of the largest values.
pub(super) const LAST_BUCKET: u32 = bucket(LARGEST);

/// The bucket a value falls in.
pub(super) const fn bucket(value: u64) -> u32 {
    let value = if value > LARGEST { LARGEST } else { value };
    let shift = 53 - (value | 2047).leading_zeros();
    #[expect(clippy::cast_possible_truncation, reason = "below 2,048 once shifted")]
    let place = (value >> shift) as u32;
    (shift << 10) + place
}

/// The least value of a bucket.
pub(super) fn least_of(bucket: u32) -> u64 {
    let shift = (bucket >> 10).saturating_sub(1);
    u64::from(bucket - (shift << 10)) << shift
}

/// The largest value of a bucket.
pub(super) fn largest_of(bucket: u32) -> u64 {
    let shift = (bucket >> 10).saturating_sub(1);
    least_of(bucket) + ((1 << shift) - 1)
}

#[cfg(test)]
mod tests {
    use hdrhistogram::Histogram;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_are_those_of_an_hdr_histogram(value in 0..LARGEST, small in 0..10_000_000_u64) {
            let hdr = Histogram::<u64>::new_with_max(LARGEST, 3).unwrap();
            for value in [value, small] {
                prop_assert_eq!(least_of(bucket(value)), hdr.lowest_equivalent(value));
                prop_assert_eq!(largest_of(bucket(value)), hdr.highest_equivalent(value));
            }
        }
    }
}
