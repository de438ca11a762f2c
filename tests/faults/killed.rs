//! Processes that are killed, as by `kill -9`.

use std::thread::sleep;

use crate::real::invalid;
use crate::scene::{SECOND, Scene, both, keeps};

pub fn a_worker() -> String {
    let mut scene = Scene::begin(150, 16);
    // In the middle of a second, which is lost by it.
    sleep(6 * SECOND + SECOND / 2);
    scene.workers[1].kill();
    let others = scene.watch(6 * SECOND).rate();
    keeps(others, 100);
    let (code, results) = scene.ended();
    let invalid = invalid(&results);
    let named = invalid.lines().find(|line| line.contains("worker b was lost: seconds"));
    let named = named.unwrap_or_else(|| panic!("{code:?}: {invalid}"));
    assert_eq!(code, Some(4), "{invalid}");
    let (served, counted) = both(&scene.cluster, &results);
    let lost = served - counted;
    assert!(lost <= 2 * 50, "{counted} of {served}");
    format!(
        "served {served}, counted {counted}: {:.1} s of its 50/s lost; the others kept {others:.1} \
         of 100/s; \"{named}\"",
        lost as f64 / 50.0
    )
}

pub fn a_coordinator_of_two() -> String {
    let mut scene = Scene::begin(90, 30);
    let second = scene.cluster.coordinator("second");
    sleep(6 * SECOND);
    scene.lead.kill();
    let leads = || second.said().contains("second leads");
    let vacant = scene.watch_while(|| !leads());
    assert!(vacant.time() < 12 * SECOND, "nobody led for {:?}", vacant.time());
    keeps(vacant.rate(), 90);
    format!(
        "led again after {:.1} s; {:.1} of 90/s meanwhile; {}",
        vacant.time().as_secs_f64(),
        vacant.rate(),
        scene.holds_everything()
    )
}

pub fn the_only_coordinator() -> String {
    let mut scene = Scene::begin(50, 40);
    let base_url = format!("base_url={}", scene.cluster.target.url());
    let words = ["submit", "Counted", "--wait", "--set", &base_url, "--quiet"];
    let mut next = scene.cluster.node("next", &words);
    sleep(8 * SECOND);
    scene.lead.kill();
    let vacant = scene.watch(20 * SECOND).rate();
    keeps(vacant, 50);
    let _again = scene.cluster.coordinator("lead");
    let all = scene.holds_everything();
    let first = scene.cluster.served();
    assert_eq!(next.ended(), Some(0), "{}", next.said());
    let queued = scene.cluster.served() - first;
    assert_eq!(queued, 3000, "of the run that was queued meanwhile");
    format!("{vacant:.1} of 50/s meanwhile; {all}; the queued run was done afterwards")
}

pub fn the_engine() -> String {
    let mut scene = Scene::begin(90, 30);
    sleep(6 * SECOND);
    scene.cluster.nats.kill();
    let vacant = scene.watch(10 * SECOND).rate();
    scene.cluster.nats.restart();
    keeps(vacant, 90);
    format!("{vacant:.1} of 90/s meanwhile; {}", scene.holds_everything())
}
