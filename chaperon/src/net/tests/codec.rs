//! The codec's properties, on made-up bytes that are nearly good.

use proptest::prelude::*;
use proptest::sample::select;

use super::generated::responses;
use crate::net::http::properties::{
    Answers, Given, a_redirect_leads_to_a_url, a_request_reads_back_as_itself,
    cookies_go_back_in_one_line, reading_is_the_same_in_pieces,
};
use crate::net::http::{BodyMode, Limits};

fn answers() -> impl Strategy<Value = Answers> {
    prop_oneof![4 => Just(Answers::Get), 1 => Just(Answers::Head), 1 => Just(Answers::Upgrade)]
}

/// From some that nearly every response exceeds to some that none does.
fn limits() -> impl Strategy<Value = Limits> {
    let mode = select(&[BodyMode::Keep, BodyMode::Count][..]);
    (1_usize..400, 0_usize..6, 0_u64..30, mode).prop_map(
        |(max_header, max_headers, max_body, body)| Limits {
            max_header,
            max_headers,
            max_body,
            body,
        },
    )
}

/// Pieces of what a request, a cookie or a URL is made of, and of what may not be in one.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-z]{1,4}",
        2 => select(&["/", "..", "//", "?", "#", "%", ";", "=", ":", "@", "[", "{", " ", "\t"][..])
            .prop_map(str::to_owned),
        1 => select(&["\r\n", "\n", "\r", "\0", "\u{7f}", "ü", "\"", "\\", "\u{2028}"][..])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    const NAMES: [&str; 7] =
        ["host", "cookie", "content-length", "x", "X-Two", "connection", "accept"];
    let name = prop_oneof![3 => select(&NAMES[..]).prop_map(str::to_owned), 1 => text()];
    prop::collection::vec((name, text()), 0..4)
}

fn bytes(pairs: &[(String, String)]) -> Vec<(&[u8], &[u8])> {
    pairs.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect()
}

proptest! {
    #[test]
    fn pieces_do_not_matter(
        bytes in responses(),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
        answers in answers(),
        limits in limits(),
    ) {
        reading_is_the_same_in_pieces(&bytes, &cuts, answers, Limits::default());
        reading_is_the_same_in_pieces(&bytes, &cuts, answers, limits);
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        limits in limits(),
    ) {
        reading_is_the_same_in_pieces(&bytes, &[], Answers::Get, limits);
    }

    #[test]
    fn what_is_sent_is_what_was_meant(
        method in prop_oneof![select(&["GET", "POST", "HEAD", "M-SEARCH"][..]).prop_map(str::to_owned), text()],
        base in select(&["http://a.test", "http://[::1]:8080/api/", "https://xn--a.test"][..]),
        path in text(),
        defaults in headers(),
        headers in headers(),
        cookie in prop::option::of((text(), text())),
        body in text(),
    ) {
        a_request_reads_back_as_itself(&Given {
            method: method.as_bytes(),
            base,
            path: &path,
            defaults: bytes(&defaults),
            headers: bytes(&headers),
            cookie: cookie.as_ref().map(|(name, value)| (&**name, &**value)),
            body: body.as_bytes(),
        });
    }

    #[test]
    fn cookies_stay_in_their_line(
        cookies in prop::collection::vec((text(), text(), text()), 0..4),
        path in text(),
    ) {
        let cookies = cookies.iter().map(|(name, value, rest)| format!("{name}={value}; Path=/{rest}"));
        let cookies: Vec<String> = cookies.collect();
        let cookies: Vec<&[u8]> = cookies.iter().map(String::as_bytes).collect();
        cookies_go_back_in_one_line("http://a.test/x/y", "http://a.test/x/y", &cookies);
        cookies_go_back_in_one_line("http://a.test/", &format!("http://a.test/{path}"), &cookies);
    }

    #[test]
    fn redirects_lead_to_urls(
        base in select(&["http://a.test", "http://[::1]:8080/api/"][..]),
        path in text(),
        location in prop_oneof![text(), text().prop_map(|it| format!("http://{it}")), text().prop_map(|it| format!("//{it}"))],
    ) {
        a_redirect_leads_to_a_url(base, &path, &location);
    }
}

#[test]
fn a_large_head_is_too_large_in_whatever_pieces_it_comes() {
    let limits = Limits { max_header: 200, ..Limits::default() };
    // Beyond the limit it is no head at all; nobody looks there.
    let head = format!("HTTP/1.1 200 OK\r\nx: {}\0\r\n\r\n", "y".repeat(300));
    reading_is_the_same_in_pieces(head.as_bytes(), &[150, 151], Answers::Get, limits);
}
