//! The API of a coordinator, whose workers are other processes.

use std::process::Command;

use tempfile::TempDir;

use super::serving::Serving;
use crate::cluster::real::{NatsServer, Node};
use crate::results_file::{Row, count};

#[test]
fn runs_are_made_by_the_workers_of_the_cluster() {
    let (nats, folder) = (NatsServer::start(), TempDir::new().unwrap());
    let serving = Serving::with(|command| {
        command.env("CHAPERON_NATS_URL", nats.url("coordinator"));
    });
    assert!(!serving.folder().join("chaperon-data").exists());
    let mut worker = Command::new(env!("CARGO_BIN_EXE_served"));
    worker.args(["worker", "--name", "w1"]).env("CHAPERON_NATS_URL", nats.url("worker"));
    worker.current_dir(&folder);
    let worker = Node::start("w1", worker);
    worker.says("worker w1 is there");
    let id = serving.schedule(&["Visiting"]).remove(0);
    let told = serving.until_reported(&id);
    assert_eq!((&told["state"], &told["workers"][0]), (&"done".into(), &"w1".into()), "{told}");
    let csv = serving.ask(&format!("GET /load_tests/{id}/report?format=csv"), &[], "").body;
    assert_eq!((count(&Row::all_of_csv(&csv), "get(/)"), serving.visits()), (1, 1));
}
