//! Loops, calls that are timed, and metrics of one's own.

use chaperon::metrics::Value;
use chaperon::prelude::*;

use super::in_process::{Ran, run};
use super::recording::Recording;

mod pages {
    use super::*;

    pub(super) async fn visit(session: &mut Session) -> Result {
        session.get("/visit").await?;
        Ok(())
    }

    pub(super) async fn generic<T: Default>(session: &mut Session) -> Result<T> {
        visit(session).await?;
        Ok(T::default())
    }
}

#[scenario]
async fn loops(session: &mut Session) -> Result {
    session.repeat(3, pages::visit).await?;
    session.repeat(0, pages::visit).await?;
    session.repeat(-1, pages::visit).await?;
    session.repeat_traced(2, pages::visit).await?;
    session.repeat_traced(2_u64, async |session| session.get("/closure").await).await?;
    session.repeat_traced(2, async |session| session.get("/named").await).named("mine").await?;
    session
        .repeat_for(millis(30), async |session| session.delay(millis(1)).await)
        .named("timed")
        .await?;
    session.repeat_for(millis(0), pages::visit).named("no time").await?;
    session.call_traced(pages::visit).await?;
    let number: u32 = session.call_traced(pages::generic::<u32>).await?;
    session.check("a call gives its value", number == 0);
    let failed = session.call_traced(async |session| session.abort("no")).named("bad").await;
    session.check("a call gives its error", failed.is_err());
    let word = session.time("block", async |_| Ok("word")).await?;
    session.check("a timed block gives its value", word == "word");
    Ok(())
}

load_test! {
    Loops { scenarios: [loops] }
}

#[tokio::test]
async fn loops_and_calls_are_recorded_by_their_names() {
    let server = Recording::plain();
    let ran = run::<Loops>(&server.url()).await;
    assert_eq!(ran.all_errors(), []);
    let counts = [
        ("call(pages.visit)", 3),
        ("call(loops.loops)", 2),
        ("call(mine)", 2),
        ("call(no time)", 0),
        ("call(pages.generic)", 1),
        ("call(bad)", 1),
        ("block", 1),
        ("get(/visit)", 7),
    ];
    for (name, count) in counts {
        assert_eq!(ran.count(name), count, "{name} of {:?}", ran.names());
    }
    assert!(ran.count("call(timed)") >= 1);
    assert_eq!(server.lines().iter().filter(|line| *line == "GET /visit").count(), 7);
    for check in
        ["a call gives its value", "a call gives its error", "a timed block gives its value"]
    {
        ran.held(check, 1);
    }
}

#[scenario]
async fn measures(session: &mut Session) -> Result {
    session.add_metric("wait", millis(5));
    session.add_metric("items", 3);
    session.add_metric("ratio", 0.5);
    session.counter("bought", 2);
    session.counter("bought", 3);
    session.gauge("open", 4.0);
    session.gauge("open", 2.0);
    session.check("good", true);
    session.check("good", false);
    Ok(())
}

load_test! {
    Measures { scenarios: [2 * measures] }
}

#[tokio::test]
async fn metrics_of_ones_own_are_kept_by_their_kind() {
    let server = Recording::plain();
    let ran = run::<Measures>(&server.url()).await;
    assert_eq!((ran.count("wait"), ran.count("items"), ran.count("ratio")), (2, 2, 2));
    assert_eq!(mean(&ran, "wait").round(), 5000.0);
    // Numbers are kept to the thousandth.
    assert_eq!((mean(&ran, "items"), mean(&ran, "ratio")), (3000.0, 500.0));
    assert!(matches!(ran.value("bought"), Value::Counter(10)), "{:?}", ran.value("bought"));
    assert!(matches!(ran.value("open"), Value::Gauge(gauge) if gauge.count == 4));
    assert!(
        matches!(ran.value("check(good)"), Value::Check(checks) if checks.passes == 2 && checks.fails == 2)
    );
}

fn mean(ran: &Ran, name: &str) -> f64 {
    ran.value(name).distribution().unwrap().mean()
}
