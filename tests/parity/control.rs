//! Control: calls, loops, delays, retries, scenarios inside scenarios, and early ends.

use chaperon::ErrorKind;
use chaperon::event::Ending;
use chaperon::prelude::*;
use tokio::time::Instant;

use super::walk::{NOWHERE, counted, walk, walk_with};
use crate::session::in_process::run;
use crate::session::recording::Recording;

async fn page(session: &mut Session) -> Result<u32> {
    session.get("/page").await?;
    Ok(7)
}

async fn pages(session: &mut Session, count: u32) -> Result {
    session.repeat(count, page).await
}

#[scenario]
async fn calls(session: &mut Session) -> Result {
    let (plain, traced) = (page(session).await?, session.call_traced(page).await?);
    session.check("both give their value", (plain, traced) == (7, 7));
    session.call_traced(async |session| pages(session, 2).await).named("mine").await?;
    steps! { session =>
        pages(1);
        >>> pages(2);
    }
}

load_test! {
    Calls { scenarios: [calls] }
}

#[test]
fn call_call_traced_and_the_operator() {
    let server = Recording::plain();
    let ran = walk::<Calls>(&server.url());
    counted(
        &ran,
        &[
            ("call(control.page)", 1),
            ("call(mine)", 1),
            ("call(control.pages)", 1),
            ("get(/page)", 7),
        ],
    );
    assert_eq!(server.seen().len(), 7);
}

#[scenario]
async fn loops(session: &mut Session) -> Result {
    session.repeat(3, page).await?;
    let word = "argument".to_owned();
    session.repeat(2, async |session| session.get("/{word}").param("word", &word).await).await?;
    session.repeat_traced(2, page).await?;
    tokio::time::pause();
    let start = Instant::now();
    let round = async |session: &mut Session| session.delay(seconds(1)).await;
    session.repeat_for(seconds(10), round).await?;
    session.check("at least that long", start.elapsed() >= seconds(10));
    Ok(())
}

load_test! {
    Loops { scenarios: [loops] }
}

#[test]
fn repeat_repeat_traced_and_loop() {
    let server = Recording::plain();
    let ran = walk::<Loops>(&server.url());
    counted(&ran, &[("get(/page)", 5), ("get(/{word})", 2), ("call(control.page)", 2)]);
    let timed = ran.count("call(control.loops)");
    assert!((9..=10).contains(&timed), "{timed}");
}

#[scenario]
async fn spreads(session: &mut Session) -> Result {
    tokio::time::pause();
    let start = Instant::now();
    let slow = async |session: &mut Session| session.delay(minutes(1)).await;
    session.cc_spread(slow, 10, seconds(10)).named("slow").await?;
    let took = start.elapsed();
    session.check("over with the last start", (seconds(9)..seconds(10)).contains(&took));
    session.check("all still run", session.tasks("slow").len() == 10);
    session.join("slow").timeout(minutes(2)).await?;
    session.cc_spread(rests, 2, millis(1)).await?;
    session.join("control.rests").await
}

async fn rests(session: &mut Session) -> Result {
    session.delay(millis(1)).await
}

load_test! {
    Spreads { scenarios: [spreads] }
}

#[test]
fn cc_spread_and_its_name() {
    let ran = walk::<Spreads>(NOWHERE);
    counted(&ran, &[("call(slow)", 10), ("call(control.rests)", 2)]);
}

#[scenario]
async fn delays(session: &mut Session) -> Result {
    tokio::time::pause();
    let start = Instant::now();
    session.delay(seconds(2)).await?;
    session.check("delay", start.elapsed() >= seconds(2));
    let start = Instant::now();
    session.delay(seconds(2)..seconds(5)).await?;
    session.check("a range", (seconds(2)..seconds(6)).contains(&start.elapsed()));
    let start = Instant::now();
    session.random_delay(seconds(5)).await?;
    session.check("random_delay", start.elapsed() < seconds(6));
    let start = Instant::now();
    session.delay(seconds(5)..seconds(2)).await?;
    let took = start.elapsed();
    session.check("a range the wrong way round", (seconds(5)..seconds(6)).contains(&took));
    steps! { session => .delay(1.5s..2s); .random_delay(3ms); }
}

load_test! {
    Delays { scenarios: [delays] }
}

#[test]
fn delay_and_random_delay() {
    walk::<Delays>(NOWHERE);
}

/// Fails until it has been tried so many times.
async fn tries(session: &mut Session, name: &str, enough: u32) -> Result<u32> {
    session.update_assign(name, |tries: Option<u32>| tries.unwrap_or(0) + 1);
    let tries = session.assigned(name)?;
    match tries < enough {
        true => Err(std::io::Error::other("on purpose").into()),
        false => Ok(tries),
    }
}

#[scenario]
async fn retries(session: &mut Session) -> Result {
    tokio::time::pause();
    let once = session.retry_on_error(async |session| tries(session, "once", 2).await).await?;
    session.check("one retry unless said", once == 2);
    let never = session.retry_on_error(async |session| tries(session, "never", 3).await).await;
    session.check("the last error", never.is_err_and(|error| error.to_string() == "on purpose"));
    let start = Instant::now();
    let thrice = session.retry_on_error(async |session| tries(session, "thrice", 4).await);
    let thrice = thrice.retries(3).delay(seconds(1)).await?;
    session.check("retries", thrice == 4);
    session.check("delay", start.elapsed() >= seconds(3));
    let random = session.retry_on_error(async |session| tries(session, "random", 3).await);
    let random = random.retries(2).random_delay(seconds(1)).await?;
    session.check("random_delay", random == 3);
    let long = session.retry_on_error(async |session| tries(session, "long", 50).await);
    let long = long.forever().delay(millis(1)..millis(5)).await?;
    session.check("forever", long == 50);
    Ok(())
}

