//! Which metrics are recorded: by a list of types and by a predicate; the target counts all.

use chaperon::metrics::{MetricFilter, NameOf};
use chaperon::prelude::*;
use chaperon_examples::demo_target::DemoTarget;

use crate::program::{Ended, Program};
use crate::session::in_process::{Ran, run_with};

#[scenario]
async fn shop(session: &mut Session) -> Result {
    session.get("/").await?;
    session.get("/status/404").await?;
    session.post("/echo").body("a cup").await?;
    session.call_traced(pay).await?;
    session.counter("orders", 1);
    Ok(())
}

async fn pay(session: &mut Session) -> Result {
    session.get("/foo").await?;
    Ok(())
}

load_test! {
    Shop {
        default_config: { .. },
        scenarios: [3 * shop],
    }
}

async fn ran(target: &DemoTarget, filter: MetricFilter) -> Ran {
    let ran = run_with::<Shop>(target.url(), |options| options.metrics = filter).await;
    let served = target.served();
    for request in ["GET /", "GET /status/{code}", "POST /echo", "GET /foo"] {
        assert_eq!(served.answered(request), 3, "{request}");
    }
    ran
}

#[tokio::test]
async fn a_list_of_types_keeps_those_and_their_http_errors() {
    let target = DemoTarget::start().unwrap();
    let ran = ran(&target, MetricFilter::types(["get", "orders"])).await;
    assert_eq!(
        ran.names(),
        ["get(/)", "get(/foo)", "get(/status/404)", "Error HTTP 404 get(/status/404)", "orders"]
    );
    assert_eq!((ran.count("get(/)"), ran.count("orders")), (3, 3));
    assert!(ran.0.warnings().is_empty(), "{:?}", ran.0.warnings());
}

#[tokio::test]
async fn a_predicate_sees_the_whole_metric() {
    let target = DemoTarget::start().unwrap();
    let calls_and_foo = MetricFilter::by(|name| match name {
        NameOf::Call { function, .. } => *function == "pay",
        NameOf::Http { url, .. } => *url == "/foo",
        _ => false,
    });
    let ran = ran(&target, calls_and_foo).await;
    assert_eq!(ran.names(), ["get(/foo)", "call(filter.pay)"]);
}

fn browse(words: &str) -> Ended {
    let target = DemoTarget::start().unwrap();
    let program = Program::at(env!("CARGO_BIN_EXE_browse"))
        .with(["run", "Browsing", "--metrics", words])
        .exporting();
    let ended = program.set("base_url", target.url()).set("path", "/").run();
    assert_eq!(target.served().answered("GET /"), 2);
    ended
}

#[test]
fn the_command_line_takes_a_list() {
    let ended = browse("get,call");
    let names: Vec<_> = ended.csv().into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["get(/)", "bytes_in", "bytes_out", "connections", "dropped"]);
    assert_eq!(ended.csv(), ended.json());
}

#[test]
fn a_type_of_which_there_was_nothing_is_named_at_the_end() {
    let ended = browse("get,gett");
    ended.ends_with(0).says(&["nothing of the type `gett` was recorded"]);
    assert!(!ended.said.contains("`get`"), "{}", ended.said);
    let ended = browse("get");
    assert!(!ended.said.contains("nothing of the type"), "{}", ended.said);
}
