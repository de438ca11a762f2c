//! Against a server made for its odd answers: each comes to what the rule in its row says, and none
//! spoils the answer to the request after it.

mod rows;
mod server;

use chaperon::prelude::*;

use self::rows::{Expected, Then, rows};
use self::server::OddHttpd;
use crate::session::in_process::run;

/// Asks for one row; says what is wrong with what came of it.
async fn ask(session: &mut Session, index: usize) -> Option<String> {
    let row = rows()[index];
    // None of the others may depend on how busy the machine is.
    let ends = !matches!(row.then, Then::DripsOn(_));
    let timeout = if ends { seconds(30) } else { millis(500) };
    let outcome = session.get(format!("/{index}")).metric("odd").timeout(timeout).await;
    let fault = match (&outcome, row.expected) {
        (Ok(response), Expected::Answer(status, body)) => {
            (response.status() != status || response.text() != body).then(|| response.text().into())
        }
        (Err(error), Expected::Error(kind)) => (error.kind() != kind).then(|| error.to_string()),
        (Ok(response), Expected::Error(_)) => Some(response.text().into_owned()),
        (Err(error), Expected::Answer(..)) => Some(error.to_string()),
    };
    fault.map(|fault| format!("{} ({}): {fault}", row.what, row.rule))
}

#[scenario]
async fn asks_for_all(session: &mut Session) -> Result {
    let mut faults = Vec::new();
    for index in 0..rows().len() {
        faults.extend(ask(session, index).await);
        let after = session.get("/after").await?;
        if after.status() != 200 || after.text() != "ok" {
            faults.push(format!("after {}: {}", rows()[index].what, after.text()));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    Ok(())
}

load_test! {
    AsksForAll { scenarios: [asks_for_all] }
}

#[tokio::test]
async fn odd_answers_come_to_what_the_rules_say() {
    let server = OddHttpd::start(rows());
    let ran = run::<AsksForAll>(&format!("http://{}", server.address)).await;
    let sessions = ran.sessions("asks_for_all");
    assert_eq!(sessions.finished, 1, "{}", ran.message("panic"));
    let taken = rows().iter().filter(|row| matches!(row.expected, Expected::Answer(..))).count();
    let late = rows().iter().filter(|row| matches!(row.then, Then::DripsOn(_))).count();
    // What was given up upon is measured too.
    assert_eq!(ran.count("get(odd)"), (taken + late) as u64, "{:?}", ran.names());
    let failed: u64 = ran.all_errors().iter().map(|(_, count)| count).sum();
    assert_eq!(failed, (rows().len() - taken) as u64);
    // Each was asked for once, though some connections were closed without an answer.
    let asked: Vec<String> = (0..rows().len()).map(|row| format!("/{row}")).collect();
    let seen = server.asked();
    assert_eq!(seen.iter().filter(|path| *path != "/after").cloned().collect::<Vec<_>>(), asked);
    assert_eq!(seen.len(), 2 * rows().len());
}
