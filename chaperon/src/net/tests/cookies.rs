//! Which cookies are kept, and which are sent where.

use crate::net::Url;
use crate::net::http::cookies::Jar;
use crate::time::seconds;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn set(jar: &Jar, from: &str, cookies: &[&str]) {
    jar.store(&url(from), cookies.iter().map(|cookie| cookie.as_bytes()));
}

fn sent(jar: &Jar, to: &str) -> String {
    let mut out = Vec::new();
    jar.write_header(&url(to), &mut out);
    let line = String::from_utf8(out).unwrap();
    line.trim_start_matches("cookie: ").trim_end_matches("\r\n").to_owned()
}

#[tokio::test]
async fn cookies_go_where_they_belong() {
    let cases = [
        ("http://a.test/", "n=v", "http://a.test/x", true),
        ("http://a.test/", "n=v", "http://a.test:8080/x", true),
        ("http://a.test/", "n=v", "http://b.a.test/", false),
        ("http://a.test/", "n=v; Domain=a.test", "http://b.a.test/", true),
        ("http://a.test/", "n=v; Domain=.A.test", "http://b.a.test/", true),
        ("http://b.a.test/", "n=v; Domain=a.test", "http://a.test/", true),
        ("http://a.test/", "n=v; Domain=b.test", "http://b.test/", false),
        ("http://a.test/", "n=v; Domain=b.a.test", "http://b.a.test/", false),
        ("http://xa.test/", "n=v; Domain=a.test", "http://a.test/", false),
        ("http://a.test/", "n=v; Domain=test", "http://b.test/", false),
        ("http://localhost/", "n=v; Domain=localhost", "http://localhost/", true),
        ("http://127.0.0.1/", "n=v; Domain=127.0.0.1", "http://127.0.0.1/", true),
        ("http://127.0.0.1/", "n=v; Domain=0.0.1", "http://127.0.0.1/", false),
        ("http://a.test/", "n=v; Path=/x", "http://a.test/x", true),
        ("http://a.test/", "n=v; Path=/x", "http://a.test/x/y?z", true),
        ("http://a.test/", "n=v; Path=/x", "http://a.test/xy", false),
        ("http://a.test/", "n=v; Path=/x/", "http://a.test/x", false),
        ("http://a.test/x/y", "n=v", "http://a.test/x/z", true),
        ("http://a.test/x/y", "n=v", "http://a.test/", false),
        ("http://a.test/x/y", "n=v; Path=odd", "http://a.test/x", true),
        ("https://a.test/", "n=v; Secure", "http://a.test/", false),
        ("https://a.test/", "n=v; Secure; HttpOnly", "wss://a.test/", true),
        ("http://a.test/", "n=v; Max-Age=0", "http://a.test/", false),
        ("http://a.test/", "n=v; Max-Age=60", "http://a.test/", true),
        ("http://a.test/", "n=v; Expires=Wed, 21 Oct 2015 07:28:00 GMT", "http://a.test/", false),
        ("http://a.test/", "n=v; Expires=Wed, 21 Oct 2099 07:28:00 GMT", "http://a.test/", true),
        ("http://a.test/", "no cookie", "http://a.test/", false),
    ];
    for (from, cookie, to, goes) in cases {
        let jar = Jar::default();
        set(&jar, from, &[cookie]);
        assert_eq!(sent(&jar, to), if goes { "n=v" } else { "" }, "{cookie} of {from} to {to}");
    }
}

#[tokio::test(start_paused = true)]
async fn cookies_change_and_expire() {
    let jar = Jar::default();
    set(&jar, "http://a.test/", &["a=1", "b=2; Path=/x", "c=3; Max-Age=5", "a=4"]);
    assert_eq!(sent(&jar, "http://a.test/x"), "b=2; a=4; c=3");
    tokio::time::advance(seconds(6)).await;
    assert_eq!(sent(&jar, "http://a.test/x"), "b=2; a=4");
    set(&jar, "http://a.test/", &["a=; Max-Age=-1"]);
    assert_eq!(sent(&jar, "http://a.test/x"), "b=2");
    assert_eq!(jar.all(), [("b".to_owned(), "2".to_owned())]);
}

#[tokio::test]
async fn a_fork_has_its_own_cookies_from_then_on() {
    let jar = Jar::default();
    set(&jar, "http://a.test/", &["a=1"]);
    let fork = jar.clone();
    set(&fork, "http://a.test/", &["b=2", "a=; Max-Age=0"]);
    assert_eq!(sent(&jar, "http://a.test/"), "a=1");
    assert_eq!(sent(&fork, "http://a.test/"), "b=2");
    jar.clear();
    assert_eq!((jar.all().len(), fork.all().len()), (0, 1));
}

#[tokio::test]
async fn both_wires_send_the_same_cookies() {
    let jar = Jar::default();
    for value in ["v", "", " v ", "v\u{2028}", "ü"] {
        set(&jar, "http://a.test/", &[&format!("n={value}")]);
        let header = jar.header(&url("http://a.test/x"));
        assert_eq!(header.unwrap(), sent(&jar, "http://a.test/x"), "{value:?}");
    }
    assert_eq!(jar.header(&url("http://b.test/")), None);
}

#[tokio::test]
async fn a_jar_is_bounded() {
    let jar = Jar::default();
    for number in 0..1000 {
        set(&jar, "http://a.test/", &[&format!("{number}=")]);
    }
    assert_eq!(jar.all().len(), 300);
}
