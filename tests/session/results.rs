//! What a session's actions gave: kept while results are printed, and bounded.

use chaperon::ErrorKind;
use chaperon::prelude::*;
use chaperon_examples::demo_target::DemoTarget;

use super::in_process::{run, run_with};
use super::recording::Recording;

#[scenario]
async fn nested(session: &mut Session) -> Result {
    session.get("/nested").await?;
    Ok(())
}

#[scenario]
async fn looks_back(session: &mut Session) -> Result {
    session.check("nothing yet", session.results().is_empty() && session.errors().is_empty());
    session.get("/pages/{number}").param("number", 1).await?;
    session.spawn("child", async |session| {
        session.get("/child").await?;
        let grandchild = session.spawn("x", async |session| session.get("/grandchild").await);
        session.join(grandchild).await?;
        session.check("a child has its own", results(session).len() == 2);
        session.post("/refused").expect_status(201).await
    });
    let failed = session.join("child").await;
    session.check("the child failed", failed.is_err());
    session.run_scenario::<nested>(config! {}).await?;
    let expected = [
        "get(/pages/{number}) gave /pages/1",
        "get(/child) gave /child",
        "get(/grandchild) gave /grandchild",
        "post(/refused) gave /refused",
        "get(/nested) gave /nested",
    ];
    session.check("all is kept in its order", results(session) == expected);
    let errors = session.errors();
    session.check("the error once", errors.len() == 1 && errors[0].kind == ErrorKind::Status);
    Ok(())
}

fn results(session: &Session) -> Vec<String> {
    let results = session.results();
    results.iter().map(|result| format!("{} gave {}", result.action, result.text)).collect()
}

load_test! {
    LooksBack { scenarios: [looks_back] }
}

#[tokio::test]
async fn results_are_the_sessions_own_and_those_of_children_and_nested_scenarios() {
    let server = Recording::plain();
    let ran = run_with::<LooksBack>(&server.url(), |options| options.print_results = true).await;
    for check in [
        "nothing yet",
        "a child has its own",
        "the child failed",
        "all is kept in its order",
        "the error once",
    ] {
        ran.held(check, 1);
    }
}

#[scenario]
async fn many(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    session.ws_send("hello").await?;
    session.ws_recv().await?;
    session.check("a message", results(session) == ["ws_recv(/ws/echo) gave hello"]);
    for _ in 0..150 {
        session.ws_send("é".repeat(2000)).await?;
        session.ws_recv().await?;
        let missing = session.ws("b").send("x").await;
        session.check("an error each", missing.is_err());
    }
    let (results, errors) = (session.results(), session.errors());
    session.check("the last hundred", (results.len(), errors.len()) == (100, 100));
    let beginning = format!("{}… (4000 bytes in all)", "é".repeat(1000));
    session.check("their beginnings", results.iter().all(|result| result.text == beginning));
    Ok(())
}

load_test! {
    Many { default_config: { print_results: true }, scenarios: [many] }
}

#[tokio::test]
async fn the_last_hundred_are_kept_and_of_each_the_beginning() {
    let target = DemoTarget::start().unwrap();
    let ran = run::<Many>(target.url()).await;
    ran.held("an error each", 150);
    for check in ["a message", "the last hundred", "their beginnings"] {
        ran.held(check, 1);
    }
}

#[scenario]
async fn keeps_none(session: &mut Session) -> Result {
    session.get("/").await?;
    let missing: Result<u32> = session.get("/").decode().await;
    session.check("decoding fails", missing.is_err());
    session.check("no result", session.results().is_empty());
    session.check("no error", session.errors().is_empty());
    Ok(())
}

load_test! {
    KeepsNone { scenarios: [keeps_none] }
}

#[tokio::test]
async fn nothing_is_kept_unless_results_are_printed() {
    let server = Recording::plain();
    let ran = run::<KeepsNone>(&server.url()).await;
    for check in ["decoding fails", "no result", "no error"] {
        ran.held(check, 1);
    }
}
