//! The queue outlives the program that serves it.

use serde_json::Value;

use super::serving::Serving;
use crate::until::until;

fn scheduled(serving: &Serving) -> Vec<String> {
    let Value::Array(items) = serving.get("/load_tests")["scheduled"].take() else { return vec![] };
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn after_kill_9_the_queue_is_there_in_its_order_and_a_cancel_holds() {
    let mut serving = Serving::start();
    let under_way = serving.schedule(&["Arriving"]).remove(0);
    until(|| serving.visits() > 0);
    let mut queue = serving.schedule(&["Visiting", "Both", "Visiting", "Visiting", "Visiting"]);
    assert_eq!((queue.len(), scheduled(&serving)), (6, queue.clone()));
    let cancelled = queue.remove(3);
    serving.accepts(&format!("DELETE /load_tests/{cancelled}"), "");
    serving.node.kill();
    serving.again();
    assert_eq!(scheduled(&serving), queue);
    assert_eq!(serving.get(&format!("/load_tests/{cancelled}"))["state"], "cancelled");
    serving.accepts("DELETE /load_tests/scheduled", "");
    assert_eq!(scheduled(&serving), [""; 0]);
    serving.accepts("DELETE /load_tests", "");
    assert_eq!(serving.get(&format!("/load_tests/{under_way}"))["state"], "cancelled");
}
