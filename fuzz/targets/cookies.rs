//! Any `Set-Cookie` headers, from and to any path of a host.

#![no_main]

use chaperon::net::http::properties::cookies_go_back_in_one_line;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    tls: bool,
    from: &'a str,
    to: &'a str,
    cookies: Vec<&'a [u8]>,
}

fuzz_target!(|input: Input<'_>| {
    let scheme = if input.tls { "https" } else { "http" };
    let from = format!("{scheme}://b.a.test/{}", input.from);
    let to = format!("{scheme}://b.a.test/{}", input.to);
    cookies_go_back_in_one_line(&from, &to, &input.cookies);
});
