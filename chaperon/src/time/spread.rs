//! Moments spread evenly over an interval: pure arithmetic, exact to the nanosecond.

use std::time::Duration;

/// When each of `count` starts is due, from the beginning of the interval: the one of number `i`
/// at `i x interval / count`.
///
/// Each is computed from the beginning, not from the one before it: nothing adds up.
pub fn spread(count: u64, interval: Duration) -> impl Iterator<Item = Duration> {
    (0..count).map(move |number| part(interval, number, count))
}

/// `interval x number / count`, rounded down to a nanosecond; `number` is less than `count`.
fn part(interval: Duration, number: u64, count: u64) -> Duration {
    let (nanos, number, count) = (interval.as_nanos(), u128::from(number), u128::from(count));
    // The product of all might not fit; that of the quotient and that of the remainder do.
    let nanos = (nanos / count) * number + (nanos % count) * number / count;
    Duration::from_nanos_u128(nanos)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn starts_are_spread_from_the_beginning_on() {
        let starts: Vec<_> = spread(4, Duration::from_secs(1)).collect();
        assert_eq!(starts, [0, 250, 500, 750].map(Duration::from_millis));
        let starts: Vec<_> = spread(3, Duration::from_nanos(10)).collect();
        assert_eq!(starts, [0, 3, 6].map(Duration::from_nanos));
        assert_eq!(spread(2, Duration::ZERO).sum::<Duration>(), Duration::ZERO);
        assert_eq!(spread(0, Duration::from_secs(1)).count(), 0);
    }

    #[test]
    fn the_largest_of_all_fit() {
        let last = part(Duration::MAX, u64::MAX - 1, u64::MAX);
        assert_eq!(Duration::MAX - last, Duration::from_nanos(1_000_000_001));
    }

    proptest! {
        #[test]
        fn a_start_is_exact_to_the_nanosecond(
            nanos in 0..u64::MAX, (number, count) in (1..u64::MAX).prop_flat_map(|count| (0..count, Just(count)))
        ) {
            let exact = u128::from(nanos) * u128::from(number) / u128::from(count);
            prop_assert_eq!(part(Duration::from_nanos(nanos), number, count).as_nanos(), exact);
        }

        #[test]
        fn gaps_differ_by_a_nanosecond_at_most_and_fill_the_interval(
            nanos in 0..u64::MAX / 2, count in 1..2_000_u64
        ) {
            let interval = Duration::from_nanos(nanos);
            let mut starts: Vec<_> = spread(count, interval).collect();
            starts.push(interval);
            let gaps: Vec<_> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
            prop_assert_eq!(starts[0], Duration::ZERO);
            prop_assert_eq!(gaps.iter().sum::<Duration>(), interval);
            let (least, most) = (gaps.iter().min(), gaps.iter().max());
            prop_assert!(*most.unwrap() - *least.unwrap() <= Duration::from_nanos(1));
        }
    }
}
