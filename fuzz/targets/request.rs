//! Any method, URL, headers, cookie and body as a request.

#![no_main]

use chaperon::net::http::properties::{Given, a_request_reads_back_as_itself};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::{Corpus, fuzz_target};

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    /// One of the usual methods, or this one.
    usual: u8,
    method: &'a [u8],
    host: &'a str,
    path: &'a str,
    defaults: Vec<(u8, &'a [u8], &'a [u8])>,
    headers: Vec<(u8, &'a [u8], &'a [u8])>,
    cookie: Option<(&'a str, &'a str)>,
    body: &'a [u8],
}

/// Those that matter to the wire, as chance hardly ever finds their names.
const NAMES: [&[u8]; 5] = [b"host", b"cookie", b"content-length", b"connection", b"accept"];

fn named<'a>(headers: &[(u8, &'a [u8], &'a [u8])]) -> Vec<(&'a [u8], &'a [u8])> {
    let name = |(index, own, value): &(u8, &'a [u8], &'a [u8])| {
        (NAMES.get(usize::from(*index)).copied().unwrap_or(own), *value)
    };
    headers.iter().map(name).collect()
}

fuzz_target!(|input: Input<'_>| -> Corpus {
    let base = if input.host.is_empty() {
        "http://a.test".to_owned()
    } else {
        format!("http://{}", input.host)
    };
    let methods: [&[u8]; 4] = [b"GET", b"POST", b"HEAD", b"OPTIONS"];
    let sent = a_request_reads_back_as_itself(&Given {
        method: methods.get(usize::from(input.usual % 8)).copied().unwrap_or(input.method),
        base: &base,
        path: input.path,
        defaults: named(&input.defaults),
        headers: named(&input.headers),
        cookie: input.cookie,
        body: input.body,
    });
    if sent { Corpus::Keep } else { Corpus::Reject }
});
