//! `group`: what is recorded inside of it, and that it ends however it is left.

use chaperon::metrics::View;
use chaperon::prelude::*;
use chaperon::report::Table;

use super::in_process::{Ran, run, run_with};
use super::recording::Recording;

#[scenario]
async fn inner(session: &mut Session) -> Result {
    session.get("/inner").await?;
    Ok(())
}

#[scenario]
async fn shop(session: &mut Session) -> Result {
    session.get("/").await?;
    let status = session.group("checkout", checkout).await?;
    session.check("the value comes back", status == 200);
    session.get("/").await?;
    let left: Result = session
        .group("broken", async |session| {
            session.get("/broken").await?;
            Err(std::io::Error::other("on purpose").into())
        })
        .await;
    session.check("the error comes back", left.is_err());
    session.get("/").await?;
    let cut = session.group("slow", async |session| session.delay(hours(1)).await);
    let cut = tokio::time::timeout(millis(10), cut).await;
    session.check("a group may be cut", cut.is_err());
    session.get("/").await?;
    Ok(())
}

async fn checkout(session: &mut Session) -> Result<u16> {
    session.get("/cart").await?;
    let status = session
        .group("pay", async |session| {
            session.counter("coins", 3);
            Ok(session.get("/pay").await?.status())
        })
        .await?;
    session.spawn("mail", async |session| session.get("/mail").await);
    session.join("mail").await?;
    session.run_scenario::<inner>(config! {}).await?;
    Ok(status)
}

load_test! {
    ShopTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [shop],
    }
}

#[scenario]
async fn many(session: &mut Session) -> Result {
    for floor in 0..4 {
        let name = format!("floor {floor}");
        session
            .group(name, async |session| {
                session.get("/").await?;
                Ok(())
            })
            .await?;
    }
    Ok(())
}

load_test! {
    ManyTest {
        default_config: { max_metrics: 3 },
        scenarios: [2 * many],
    }
}

/// `[group > ]metric count` of all rows.
fn rows(ran: &Ran) -> Vec<String> {
    let rows = ran.0.snapshot().metrics(View::All);
    let mut rows: Vec<_> = rows
        .iter()
        .map(|(key, value)| {
            let group = key.scope.group.iter().map(|group| format!("{group} | "));
            group.chain([format!("{} {}", key.name, value.count())]).collect()
        })
        .collect();
    rows.sort();
    rows
}

#[tokio::test]
async fn a_group_labels_what_is_inside_and_nothing_else() {
    let server = Recording::plain();
    let ran = run::<ShopTest>(&server.url()).await;
    let rows = rows(&ran);
    for row in [
        "get(/) 4",
        "checkout 1",
        "checkout | get(/cart) 1",
        "checkout | pay 1",
        "checkout > pay | get(/pay) 1",
        "checkout > pay | coins 3",
        "checkout | get(/mail) 1",
        "checkout | task(mail) 1",
        "checkout | get(/inner) 1",
        "broken 1",
        "broken | get(/broken) 1",
    ] {
        assert!(rows.iter().any(|known| known == row), "{row}: {rows:?}");
    }
    assert!(!rows.iter().any(|row| row.contains("| get(/) ")), "{rows:?}");
    assert!(rows.iter().any(|row| row.starts_with("checkout | run_scenario(")), "{rows:?}");
    ran.held("the value comes back", 1);
    ran.held("the error comes back", 1);
    ran.held("a group may be cut", 1);
}

#[tokio::test]
async fn the_table_keeps_the_rows_of_a_group_together() {
    let server = Recording::plain();
    let ran = run::<ShopTest>(&server.url()).await;
    let mut text = Vec::new();
    Table { width: 120, colored: false }.write(&ran.0, &[], &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("no {what} in:\n{text}"));
    let cart = at("  checkout > get(/cart) ");
    assert!(at("  get(/) ") < cart && at("  checkout  ") < cart, "{text}");
    assert!(cart < at("  checkout > pay > get(/pay) "), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
}

#[tokio::test]
async fn groups_beyond_max_metrics_are_warned_of_once_however_many_cores_meet_them() {
    let server = Recording::plain();
    let ran = run_with::<ManyTest>(&server.url(), |options| options.cores = Some(2)).await;
    assert_eq!(server.lines().len(), 8);
    let warnings: Vec<_> =
        ran.0.warnings().iter().filter(|line| line.contains("groups and session names")).collect();
    let [warning] = warnings[..] else { panic!("{:?}", ran.0.warnings()) };
    assert!(warning.contains("`max_metrics` (3)") && warning.contains("raise `max_metrics`"));
}

#[tokio::test]
async fn groups_within_max_metrics_are_not_warned_of() {
    let server = Recording::plain();
    let ran = run::<ShopTest>(&server.url()).await;
    assert!(ran.0.warnings().iter().all(|line| !line.contains("groups")));
}
