//! Any base URL, any path appended to it, and any `Location` followed from there.

#![no_main]

use chaperon::net::http::properties::a_redirect_leads_to_a_url;
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    base: &'a str,
    path: &'a str,
    location: &'a str,
}

fuzz_target!(|input: Input<'_>| {
    a_redirect_leads_to_a_url(input.base, input.path, input.location);
    a_redirect_leads_to_a_url("http://a.test/x/y", input.path, input.location);
});
