//! The windows of a run, second by second, and whom a broken one stops.

use std::time::Duration;

use proptest::prelude::*;

use super::super::{Outcome, Watch, Windows};
use super::recorded::{SECOND, below, frame, get, gets, max_below, of_get};
use crate::load_test::threshold::{Comparison, Quantity, Statistic, Threshold};
use crate::metrics::{RunPhase, Snapshot};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn windows_are_those_of_the_samples(
        seconds in prop::collection::vec((prop::option::of(1..100_u64), prop::option::of(1..100_u64)), 1..20),
        length in 1..6_u64,
        warm_up in 0..4_u64,
        behind in 0..3_usize,
    ) {
        let threshold = max_below(80).over(Duration::from_secs(length));
        let mut watch = Watch::new(&[threshold], 2, Duration::from_secs(warm_up));
        // The second core tells of each second later than the first.
        for at in 0..seconds.len() + behind {
            if let Some((first, _)) = seconds.get(at) {
                watch.hear(0, at as u64 + 1, &gets(first.as_slice()));
            }
            if let Some((_, second)) = at.checked_sub(behind).and_then(|at| seconds.get(at)) {
                watch.hear(1, (at - behind) as u64 + 1, &gets(second.as_slice()));
            }
        }
        let load = Duration::from_secs((seconds.len() as u64).saturating_sub(warm_up));
        let judged = watch.end(&Snapshot::default(), load).remove(0);
        let full = seconds.windows(length as usize).skip(warm_up as usize);
        let largest: Vec<u64> = full
            .filter_map(|window| window.iter().flat_map(|(one, other)| [*one, *other]).flatten().max())
            .collect();
        let Some(worst) = largest.iter().max() else {
            prop_assert!(matches!(judged.outcome, Outcome::NoData(_)));
            return Ok(());
        };
        let broken = largest.iter().filter(|max| **max >= 80).count() as u64;
        let windows = judged.windows.unwrap();
        prop_assert_eq!((windows.judged, windows.broken), (largest.len() as u64, broken));
        prop_assert_eq!(judged.measured.unwrap(), Quantity::time(Duration::from_micros(*worst)));
        prop_assert_eq!(judged.passed(), broken == 0);
    }
}

#[test]
fn a_second_that_has_only_begun_is_no_part_of_a_window() {
    let mut watch = Watch::new(&[max_below(80).over(2 * SECOND)], 1, Duration::ZERO);
    watch.hear(0, 1, &gets(&[1]));
    watch.hear(0, 2, &gets(&[1]));
    watch.hear(0, 2, &gets(&[99]));
    watch.core_ended(0);
    let judged = watch.end(&Snapshot::default(), Duration::from_millis(2_400)).remove(0);
    assert_eq!(judged.windows, Some(Windows { judged: 1, broken: 0, worst_end: 2 }));
}

#[test]
fn a_core_that_has_ended_holds_no_window_up() {
    let mut watch = Watch::new(&[max_below(80).over(2 * SECOND).or_abort()], 2, Duration::ZERO);
    watch.hear(0, 0, &gets(&[99]));
    assert!(watch.core_ended(0).is_empty());
    assert!(watch.hear(1, 1, &gets(&[1])).is_empty());
    assert_eq!(watch.hear(1, 2, &gets(&[1])).len(), 1);
}

#[test]
fn a_run_shorter_than_a_window_has_no_data() {
    let mut watch = Watch::new(&[max_below(80).over(30 * SECOND)], 1, SECOND);
    watch.hear(0, 1, &gets(&[1]));
    let judged = watch.end(&gets(&[1]), 29 * SECOND).remove(0);
    assert_eq!(
        judged.to_string(),
        "the threshold `get(/).max < 80us over 30s` has no data: there was no full window of 30s \
         between the warm-up and the end of the load"
    );
}

#[test]
fn a_broken_window_stops_the_run_once_and_is_told() {
    let threshold = max_below(80).over(2 * SECOND).or_abort();
    let mut watch = Watch::new(std::slice::from_ref(&threshold), 2, Duration::ZERO);
    watch.hear(0, 1, &gets(&[99]));
    assert!(watch.hear(1, 1, &gets(&[1])).is_empty(), "no window is full");
    assert!(watch.hear(0, 2, &gets(&[1])).is_empty(), "the other core has not told of it");
    assert_eq!(watch.hear(1, 2, &gets(&[1])), [threshold]);
    watch.load_over(2 * SECOND);
    assert!(watch.core_ended(0).is_empty() && watch.core_ended(1).is_empty());
    let judged = watch.end(&Snapshot::default(), 2 * SECOND).remove(0);
    assert_eq!(
        judged.to_string(),
        "the threshold `get(/).max < 80us over 2s else abort` was broken in 1 of 1 windows: at \
         worst it was 99us, from second 0 to 2"
    );
}

#[test]
fn the_whole_run_is_judged_every_second_after_the_warm_up_and_stays_broken() {
    let mean = below(of_get(Statistic::Mean), Quantity::time(Duration::from_micros(50))).or_abort();
    let mut watch = Watch::new(std::slice::from_ref(&mean), 1, SECOND);
    let warm_up = frame(|recorder, scope| {
        recorder.set_phase(RunPhase::WarmUp);
        get(recorder, scope, 1_000);
    });
    assert!(watch.hear(0, 1, &warm_up).is_empty());
    assert!(watch.hear(0, 2, &gets(&[40, 40])).is_empty());
    assert_eq!(watch.hear(0, 3, &gets(&[100])), [mean]);
    assert!(watch.hear(0, 4, &gets(&[100])).is_empty(), "it is told once");
    let judged = watch.end(&gets(&[1]), 3 * SECOND).remove(0);
    assert_eq!(
        (judged.outcome, judged.measured.unwrap().to_string()),
        (Outcome::Failed, "60us".to_owned())
    );
}

#[test]
fn what_can_only_get_better_stops_nothing() {
    let above =
        |statistic, limit| Threshold::new(of_get(statistic), Comparison::Above, limit).or_abort();
    let limit = Quantity::time(Duration::from_micros(50));
    let all = [
        above(Statistic::Count, Quantity::number(3.0)),
        above(Statistic::Max, limit),
        below(of_get(Statistic::Min), limit).or_abort(),
    ];
    let mut watch = Watch::new(&all, 1, Duration::ZERO);
    assert!(watch.hear(0, 1, &gets(&[50])).is_empty());
    let broken = below(of_get(Statistic::Count), Quantity::number(1.0)).or_abort();
    let mut watch = Watch::new(std::slice::from_ref(&broken), 1, Duration::ZERO);
    assert_eq!(watch.hear(0, 1, &gets(&[50])), [broken]);
}