load_test! {
    Retries { scenarios: [retries] }
}

#[test]
fn retry_on_error_retries_delay_random_delay() {
    let ran = walk::<Retries>(NOWHERE);
    assert_eq!(ran.all_errors(), [("other".to_owned(), 1 + 2 + 3 + 2 + 49)]);
}

#[scenario]
async fn times(session: &mut Session) -> Result {
    let timed = session.time("two pages", page).await?;
    let grouped = session.group("checkout", page).await?;
    session.check("both give their value", (timed, grouped) == (7, 7));
    Ok(())
}

load_test! {
    Times { scenarios: [times] }
}

#[test]
fn time_and_meter() {
    let server = Recording::plain();
    let ran = walk::<Times>(&server.url());
    counted(&ran, &[("two pages", 1), ("checkout", 1), ("get(/page)", 2)]);
}

/// Keys of `inner`.
#[derive(Config)]
struct Inner {
    own: String,
    #[config(default = "default")]
    outer: String,
}

#[scenario]
async fn inner(session: &mut Session, config: &Inner) -> Result {
    session.get("/inner").params([("own", &config.own), ("outer", &config.outer)]).await?;
    session.update_assign("inner", |runs: Option<u32>| runs.unwrap_or(0) + 1);
    session.set_config("own", "changed");
    Ok(())
}

#[scenario(runs(inner))]
async fn outer(session: &mut Session) -> Result {
    session.set_config("outer", "of the outer");
    session.run_scenario::<inner>(config! { own: "run" }).await?;
    let base_url: String = session.config("base_url")?;
    let alone = session.run_scenario::<inner>(config! { own: "alone", base_url: base_url });
    alone.merge_config(false).await?;
    session.schedule_scenario::<inner>(config! { own: "scheduled" }).await?;
    steps! { session =>
        run inner { own: "step", outer: "given" };
        schedule inner { own: "scheduled step", outer: "given" };
    }?;
    session.check("assigns come back", session.assigned::<u32>("inner")? == 5);
    session.check("config does not", session.config::<String>("own").is_err());
    Ok(())
}

load_test! {
    Nested { scenarios: [outer { .. }] }
}

#[test]
fn run_scenario_and_schedule_scenario() {
    let server = Recording::plain();
    let ran = walk::<Nested>(&server.url());
    let expected = [
        "GET /inner?own=run&outer=of+the+outer",
        "GET /inner?own=alone&outer=default",
        "GET /inner?own=scheduled&outer=of+the+outer",
        "GET /inner?own=step&outer=given",
        "GET /inner?own=scheduled+step&outer=given",
    ];
    assert_eq!(server.lines(), expected);
    counted(&ran, &[("run_scenario(parity::control::inner)", 5)]);
    assert_eq!(ran.count_in("inner", "get(/inner?own=alone&outer=default)"), 1);
}

#[scenario(teardown = tears_down)]
async fn aborts(session: &mut Session) -> Result {
    session.abort("enough")?;
    session.get("/never").await?;
    Ok(())
}

async fn tears_down(session: &mut Session) -> Result {
    session.get("/teardown").await?;
    Ok(())
}

load_test! {
    Aborts { scenarios: [aborts] }
}

#[tokio::test]
async fn abort() {
    let server = Recording::plain();
    let ran = run::<Aborts>(&server.url()).await;
    assert_eq!(server.lines(), ["GET /teardown"]);
    assert_eq!((ran.message("aborted").as_str(), ran.sessions("aborts").failed), ("enough", 1));
}

#[scenario]
async fn stops(session: &mut Session) -> Result {
    session.get("/").await?;
    session.check("not yet", !session.stopping());
    session.stop_load_test("it is ill");
    session.check("now", session.stopping());
    session.delay(hours(1)).await
}

load_test! {
    Stops { scenarios: [stops times 100] }
}

#[test]
fn stop_load_test() {
    let server = Recording::plain();
    let ran = walk::<Stops>(&server.url());
    assert_eq!(ran.0.ending(), &Ending::Stopped("it is ill".to_owned()));
    assert_eq!(server.seen().len(), 1);
}

#[scenario]
async fn looks_back(session: &mut Session) -> Result {
    session.get("/seen").await?;
    session.attempt(async |session| session.get("/").expect_status(201).await).await.ok();
    let (results, errors) = (session.results(), session.errors());
    session.check("results", results.len() == 2 && results[0].action == "get(/seen)");
    session.check("their texts", results.iter().any(|result| result.text == "/seen"));
    session.check("errors", errors.len() == 1 && errors[0].kind == ErrorKind::Status);
    Ok(())
}

load_test! {
    LooksBack { scenarios: [looks_back] }
}

#[test]
fn session_results_and_session_errors() {
    let server = Recording::plain();
    walk_with::<LooksBack>(&server.url(), |options| options.print_results = true);
}
