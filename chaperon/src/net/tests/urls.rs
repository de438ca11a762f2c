//! URLs: joined, encoded, allowed.

use crate::error::ErrorKind;
use crate::net::{BaseUrl, Targets, Url, push_segment};

#[test]
fn a_path_is_appended_to_the_base() {
    for (base, path, expected) in [
        ("http://a.test", "/x", "http://a.test/x"),
        ("http://a.test", "x", "http://a.test/x"),
        ("http://a.test/", "/x", "http://a.test/x"),
        ("http://a.test/", "", "http://a.test/"),
        ("http://a.test/api", "/x", "http://a.test/api/x"),
        ("http://a.test/api/", "/x", "http://a.test/api/x"),
        ("http://a.test/api/", "x?y=/z", "http://a.test/api/x?y=/z"),
        ("http://a.test/api", "?y", "http://a.test/api?y"),
        ("http://a.test", "?y", "http://a.test/?y"),
        ("http://a.test:80", "/x#top", "http://a.test/x"),
        ("https://a.test:443", "/../x", "https://a.test/../x"),
        ("HTTP://A.test:8080", "/a b/ü", "http://a.test:8080/a%20b/%C3%BC"),
        ("http://[::1]:8080", "/%20", "http://[::1]:8080/%20"),
        (
            "http://a.test",
            "/redirect?to=http://b.test/",
            "http://a.test/redirect?to=http://b.test/",
        ),
        ("http://a.test", "https://b.test/y", "https://b.test/y"),
        ("http://a.test", "WS://b.test", "ws://b.test/"),
    ] {
        let url = BaseUrl::parse(base).unwrap().url(path);
        assert_eq!(url.unwrap().to_string(), expected, "{base} and {path}");
    }
}

#[test]
fn what_is_no_url_is_refused() {
    for text in ["", "/x", "ftp://a.test", "http://", "http://u:p@a.test", "http://a.test/\r\nx: y"]
    {
        let error = BaseUrl::parse(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadRequest, "{text:?}");
    }
    let base = BaseUrl::parse("http://a.test").unwrap();
    for path in ["/x\r\ny: z", "/x\0", "/x\ty", "http://b.test/\n"] {
        assert_eq!(base.url(path).unwrap_err().kind(), ErrorKind::BadRequest, "{path:?}");
    }
    let error = Url::parse("http://a.test:x/?token=secret").unwrap_err().to_string();
    assert!(!error.contains("secret"), "{error}");
}

#[test]
fn query_parameters_are_encoded() {
    let mut url = Url::parse("http://a.test/x").unwrap();
    url.push_query("a b", "c&d=ü+");
    url.push_query("e", "");
    assert_eq!(url.query(), Some("a+b=c%26d%3D%C3%BC%2B&e="));
    assert_eq!(url.path(), "/x");
}

#[test]
fn a_parameter_stays_in_its_segment() {
    let mut path = String::from("/users/");
    push_segment(&mut path, "a/b?c#d%e ü");
    assert_eq!(path, "/users/a%2Fb%3Fc%23d%25e%20%C3%BC");
}

#[test]
fn targets_are_hosts_with_or_without_port() {
    let mut targets = Targets::default();
    for text in ["A.test", "b.test:81", "[::1]:82"] {
        targets.add(text).unwrap();
    }
    for (url, allowed) in [
        ("http://a.test", true),
        ("https://a.test:444", true),
        ("http://x.a.test", false),
        ("http://b.test", false),
        ("ws://b.test:81", true),
        ("http://[::1]:82", true),
    ] {
        assert_eq!(targets.allow(Url::parse(url).unwrap().origin()), allowed, "{url}");
    }
    let elsewhere = Url::parse("https://c.test:8443/x").unwrap();
    let error = targets.check(elsewhere.origin()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TargetNotAllowed);
    assert!(error.to_string().contains("`allow_targets: [\"c.test:8443\"]`"), "{error}");
    for text in ["", "http://a.test", "a.test/x", "a:b", "*.a.test"] {
        assert!(Targets::default().add(text).is_err(), "{text}");
    }
    assert!({
        targets.add("*").unwrap();
        targets.allow(elsewhere.origin())
    });
}
