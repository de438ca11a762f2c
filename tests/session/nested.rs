//! Scenarios inside a scenario.

use chaperon::prelude::*;

use super::in_process::run;
use super::recording::{Recording, answer};

/// Keys of `inner`.
#[derive(Config)]
struct Inner {
    own: String,
    #[config(default = 1)]
    other: u32,
}

#[scenario(teardown = clean_up)]
async fn inner(session: &mut Session, config: &Inner) -> Result {
    session
        .get("/inner")
        .params([("own", &config.own), ("other", &config.other.to_string())])
        .await?;
    session.assign("left", "by inner");
    session.set_config("other", 99);
    session.spawn("child", async |session| session.get("/child").await);
    Ok(())
}

async fn clean_up(session: &mut Session) -> Result {
    session.get("/clean").await?;
    Ok(())
}

/// Keys of `outer`.
#[derive(Config)]
struct Outer {
    #[config(default = 5)]
    other: u32,
}

#[scenario]
async fn outer(session: &mut Session, config: &Outer) -> Result {
    session.run_scenario::<inner>(config! { own: "given", other: 2 }).await?;
    session.check("assigns come back", session.assigned::<String>("left")? == "by inner");
    session.check("cookies come back", !session.cookies().is_empty());
    session.check("config does not", session.config::<u32>("other")? == config.other);
    let joined = session.join("child").await;
    session.check("nor do its tasks", joined.is_err());
    session.assign("own", "assigned");
    steps! { session => run inner { .. }; }?;
    let base: String = session.config("base_url")?;
    session
        .run_scenario::<inner>(config! { own: "alone", base_url: base })
        .merge_config(false)
        .await?;
    session.delete_assign("own");
    let missing = session.run_scenario::<inner>(config! {}).await;
    let said = missing.err().map(|error| error.to_string()).unwrap_or_default();
    session.check("a missing key is named", said.contains("own") && said.contains("inner"));
    Ok(())
}

load_test! {
    Nested { scenarios: [outer as "named" { .. }] }
}

#[tokio::test]
async fn a_nested_scenario_has_its_own_config_and_leaves_assigns_and_cookies() {
    let server = Recording::start(|_| answer("200 OK", &["Set-Cookie: a=b"], ""));
    let ran = run::<Nested>(&server.url()).await;
    for check in [
        "assigns come back",
        "cookies come back",
        "config does not",
        "nor do its tasks",
        "a missing key is named",
    ] {
        ran.held(check, 1);
    }
    let inner: Vec<String> =
        server.lines().into_iter().filter(|line| line.contains("inner")).collect();
    assert_eq!(
        inner,
        [
            "GET /inner?own=given&other=2",
            "GET /inner?own=assigned&other=5",
            "GET /inner?own=alone&other=1",
        ]
    );
    assert_eq!(server.lines().iter().filter(|line| *line == "GET /clean").count(), 4);
    let name = ran.names().into_iter().find(|name| name.starts_with("run_scenario(")).unwrap();
    assert!(name.ends_with("nested::inner)"), "{name}");
    assert_eq!(ran.count_in("outer", &name), 4);
    assert_eq!(
        (ran.count_in("inner", "get(/clean)"), ran.count_in("outer", "get(/clean)")),
        (4, 0)
    );
    assert_eq!(ran.count_of("named", "get(/clean)"), 4, "what is inside is of the same session");
}

#[scenario]
async fn hangs(session: &mut Session) -> Result {
    session.get("/hangs").await?;
    std::future::pending().await
}

#[scenario]
async fn patient(session: &mut Session) -> Result {
    let late = session.run_scenario::<hangs>(config! { scenario_timeout: 50ms }).await;
    let kind = late.err().map(|error| error.kind());
    session.check("the nested one is late", kind == Some(chaperon::ErrorKind::ScenarioTimeout));
    session.get("/after").await?;
    Ok(())
}

load_test! {
    Patient {
        default_config: { scenario_timeout: 60s },
        scenarios: [patient],
    }
}

#[tokio::test]
async fn a_nested_scenario_has_its_own_time_limit() {
    let server = Recording::plain();
    let ran = run::<Patient>(&server.url()).await;
    ran.held("the nested one is late", 1);
    assert_eq!(server.lines(), ["GET /hangs", "GET /after"]);
    assert_eq!(ran.all_errors(), [("timeout:scenario".to_owned(), 1)]);
    assert_eq!(ran.sessions("patient").finished, 1);
}

/// Keys of `around`, which runs `inner`.
#[derive(Config)]
struct Around {
    #[config(default = 7)]
    rounds: u32,
}

#[scenario(runs(inner, hangs))]
async fn around(session: &mut Session, config: &Around) -> Result {
    session.check("its own key is set", config.rounds == 2);
    session.run_scenario::<inner>(config! {}).await
}

load_test! {
    RunsInside {
        default_config: { other: 3 },
        scenarios: [
            around { rounds: 2, own: "by the block" },
            [around] { rounds: 2, own: "by the sequence", other: 4 },
        ],
    }
}

#[tokio::test]
async fn the_keys_of_a_scenario_that_is_run_inside_are_set_in_the_load_test() {
    let server = Recording::start(|_| answer("200 OK", &[], ""));
    let ran = run::<RunsInside>(&server.url()).await;
    ran.held("its own key is set", 2);
    let lines = server.lines();
    for line in
        ["GET /inner?own=by%20the%20block&other=3", "GET /inner?own=by%20the%20sequence&other=4"]
    {
        assert!(lines.iter().any(|seen| seen.replace('+', "%20") == line), "{line} in {lines:?}");
    }
}
