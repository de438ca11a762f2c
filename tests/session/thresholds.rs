//! Thresholds: what keeps a run from passing, what stops it, and what is left out of them.

use std::sync::atomic::{AtomicU64, Ordering};

use chaperon::RunError;
use chaperon::event::Ending;
use chaperon::metrics::MetricFilter;
use chaperon::prelude::*;
use chaperon::report::Table;
use chaperon::results::{Judged, Outcome, Windows};
use chaperon::{LoadTest, RunOptions};

use super::in_process::{Ran, run, run_with};
use super::recording::{Recording, answer};

#[scenario]
async fn shop(session: &mut Session) -> Result {
    session.get("/").await?;
    session.call_traced(look_around).await?;
    session.call_traced(async |session| session.get("/c").await).named("in a closure").await?;
    session.add_metric("items", 3);
    session.add_metric("my_action", millis(5));
    session.counter("orders", 2);
    session.check("logged in", true);
    Ok(())
}

async fn look_around(session: &mut Session) -> Result {
    session.get("/items/{id}").param("id", 7).await?;
    Ok(())
}

mod elsewhere {
    use super::{Result, Session, scenario};

    #[scenario(name = "Other")]
    pub async fn other(session: &mut Session) -> Result {
        session.get("/").await?;
        Ok(())
    }
}

use elsewhere::other;

const MANY: Duration = Duration::from_secs(60);

load_test! {
    KeptTo {
        scenarios: [shop times 10, 5 * other],
        thresholds: [
            errors < 1%,
            errors <= 0% in shop,
            get("/").p99 < MANY,
            get("/").count >= 15,
            get("/").count <= 5 in other,
            get("/items/{id}").service.p99.9 < 1min,
            call(look_around).p95 < (MANY * 2),
            call(look_around).count > 9,
            call("in a closure").max < 1min in self::shop,
            iteration("Other").count < 6,
            rate(get("/")) > 0.01/s,
            rate(metric("orders")) > 0.01/s,
            metric("items").mean >= 3,
            metric("my_action").max <= 5ms else abort,
            metric("orders").count > 19,
            check("logged in") > 99%,
        ],
    }
}

fn judged(ran: &Ran) -> Vec<String> {
    ran.0.thresholds().iter().filter(|judged| !judged.passed()).map(Judged::to_string).collect()
}

