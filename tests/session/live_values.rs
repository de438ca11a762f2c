//! Live values: of one session, not of its children, and dropped with it.

use std::cell::Cell;
use std::rc::Rc;

use chaperon::ErrorKind;
use chaperon::prelude::*;

use super::in_process::run;
use super::recording::Recording;

/// Tells when it is dropped.
struct Client {
    name: &'static str,
    calls: Cell<u32>,
    dropped: Rc<Cell<bool>>,
}

impl Client {
    fn new(name: &'static str) -> (Self, Rc<Cell<bool>>) {
        let dropped = Rc::new(Cell::new(false));
        (Self { name, calls: Cell::new(0), dropped: dropped.clone() }, dropped)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.dropped.set(true);
    }
}

#[scenario]
async fn nested(session: &mut Session) -> Result {
    let client = session.live::<Client>()?;
    client.calls.set(client.calls.get() + 1);
    Ok(())
}

#[scenario]
async fn keeps_a_client(session: &mut Session) -> Result {
    let error = session.live::<Client>().err().map(|error| (error.kind(), error.to_string()));
    let (kind, message) = error.unwrap();
    session.check("none is an error", kind == ErrorKind::Assign && message.contains("::Client`"));
    let (first, first_dropped) = Client::new("first");
    session.put_live(first);
    session.check("it is held", !first_dropped.get());
    let (second, second_dropped) = Client::new("second");
    session.put_live(second);
    session.put_live("another type");
    session.check("a new one replaces it", first_dropped.get());
    let client = session.live::<Client>()?;
    session.get("/").await?;
    session.run_scenario::<nested>(config! {}).await?;
    session.check("it is shared", client.name == "second" && client.calls.get() == 1);
    session.check("types stand side by side", *session.live::<&str>()? == "another type");
    let child = session.spawn("child", async |session| Ok(session.live::<Client>().is_err()));
    let alone = session.join(child).await?;
    session.check("a child has none", alone);
    drop(client);
    session.check("the session holds it", !second_dropped.get());
    Ok(())
}

/// The next member of the sequence.
#[scenario]
async fn follows(session: &mut Session) -> Result {
    let client = session.live::<Client>()?;
    session.check("it is there in a sequence", client.name == "second");
    Ok(())
}

load_test! {
    LiveTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [
            [keeps_a_client, follows],
            keeps_a_client { reuse: "session" } times 2,
        ],
    }
}

#[tokio::test]
async fn a_live_value_is_its_sessions_own() {
    let ran = run::<LiveTest>(&Recording::plain().url()).await;
    assert_eq!(ran.all_errors(), []);
    for check in ["none is an error", "it is held", "a new one replaces it", "it is shared"] {
        ran.held(check, 3);
    }
    for check in ["types stand side by side", "a child has none", "the session holds it"] {
        ran.held(check, 3);
    }
    ran.held("it is there in a sequence", 1);
}
