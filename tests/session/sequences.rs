//! Sequences: scenarios one after the other in one session.

use chaperon::prelude::*;

use super::in_process::run;
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
