//! What a redirect asks for.

use http::{HeaderMap, Method};

use super::super::http::testing::head;
use crate::error::ErrorKind;
use crate::net::Url;
use crate::net::http::Redirect;

fn after(method: Method, status: u16, location: &str) -> Option<Redirect> {
    let url = Url::parse("http://a.test/x/y?z").unwrap();
    let response = head(&format!("HTTP/1.1 {status} x\r\nlocation: {location}\r\n\r\n"));
    Redirect::after(&method, &url, &response).unwrap()
}

#[test]
fn methods_and_bodies_follow_the_status() {
    for (status, method, next, keeps_body) in [
        (301, Method::GET, Method::GET, true),
        (301, Method::POST, Method::GET, false),
        (302, Method::POST, Method::GET, false),
        (302, Method::PUT, Method::PUT, true),
        (303, Method::POST, Method::GET, false),
        (303, Method::DELETE, Method::GET, false),
        (303, Method::HEAD, Method::HEAD, true),
        (307, Method::POST, Method::POST, true),
        (308, Method::PATCH, Method::PATCH, true),
    ] {
        let redirect = after(method.clone(), status, "/").unwrap();
        assert_eq!((redirect.method, redirect.keeps_body), (next, keeps_body), "{status} {method}");
    }
    for status in [200, 300, 304, 305, 404] {
        assert_eq!(after(Method::GET, status, "/"), None, "{status}");
    }
    let url = Url::parse("http://a.test/").unwrap();
    let nowhere = head("HTTP/1.1 302 Found\r\n\r\n");
    assert_eq!(Redirect::after(&Method::GET, &url, &nowhere).unwrap(), None);
}

#[test]
fn locations_are_joined() {
    for (location, expected, leaves) in [
        ("/b", "http://a.test/b", false),
        ("b?c#d", "http://a.test/x/b?c", false),
        ("?c", "http://a.test/x/y?c", false),
        ("../b", "http://a.test/b", false),
        ("//b.test/", "http://b.test/", true),
        ("https://a.test/", "https://a.test/", true),
        ("http://a.test:8080/", "http://a.test:8080/", true),
        ("http://u:p@a.test/", "http://a.test/", false),
        ("/ü x", "http://a.test/%C3%BC%20x", false),
    ] {
        let redirect = after(Method::GET, 302, location).unwrap();
        assert_eq!(redirect.url.to_string(), expected, "{location}");
        assert_eq!(redirect.leaves_origin, leaves, "{location}");
    }
}

#[test]
fn a_location_that_cannot_be_followed_is_a_bad_response() {
    let url = Url::parse("http://a.test/").unwrap();
    for location in ["ftp://a.test/", "http://", "mailto:x@a.test", "file:///etc/passwd"] {
        let response = head(&format!("HTTP/1.1 302 x\r\nlocation: {location}\r\n\r\n"));
        let error = Redirect::after(&Method::GET, &url, &response).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{location}");
    }
}

#[test]
fn secrets_stay_at_their_origin() {
    let names = |headers: &HeaderMap| {
        let mut names: Vec<String> = headers.keys().map(ToString::to_string).collect();
        names.sort();
        names.join(" ")
    };
    let mut headers = HeaderMap::new();
    for name in ["authorization", "cookie", "host", "content-type", "accept"] {
        headers.insert(name, "x".parse().unwrap());
    }
    for (method, location, expected) in [
        (Method::GET, "/", "accept authorization content-type cookie host"),
        (Method::POST, "/", "accept authorization cookie host"),
        (Method::GET, "http://b.test/", "accept content-type"),
        (Method::POST, "https://a.test/", "accept"),
    ] {
        let mut headers = headers.clone();
        let redirect = after(method, 302, location).unwrap();
        redirect.strip(&mut headers);
        assert_eq!(names(&headers), expected, "{location}");
    }
}
