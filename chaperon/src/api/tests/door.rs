//! Who is let in, and to what.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::asked::Served;

const ROUTES: [(&str, &str); 13] = [
    ("GET", "/version"),
    ("GET", "/load_tests"),
    ("POST", "/load_tests"),
    ("DELETE", "/load_tests"),
    ("DELETE", "/load_tests/scheduled"),
    ("GET", "/load_tests/run-1"),
    ("DELETE", "/load_tests/run-1"),
    ("GET", "/load_tests/run-1/metrics"),
    ("GET", "/load_tests/run-1/report"),
    ("POST", "/load_tests/run-1/pause"),
    ("POST", "/load_tests/run-1/resume"),
    ("PUT", "/load_tests/run-1/rate"),
    ("GET", "/nowhere"),
];

fn basic(password: &str) -> String {
    format!("Authorization: Basic {}", STANDARD.encode(format!("chaperon:{password}")))
}

#[tokio::test]
async fn without_the_token_only_the_health_is_told() {
    let served = Served::with(Some("s3cret")).await;
    for path in ["/", "/healthcheck"] {
        let answer = served.get(path).await;
        assert_eq!(
            (answer.status, &*answer.body),
            (200, &*format!("Chaperon @ {}", env!("CARGO_PKG_VERSION")))
        );
    }
    for (method, path) in ROUTES {
        for head in [vec![], vec![basic("guess")], vec![basic("")]] {
            let head: Vec<&str> = head.iter().map(String::as_str).collect();
            let answer =
                served.ask(method, path, &head, r#"{"load_tests": [{"test": "Shop"}]}"#).await;
            let (status, message) = answer.error();
            assert_eq!(status, 401, "{method} {path}");
            assert!(answer.head.contains("www-authenticate: basic realm="), "{}", answer.head);
            assert!(!message.contains("s3cret") && !message.contains("guess"), "{message}");
        }
    }
    assert!(served.all().await.is_empty());
    let answer = served.ask("GET", "/version", &[&basic("s3cret")], "").await;
    assert_eq!((answer.status, &*answer.body), (200, env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn a_page_from_elsewhere_and_another_name_are_refused_before_anything() {
    let served = Served::open().await;
    let body = r#"{"load_tests": [{"test": "Shop"}]}"#;
    let answer = served.ask("POST", "/load_tests", &["Origin: http://evil.test"], body).await;
    let (status, message) = answer.error();
    assert!(status == 403 && message.contains("`Origin`"), "{message}");
    let request = b"GET / HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n";
    let (status, message) = served.send(request).await.error();
    assert!(status == 403 && message.contains("`evil.test`"), "{message}");
    assert!(served.all().await.is_empty());
}

#[tokio::test]
async fn an_unknown_path_is_404_and_another_method_405() {
    let served = Served::open().await;
    let (status, message) = served.get("/load_test?x=1").await.error();
    assert_eq!((status, message.starts_with("nothing is at /load_test;")), (404, true));
    let answer = served.ask("PATCH", "/load_tests", &[], "").await;
    assert_eq!(answer.error().0, 405);
    assert!(answer.head.contains("allow: get,head,post,delete"), "{}", answer.head);
    assert_eq!(served.ask("POST", "/", &[], "").await.error().0, 405);
    let answer = served.ask("GET", "/load_tests/%ff", &[], "").await;
    assert_eq!(answer.error().0, 400);
    assert!(answer.head.contains("cache-control: no-store"), "{}", answer.head);
}
