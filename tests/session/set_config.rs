//! Config that a session changes while it runs: what it does then, and who sees it.

use chaperon::prelude::*;

use super::in_process::run;
use super::recording::{Recording, answer};

/// A key that a nested scenario reads.
#[derive(Config)]
struct Page {
    page: u32,
}

#[scenario]
async fn nested(session: &mut Session, config: &Page) -> Result {
    session.get("/nested/{page}").param("page", config.page).await?;
    session.set_config("http.headers.x-who", "nested alone");
    Ok(())
}

#[scenario]
async fn changes(session: &mut Session) -> Result {
    session.get("/before").await?;
    session.set_config("http.headers.x-who", "changed");
    session.set_config("basic_auth", json!({"user": "user", "password": "word"}));
    session.set_config("page", 7);
    session.get("/after").await?;
    let child = session.spawn("child", async |session| {
        session.get("/child").await?;
        session.set_config("http.headers.x-who", "the child alone");
        session.config::<u32>("page")
    });
    let seen = session.join(child).await?;
    session.check("a child sees it", seen == 7);
    session.run_scenario::<nested>(|_, _| ()).await?;
    session.get("/still").await?;

    session
        .update_config("http.headers.x-who", |who: Option<String>| who.map(|who| who + " twice"));
    session.get("/updated").await?;
    let base: String = session.config("base_url")?;
    session.set_config("base_url", format!("{base}/below"));
    session.get("/there").await?;
    session.set_config("timeout", "20ms");
    session.check("timeout", session.timeout() == Some(millis(20)));
    let late = session.get("/slow").await;
    session.check("it is too late", late.is_err_and(|error| error.kind().is_timeout()));
    session.spawn("late", async |session| session.get("/slow").await);
    let late = session.join("late").timeout(seconds(9)).await;
    session.check("for a child too", late.is_err());
    session.set_config("timeout", json!(null));
    session.check("switched off", session.timeout().is_none());
    Ok(())
}

load_test! {
    Changes {
        default_config: { http: { headers: { "x-who": "all" } } },
        scenarios: [changes],
    }
}

#[tokio::test]
async fn what_set_config_says_holds_from_then_on_for_children_and_nested_scenarios() {
    let server = Recording::start(|seen| {
        if seen.target.ends_with("/slow") {
            std::thread::sleep(millis(300));
        }
        answer("200 OK", &[], "")
    });
    let ran = run::<Changes>(&server.url()).await;
    for check in ["a child sees it", "timeout", "it is too late", "for a child too", "switched off"]
    {
        ran.held(check, 1);
    }
    assert_eq!(ran.sessions("changes").finished, 1, "{:?}", ran.all_errors());
    let auth = Some("Basic dXNlcjp3b3Jk");
    for (target, who, authorization) in [
        ("/before", "all", None),
        ("/after", "changed", auth),
        ("/child", "changed", auth),
        ("/nested/7", "changed", auth),
        ("/still", "changed", auth),
        ("/updated", "changed twice", auth),
        ("/below/there", "changed twice", auth),
    ] {
        let seen = server.only(target);
        assert_eq!(seen.header("x-who"), Some(who), "{target}");
        assert_eq!(seen.header("authorization"), authorization, "{target}");
    }
}

#[scenario]
async fn asks(session: &mut Session) -> Result {
    session.set_config("page", 7);
    session.check("what is set", session.config_or("page", 1) == 7);
    session.check("what is not set", session.config_or("size", 50) == 50);
    session.set_config("size", "many");
    session.check("another type", session.config_or("size", 50_u32) == 50);
    Ok(())
}

load_test! {
    Asks { scenarios: [asks] }
}

#[tokio::test]
async fn config_or_takes_its_default_for_what_is_not_set_and_tells_of_another_type() {
    let ran = run::<Asks>("http://127.0.0.1:1").await;
    for check in ["what is set", "what is not set", "another type"] {
        ran.held(check, 1);
    }
    assert_eq!(ran.all_errors(), [("config".to_owned(), 1)]);
    let told = ran.message("config");
    for part in ["`size`", "u32", "\"many\"", "asks"] {
        assert!(told.contains(part), "{part} in {told}");
    }
}
