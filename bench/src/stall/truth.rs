//! What users really wait who arrive at a steady rate at a target that stands still now and then:
//! computed from when they arrive and when it stood still.

use std::time::Duration;

use super::freeze::Stall;

/// The percentiles that are compared.
pub(super) const PERCENTILES: [f64; 4] = [50.0, 90.0, 99.0, 99.9];

/// Who arrives: so many a second, for so many seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrivals {
    pub(super) rate: u64,
    pub(super) seconds: u64,
}

impl Arrivals {
    fn moments(self) -> impl Iterator<Item = Duration> {
        (0..self.rate * self.seconds)
            .map(move |number| Duration::from_secs(1) * number as u32 / self.rate as u32)
    }

    /// What they wait, in microseconds at each percentile: who arrives in a stall waits for its end,
    /// and everybody for the `service`.
    pub(super) fn waits(self, stalls: &[Stall], service: Duration) -> [f64; 4] {
        let waits = self.moments().map(|moment| free(moment, stalls) - moment + service);
        percentiles(waits.collect())
    }

    /// What they wait if they share connections, as with wrk2, and those who could not be served are
    /// served one after the other, `each` taking so long.
    pub(super) fn waits_in_line(self, stalls: &[Stall], each: Duration) -> [f64; 4] {
        let mut end = Duration::ZERO;
        let waits = self.moments().map(|moment| {
            end = free(moment.max(end), stalls) + each;
            end - moment
        });
        percentiles(waits.collect())
    }
}

/// When the target answers again what is asked at a moment.
fn free(moment: Duration, stalls: &[Stall]) -> Duration {
    let stall = stalls.iter().find(|stall| (stall.from..stall.to).contains(&moment));
    stall.map_or(moment, |stall| stall.to)
}

/// Each is the least wait that so many per cent of all do not exceed.
fn percentiles(mut waits: Vec<Duration>) -> [f64; 4] {
    waits.sort_unstable();
    PERCENTILES.map(|percentile| {
        let rank = (waits.len() as f64 * percentile / 100.0).ceil() as usize;
        let wait = waits.get(rank.saturating_sub(1)).copied().unwrap_or_default();
        wait.as_secs_f64() * 1e6
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLI: Duration = Duration::from_millis(1);
    const ARRIVALS: Arrivals = Arrivals { rate: 1000, seconds: 10 };

    fn stall() -> [Stall; 1] {
        [Stall { from: MILLI * 4500, to: MILLI * 5500 }]
    }

    #[test]
    fn one_in_ten_waits_for_the_end_of_a_stall_of_one_second_in_ten() {
        assert_eq!(ARRIVALS.waits(&[], MILLI), [1000.0; 4]);
        // Those that one in a hundred and one in a thousand of all exceed, of 1 ms, 2 ms .. 1 s.
        let waits = ARRIVALS.waits(&stall(), MILLI);
        assert_eq!(waits, [1000.0, 1000.0, 901_000.0, 991_000.0]);
    }

    #[test]
    fn who_stands_in_line_waits_for_those_before_too() {
        let [p50, _, p99, most] = ARRIVALS.waits_in_line(&stall(), MILLI / 10);
        assert_eq!(p50, 100.0);
        assert!(p99 > 900_000.0 && most > 990_000.0 && most < 1_000_200.0, "{p99} {most}");
        let slow = ARRIVALS.waits_in_line(&stall(), MILLI / 2);
        assert!(slow[2] > p99, "the line gets shorter more slowly");
    }
}
