//! Bad requests are answered with what is wrong, and change nothing.

use serde_json::{Value, json};

use super::serving::Serving;
use crate::raw_client::Answer;

const TOKEN: &str = "s3cret-token";
/// `chaperon:s3cret-token`
const BASIC: &str = "Authorization: Basic Y2hhcGVyb246czNjcmV0LXRva2Vu";

fn post(serving: &Serving, headers: &[&str], body: &Value) -> Answer {
    serving.ask("POST /load_tests", headers, &body.to_string())
}

#[test]
fn each_is_a_4xx_that_names_what_is_wrong_and_the_queue_stays_as_it_was() {
    let serving = Serving::with(|command| {
        command.env("CHAPERON_API_TOKEN", TOKEN);
    });
    let item = |item: Value| json!({ "load_tests": [{ "test": "Visiting" }, item] });
    let good = json!({ "load_tests": [{ "test": "Visiting" }] });
    let options = |options: Value| item(json!({ "test": "Visiting", "options": options }));
    let long = "x".repeat(10 << 20);
    let basic: &[&str] = &[BASIC];
    for (headers, body, status, named) in [
        (&[][..], good.clone(), 401, "user `chaperon`"),
        (&["Authorization: Basic Y2hhcGVyb246Z3Vlc3M="], good.clone(), 401, "user `chaperon`"),
        (&[BASIC, "Origin: http://evil.test"], good.clone(), 403, "`Origin`"),
        (&[BASIC, "Host: evil.test"], good, 400, "`Host`"),
        (basic, json!({ "load_tests": [] }), 400, "`load_tests` is empty"),
        (basic, item(json!({ "test": "Visting" })), 400, "`Visting`; did you mean `Visiting`?"),
        (basic, options(json!({ "tagg": "x" })), 400, "`options.tagg`; did you mean `tag`?"),
        (basic, options(json!({ "config": { "paht": "/" } })), 400, "`paht`; did you mean `path`?"),
        (basic, options(json!({ "config": { "timeout": true } })), 400, "`timeout`"),
        (
            basic,
            options(json!({ "config": { "password": "hunter2" } })),
            400,
            "password is a secret",
        ),
        (basic, options(json!({ "export": ["xml"] })), 400, "no export `xml`: there are csv"),
        (basic, options(json!({ "tag": long })), 413, "1 MiB"),
    ] {
        let answer = post(&serving, headers, &body);
        assert_eq!(answer.status, status, "{answer:?}");
        let told: Value = serde_json::from_str(&answer.body).unwrap();
        let message = told["error"].as_str().unwrap();
        assert!(message.contains(named), "{message}");
        assert!(!message.contains("hunter2") && !message.contains(TOKEN), "{message}");
    }
    let listed = serving.ask("GET /load_tests", basic, "").body;
    assert_eq!(listed, r#"{"running":[],"scheduled":[]}"#);
    assert!(serving.target.served().http.is_empty());
    assert!(!serving.node.said().contains(TOKEN), "{}", serving.node.said());
}