fn shown(ran: &Ran) -> String {
    let mut out = Vec::new();
    Table::default().write(&ran.0, &[], &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[tokio::test]
async fn a_run_that_keeps_to_all_thresholds_passes() {
    let ran = run::<KeptTo>(&Recording::plain().url()).await;
    assert_eq!(judged(&ran), [""; 0]);
    assert_eq!(ran.0.thresholds().len(), KeptTo::define().thresholds().len());
    assert!(ran.0.verdict().passed());
    let shown = shown(&ran);
    for words in ["thresholds\n", "get(/).count in Other", "call(thresholds.look_around).count"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

load_test! {
    Broken {
        scenarios: [shop times 10, other],
        thresholds: [
            errors < 1%,
            errors < 1% in other,
            get("/items/{id}").count < 10,
            get("/itmes/{id}").p99 < 1s,
            check("logged in") < 50%,
            metric("items").max < 2s,
            call("shop.look_around").max < 1s,
        ],
    }
}

#[tokio::test]
async fn each_broken_threshold_fails_the_run_and_says_what_was_measured() {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/c" => answer("500 Internal Server Error", &[], ""),
        _ => answer("200 OK", &[], ""),
    });
    let ran = run::<Broken>(&server.url()).await;
    let no_data =
        |threshold: &str, why: &str| format!("the threshold `{threshold}` has no data: {why}");
    assert_eq!(
        judged(&ran),
        [
            "the threshold `errors < 1%` was broken: it was 32.258%".to_owned(),
            "the threshold `get(/items/{id}).count < 10` was broken: it was 10".to_owned(),
            no_data(
                "get(/itmes/{id}).p99 < 1s",
                "nothing was measured as `get(/itmes/{id})`; did you mean `get(/items/{id})`?"
            ),
            "the threshold `check(logged in) < 50%` was broken: it was 100%".to_owned(),
            no_data("items.max < 2s", "`items` is a number: hold it to one, without a unit"),
            no_data(
                "call(shop.look_around).max < 1s",
                "nothing was measured as `call(shop.look_around)`; did you mean \
                 `call(thresholds.look_around)`?"
            ),
        ]
    );
    assert_eq!(ran.0.verdict().failures.len(), 6);
    let shown = shown(&ran);
    assert!(shown.contains("failed: the threshold `errors < 1%` was broken"), "{shown}");
    assert!(shown.contains("no data"), "{shown}");
}

/// The first request is answered with 500 after a while, all others at once.
fn slow_at_first() -> Recording {
    let turn = AtomicU64::new(0);
    Recording::start(move |_| match turn.fetch_add(1, Ordering::Relaxed) {
        0 => {
            std::thread::sleep(millis(600));
            answer("500 Internal Server Error", &[], "")
        }
        _ => answer("200 OK", &[], ""),
    })
}

#[scenario]
async fn visit(session: &mut Session) -> Result {
    session.get("/").await?;
    session.delay(millis(5)).await
}

load_test! {
    InWindows {
        scenarios: [2 * visit for 2500ms],
        thresholds: [
            get("/").max < 500ms over 1s,
            get("/").max < 1h over 2s,
            rate(get("/")) > 1/s over 1s,
            get("/never").max < 1h over 1s,
        ],
    }
}

#[tokio::test]
async fn every_full_window_is_held_to_the_limit() {
    for cores in [1, 2] {
        let server = slow_at_first();
        let ran = run_with::<InWindows>(&server.url(), |options| options.cores = Some(cores)).await;
        let windows: Vec<_> = ran.0.thresholds().iter().map(|judged| judged.windows).collect();
        let of = |judged, broken, worst_end| Some(Windows { judged, broken, worst_end });
        assert_eq!(windows[0], of(2, 1, 1), "{cores} cores");
        assert_eq!(windows[1], of(1, 0, 2));
        assert_eq!(windows[2].map(|windows| (windows.judged, windows.broken)), Some((2, 0)));
        assert_eq!(windows[3], None);
        assert_eq!(judged(&ran).len(), 2, "{:?}", judged(&ran));
    }
}

load_test! {
    WarmedUp {
        default_config: { warm_up: 1s },
        scenarios: [visit for 1500ms],
        thresholds: [errors <= 0%, get("/").max < 500ms, rate(get("/")) > 1/s],
    }
}

#[tokio::test]
async fn the_warm_up_is_left_out() {
    let ran = run::<WarmedUp>(&slow_at_first().url()).await;
    assert_eq!(ran.count("Error HTTP 500 get(/)"), 1);
    assert_eq!(judged(&ran), [""; 0]);
}

load_test! {
    AbortsAsAWhole {
        scenarios: [visit for 1h],
        thresholds: [get("/").count > 1_000_000 else abort, errors < 50% else abort],
    }
}

load_test! {
    AbortsByAWindow {
        scenarios: [visit for 1h],
        thresholds: [errors < 50% over 1s else abort],
    }
}

async fn aborts<T: LoadTest>(threshold: &str) {
    let server = Recording::start(|_| answer("503 Service Unavailable", &[], ""));
    let ran = run::<T>(&server.url()).await;
    assert_eq!(ran.0.ending(), &Ending::Threshold(threshold.to_owned()));
    let broken = ran.0.thresholds().last().unwrap();
    assert_eq!((&broken.outcome, broken.measured.unwrap().value), (&Outcome::Failed, 100.0));
    let sessions = ran.sessions("visit");
    assert_eq!(
        (sessions.started, sessions.interrupted),
        (sessions.finished, 0),
        "it ends at its round"
    );
    assert!(!ran.0.verdict().passed());
}

#[tokio::test]
async fn a_threshold_that_is_broken_may_stop_the_run() {
    aborts::<AbortsAsAWhole>("errors < 50% else abort").await;
    aborts::<AbortsByAWindow>("errors < 50% over 1s else abort").await;
}

/// The core does nothing else for 40 ms just when calls are due, so that they start late.
#[scenario]
async fn starts_late(session: &mut Session) -> Result {
    tokio::time::pause();
    session.spawn("hog", async |session| {
        session.delay(millis(5)).await?;
        tokio::time::advance(millis(40)).await;
        Ok(())
    });
    let call = async |session: &mut Session| session.delay(millis(100)).await;
    session.cc_spread(call, 10, millis(100)).named("late").await?;
    session.join("late").await
}

load_test! {
    Late {
        scenarios: [starts_late],
        thresholds: [call("late").max > 120ms, call("late").service.max < 120ms],
    }
}

#[tokio::test]
async fn thresholds_are_about_response_times_unless_they_ask_for_the_service() {
    let ran = run::<Late>(&Recording::plain().url()).await;
    assert_eq!(judged(&ran), [""; 0]);
}

load_test! {
    TooShort {
        scenarios: [visit for 20s],
        default_config: { base_url: "http://127.0.0.1:9", warm_up: 1s },
        thresholds: [errors < 1% over 20s],
    }
}

const SHARE: u32 = 300;

load_test! {
    Impossible {
        scenarios: [visit],
        default_config: { base_url: "http://127.0.0.1:9" },
        thresholds: [errors < SHARE%, metric("x").max < MANY over (MANY / 7)],
    }
}

async fn refused<T: LoadTest>(options: RunOptions) -> String {
    match chaperon::run::<T>(options).await {
        Err(error @ (RunError::Config { .. } | RunError::Options(_))) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_cannot_be_judged_is_refused_before_anything_is_sent() {
    let too_short = refused::<TooShort>(RunOptions::default()).await;
    let words = "`errors < 1% over 20s` looks at windows that are longer than the load without its \
                 warm-up, 19s";
    assert!(too_short.contains(words), "{too_short}");
    let impossible = refused::<Impossible>(RunOptions::default()).await;
    for words in ["`300%` is no limit that can be kept or broken", "a window has whole seconds"] {
        assert!(impossible.contains(words), "{impossible}");
    }
    let metrics = MetricFilter::types(["post"]);
    let options = RunOptions { metrics, config: base_url(), ..RunOptions::default() };
    let left_out = refused::<WarmedUp>(options).await;
    assert!(
        left_out.contains("`get(/).max < 500ms` is about what --metrics leaves out"),
        "{left_out}"
    );
}

fn base_url() -> chaperon::config::Layer {
    let mut layer = chaperon::config::Layer::default();
    layer.set_text("base_url=http://127.0.0.1:9").unwrap();
    layer
}
