//! Sequences: scenarios one after the other in one session.

use chaperon::prelude::*;

use super::in_process::{run, run_with};
use super::recording::{Recording, answer};

#[scenario(assigns(word: String))]
async fn first(session: &mut Session) -> Result {
    session.get("/first").await?;
    session.assign("word", "assigned");
    Ok(())
}

/// Keys of `second`.
#[derive(Config)]
struct Second {
    word: String,
    #[config(default = 1)]
    number: u32,
}

#[scenario]
async fn second(session: &mut Session, config: &Second) -> Result {
    session.get("/second").params([("word", &config.word)]).await?;
    session.check("the block's key is seen", config.number == 2);
    session.check("assigns are still there", session.assigned::<String>("word")? == "assigned");
    Ok(())
}

#[scenario]
async fn breaks(session: &mut Session) -> Result {
    session.abort("here")
}

load_test! {
    Sequence {
        scenarios: [
            [first, second] { word: "of the block", number: 2 },
            [breaks, first],
        ],
    }
}

#[tokio::test]
async fn assigns_become_config_of_the_next_and_win_over_the_block() {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/first" => answer("200 OK", &["Set-Cookie: a=b"], ""),
        _ => answer("200 OK", &[], ""),
    });
    let ran = run::<Sequence>(&server.url()).await;
    assert_eq!(server.lines(), ["GET /first", "GET /second?word=assigned"]);
    assert_eq!(server.seen()[1].header("cookie"), Some("a=b"), "one session, one jar");
    ran.held("the block's key is seen", 1);
    ran.held("assigns are still there", 1);
    assert_eq!(ran.count_in("first", "get(/first)"), 1);
    assert_eq!(ran.count_in("second", "get(/second?word=assigned)"), 1);
    let sessions: Vec<_> = ran.0.sessions().collect();
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    assert_eq!(sessions.iter().map(|(_, counts)| counts.finished).sum::<u64>(), 1);
    assert_eq!(sessions.iter().map(|(_, counts)| counts.failed).sum::<u64>(), 1);
}

/// Keys of `forgets`.
#[derive(Config)]
struct Forgets {
    /// What is assigned in the place of a number; nothing when it is empty.
    instead: String,
}

#[scenario(assigns(user: User))]
async fn forgets(session: &mut Session, config: &Forgets) -> Result {
    session.assign("usr", 7);
    match config.instead.as_str() {
        "" => {}
        instead => session.assign("user", json!({"name": "a", "number": instead})),
    }
    Ok(())
}

#[expect(dead_code, reason = "it is only read")]
#[derive(serde::Deserialize)]
struct User {
    name: String,
    number: u32,
}

#[scenario]
async fn follows(session: &mut Session) -> Result {
    session.get("/follows").await?;
    Ok(())
}

#[scenario(assigns(none: Option<u32>, wait: Duration, user: User))]
async fn keeps(session: &mut Session) -> Result {
    session.assign("none", None::<u32>);
    session.assign("wait", seconds(1));
    session.assign("user", json!({"name": "a", "number": 1}));
    Ok(())
}

load_test! {
    Forgetful {
        scenarios: [
            [forgets, follows] { .. },
            forgets { .. },
            [keeps, follows],
        ],
    }
}

/// What is said of an assign that is not as declared.
async fn complaint(instead: &str) -> String {
    let server = Recording::plain();
    let ran = run_with::<Forgetful>(&server.url(), |options| {
        options.config.set_text(&format!("instead={instead}")).unwrap();
    })
    .await;
    assert_eq!(server.lines(), ["GET /follows"], "only after the one that keeps its word");
    assert_eq!(ran.all_errors(), [("assign".to_owned(), 2)], "in a sequence and alone");
    assert_eq!(ran.0.sessions().map(|(_, counts)| counts.failed).sum::<u64>(), 2);
    ran.message("assign")
}

#[tokio::test]
async fn what_is_declared_and_not_assigned_or_of_another_type_is_an_error_of_the_session() {
    let declares = "scenario `session::sequences::forgets` declares `assigns(user: User)`";
    let forgotten = "and ended without it: call `session.assign(\"user\", ..)`; assigned are `usr`";
    assert_eq!(complaint("").await, format!("{declares}, {forgotten}"));
    let wrong = "and assigned another type: `user.number`: expected u32, found `\"seven\"`";
    assert_eq!(complaint("seven").await, format!("{declares}, {wrong}"));
}

#[scenario(assigns(late: u32))]
async fn is_late(session: &mut Session) -> Result {
    session.repeat(10, async |session| session.delay(hours(1)).await).await?;
    if !session.stopping() {
        session.assign("late", 1);
    }
    Ok(())
}

load_test! {
    Late { scenarios: [is_late] }
}

#[tokio::test]
async fn what_a_stop_kept_from_being_assigned_is_interrupted_and_no_error() {
    let ran = run_with::<Late>("http://127.0.0.1:1", |options| {
        options.duration = Some(millis(20));
    })
    .await;
    assert_eq!(ran.all_errors(), []);
    assert_eq!(ran.sessions("is_late").interrupted, 1);
}
