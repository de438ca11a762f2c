//! Frames in any order and more than once come to the same totals.

use proptest::prelude::*;

use super::cluster::{cluster, finished, registry};
use super::worker::{Script, sessions};
use crate::cluster::collected::Collected;
use crate::cluster::led::Led;
use crate::cluster::protocol::{Body, Frame, Last, Part, RunPlan, RunState, Submission};
use crate::time::timestamp_us;

fn plan(workers: u32) -> RunPlan {
    let part = |index| Part {
        node: format!("w{index}"),
        boot: "boot".to_owned(),
        first_core: index,
        cores: 1,
        clock_ahead_us: 0,
        clock_off_us: 0,
    };
    let start_at = Some(timestamp_us() - 60_000_000);
    let parts = (0..workers).map(part).collect();
    RunPlan { revision: 1, seed: 1, parts, cores: workers, setup: None, start_at }
}

fn collected(workers: u32) -> Collected {
    collected_by(&plan(workers))
}

fn collected_by(plan: &RunPlan) -> Collected {
    let submission = Submission { load_test: "Waits".to_owned(), ..Submission::default() };
    let led = Led::planned(&registry(), &submission, plan).unwrap();
    Collected::new(led, None, plan)
}

/// The frames of a worker of so many seconds.
fn frames(worker: u32, seconds: u64) -> Vec<Vec<u8>> {
    let second = |second| Body::Second { second, more: false, snapshot: sessions(second) };
    let mut bodies: Vec<Body> = (1..=seconds).map(second).collect();
    let samples = (1..=seconds).map(|second| sessions(second).samples()).sum();
    bodies.push(Body::Last(Last { frames: seconds + 1, samples, ..Last::default() }));
    let frame = |(sequence, body)| {
        let (node, boot) = (format!("w{worker}"), "boot".to_owned());
        Frame { node, boot, sequence, body }.encode()
    };
    (0..).zip(bodies).map(frame).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Case 11.
    #[test]
    fn duplicates_and_shuffled_frames_come_to_the_same_totals(
        order in proptest::collection::vec(0_usize..18, 0..60),
        all in Just((0_usize..18).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let frames: Vec<_> = (0..3).flat_map(|worker| frames(worker, 5)).collect();
        let mut straight = collected(3);
        frames.iter().for_each(|frame| _ = straight.hear(frame));
        let mut shuffled = collected(3);
        for index in order.into_iter().chain(all) {
            let _ = shuffled.hear(&frames[index]);
        }
        prop_assert!(shuffled.workers().iter().all(|worker| worker.is_complete()));
        let ((straight, nothing), (shuffled, found)) =
            (straight.finish(None), shuffled.finish(None));
        prop_assert_eq!((nothing, found), (Vec::<String>::new(), Vec::new()));
        prop_assert_eq!(straight.snapshot(), shuffled.snapshot());
        prop_assert_eq!(finished(&shuffled), 45);
    }
}

#[test]
fn of_a_frame_that_is_damaged_nothing_counts() {
    let frame = &frames(0, 1)[0];
    let mut collected = collected(1);
    for length in 0..frame.len() {
        let _ = collected.hear(&frame[..length]);
    }
    let so_far = collected.so_far();
    assert!(so_far.snapshot().is_empty());
    assert!(so_far.warnings()[0].starts_with("results that cannot be read"));
    let _ = collected.hear(frame);
    assert_eq!(finished(&collected.so_far()), 1);
}

#[test]
fn what_is_missing_and_what_does_not_add_up_is_told() {
    let mut gap = collected(1);
    let frames = frames(0, 5);
    frames.iter().skip(1).for_each(|frame| _ = gap.hear(frame));
    assert_eq!(gap.finish(None).1, ["of worker w0 1 of 6 frames are missing"]);
    let mut wrong = collected(1);
    let (node, boot) = ("w0".to_owned(), "boot".to_owned());
    let body = Body::Last(Last { frames: 1, samples: 7, ..Last::default() });
    let _ = wrong.hear(&Frame { node, boot, sequence: 0, body }.encode());
    assert_eq!(wrong.finish(None).1, ["worker w0 measured 7 samples, and its frames hold 0"]);
}

#[test]
fn a_worker_that_began_late_or_may_have_is_told_of_above_250_ms() {
    let mut plan = plan(4);
    plan.parts[3].clock_off_us = u64::MAX;
    (plan.parts[0].clock_off_us, plan.parts[1].clock_off_us) = (250_000, 300_000);
    let mut collected = collected_by(&plan);
    for (worker, late_us) in [(0, 250_000), (1, 0), (2, 400_000)] {
        let (node, boot) = (format!("w{worker}"), "boot".to_owned());
        let body = Body::Began { late_us };
        let _ = collected.hear(&Frame { node, boot, sequence: 0, body }.encode());
    }
    let told = [
        "worker w1 may have begun 300ms before or after its time: its clock could not be read \
         better than that",
        "worker w3 may have begun before or after its time: its clock could not be read",
        "worker w2 began 400ms after its time",
    ];
    assert_eq!(collected.so_far().warnings(), told);
}

#[tokio::test(start_paused = true)]
async fn workers_that_store_everything_twice_and_backwards_count_once() {
    cluster(async |cluster| {
        cluster.workers(&["a"]);
        let twice = Script { times: 2, backwards: true, ..cluster.script("b") };
        cluster.worker(twice);
        tokio::task::yield_now().await;
        let _coordinator = cluster.coordinator("lead");
        let id = cluster.submit().await;
        let run = cluster.ended(&id).await;
        assert_eq!(run.state, RunState::Done, "{:?}", run.outcome);
        assert_eq!(cluster.finished(&id).await, 20);
    })
    .await;
}
