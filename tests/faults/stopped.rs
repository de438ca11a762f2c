//! Processes that stand still for a while, and then go on as if nothing had been.

use std::thread::sleep;

use rustix::process::Signal;

use crate::real::invalid;
use crate::scene::{SECOND, Scene, both, keeps};

pub fn the_engine() -> String {
    let mut scene = Scene::begin(90, 40);
    sleep(6 * SECOND);
    scene.cluster.nats.signal(Signal::STOP);
    let vacant = scene.watch(20 * SECOND).rate();
    scene.cluster.nats.signal(Signal::CONT);
    keeps(vacant, 90);
    format!("{vacant:.1} of 90/s meanwhile; {}", scene.holds_everything())
}

pub fn a_worker() -> String {
    let mut scene = Scene::begin(90, 36);
    sleep(6 * SECOND);
    scene.workers[1].signal(Signal::STOP);
    let others = scene.watch(15 * SECOND).rate();
    scene.workers[1].signal(Signal::CONT);
    keeps(others, 60);
    let most = scene.watch_to_the_end().most_in_a_second();
    assert!(most <= 2 * 90, "{most} in a second");
    let (code, results) = scene.ended();
    let invalid = invalid(&results);
    assert_eq!(code, Some(4), "{}", scene.submit.said());
    let (served, counted) = both(&scene.cluster, &results);
    assert_eq!(served, counted, "{invalid}");
    let late = invalid.lines().find(|line| line.contains("late") || line.contains("dropped"));
    let late = late.unwrap_or_else(|| panic!("nothing says that it was late: {invalid}"));
    format!(
        "served {served} = counted {counted}; the others kept {others:.1} of 60/s; at most {most} \
         in a second of 90/s; \"{late}\""
    )
}

pub fn the_leader() -> String {
    let mut scene = Scene::begin(90, 34);
    let second = scene.cluster.coordinator("second");
    sleep(6 * SECOND);
    scene.lead.signal(Signal::STOP);
    let vacant = scene.watch_while(|| !second.said().contains("second leads"));
    assert!(vacant.time() < 12 * SECOND, "nobody led for {:?}", vacant.time());
    scene.watch(4 * SECOND);
    scene.lead.signal(Signal::CONT);
    let all = scene.holds_everything();
    scene.lead.says("lead leads no more");
    second.says("is done");
    assert!(!scene.lead.said().contains("is done"), "two reports: {}", scene.lead.said());
    format!("led again after {:.1} s; one report; {all}", vacant.time().as_secs_f64())
}
