//! What a run says when target or generator stand still, or when too much is asked of it: the truth.

use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use chaperon::metrics::Value;
use chaperon::prelude::*;
use rustix::process::{Pid, Signal, kill_process};

use crate::program::Program;
use crate::session::in_process::{Ran, run};
use crate::session::recording::{Recording, answer};

/// How long the target answers nothing.
const FROZEN: Duration = Duration::from_millis(1500);

#[scenario]
async fn visit(session: &mut Session) -> Result {
    session.get("/").await?;
    Ok(())
}

load_test! {
    Arriving { scenarios: [visit at 100/s for 3s] }
}

/// Answers, but for some time that begins half a second after the first request.
fn freezing() -> Recording {
    let first = Mutex::new(None);
    Recording::start(move |_| {
        let frozen = *first.lock().unwrap().get_or_insert_with(Instant::now) + millis(500);
        if Instant::now() >= frozen {
            sleep((frozen + FROZEN).saturating_duration_since(Instant::now()));
        }
        answer("200 OK", &[], "")
    })
}

#[tokio::test]
async fn a_target_that_freezes_is_seen_by_all_who_arrive_meanwhile() {
    let server = freezing();
    let ran = run::<Arriving>(&server.url()).await;
    assert_eq!((ran.count("get(/)"), server.seen().len()), (300, 300));
    let Value::Time(times) = ran.value("get(/)") else { panic!() };
    // Half of all arrive while it is frozen: how long each waits lies evenly between nothing and all
    // of it. One in a hundred waits nearly as long as it lasts, one in four half as long.
    let response = |percentile| micros(times.response.percentile(percentile));
    assert!(response(99.0) > FROZEN * 9 / 10, "{times:?}");
    assert!(response(75.0) > FROZEN * 4 / 10, "{times:?}");
    let service = times.service.as_ref().expect("the service time beside it");
    assert!(service.count() == 300 && service.percentile(99.0) <= times.response.percentile(99.0));
}

/// How long the generator is stopped, from one second on.
const STOPPED: Duration = Duration::from_millis(2500);

#[test]
fn a_generator_that_is_stopped_says_that_it_was_late_and_bursts_into_nothing() {
    let served = Arc::<Mutex<Vec<Instant>>>::default();
    let kept = served.clone();
    let server = Recording::start(move |_| {
        kept.lock().unwrap().push(Instant::now());
        answer("200 OK", &[], "")
    });
    let ended = pressed("Modest", &server.url()).run_and(|process| {
        sleep(Duration::from_secs(1));
        signal(process, Signal::STOP);
        sleep(STOPPED);
        signal(process, Signal::CONT);
    });
    ended.ends_with(4).says(&["not valid", "late"]);
    let ran = Ran(serde_json::from_str(&ended.read("out.run.json")).unwrap());
    for name in ["start_lag", "get(/)"] {
        let Value::Time(times) = ran.value(name) else { panic!("{name} is no time") };
        let p99 = micros(times.response.percentile(99.0));
        assert!(p99 > STOPPED / 2, "{name}: {p99:?}: {}", ended.said);
    }
    // At once it would be 250 and those of the second itself.
    let served = served.lock().unwrap();
    let most = served.iter().map(|from| {
        let second = *from..*from + Duration::from_secs(1);
        served.iter().filter(|at| second.contains(*at)).count()
    });
    assert!(most.max().unwrap() < 260, "{:?}", served.len());
}

#[test]
fn a_rate_that_the_generator_cannot_do_is_said_and_not_measured() {
    let server = Recording::plain();
    let ended = pressed("Immodest", &server.url()).run();
    ended.ends_with(4);
    let said = ended.said.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["of 200 sessions of", "that were due, the generator started", "one in a hundred"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(server.seen().len() < 198, "{}", server.seen().len());
}

fn micros(micros: i64) -> Duration {
    Duration::from_micros(micros.try_into().unwrap())
}

fn pressed(test: &str, url: &str) -> Program {
    let program = Program::at(env!("CARGO_BIN_EXE_pressed"));
    program.with(["run", test, "--cores", "1"]).set("base_url", url).exporting()
}

fn signal(process: u32, signal: Signal) {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw).unwrap();
    kill_process(process, signal).unwrap();
}
