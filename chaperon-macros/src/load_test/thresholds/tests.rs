//! What thresholds become, and what is said about mistakes in them.

use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

use crate::load_test::load_test;
use crate::testing::{messages, pretty};

fn with(thresholds: TokenStream) -> TokenStream {
    load_test(quote!(Staging {
        scenarios: [shop::browse, log_in at 5/s for 1min],
        thresholds: [#thresholds]
    }))
}

/// What is said about these.
fn said_of(thresholds: TokenStream) -> String {
    messages(with(thresholds)).join("\n")
}

#[test]
fn every_threshold_is_one_of_the_definition() {
    assert_snapshot!(pretty(with(quote! {
        errors < 1%,
        dropped < 5% over 30s else abort,
        get("/").p99 < 250ms,
        post("/cart/{id}").service.p99.99 <= LIMIT,
        call(ping_pong).p95 < 10ms over 30s,
        call(helpers::log_in).count >= 1_000,
        call("a closure").mean < (LIMIT * 2) in log_in,
        ws_round_trip("/ping/pong").mean < 5ms,
        rate(get(PATH)) > 400/s in shop::browse over WINDOW else abort,
        rate(metric("orders")) > 0.5/s,
        metric("my_action").max < 2s else abort,
        metric("items").min > -5,
        check("logged in") > SHARE%,
    })));
}

#[test]
fn limits_in_the_wrong_unit_are_named() {
    assert_snapshot!(said_of(quote! {
        get("/").p99 < 5%,
        get("/").p99 < 5,
        get("/").p99 < 5/s,
        get("/").p99 < "5ms",
        get("/").count > 5%,
        get("/").count > 5s,
        metric("x").max > 5%,
        errors < 1,
        errors < 1s,
        errors < 1s%,
        errors < 101%,
        dropped < 5,
        dropped < 5/s,
        check("x") > 99,
        rate(get("/")) > 400,
        rate(get("/")) > 400/min,
    }));
}

#[test]
fn mistakes_in_what_is_measured_are_named() {
    assert_snapshot!(said_of(quote! {
        dropped.count < 5,
        droped < 5%,
        errors.count < 5,
        get("/").p9x < 5ms,
        get("/").p100 < 5ms,
        get("/").p95.5 < 5ms,
        get("/").p99.5 < 5ms,
        get("/").median < 5ms,
        get("/").maxx < 5ms,
        get("/").service < 5ms,
        get("/") < 5ms,
        get("/").5 < 5ms,
        5 apples,
        gte("/").p99 < 5ms,
        fetch("/").p99 < 5ms,
        get.p99 < 5ms,
        get(/path).p99 < 5ms,
        get("/", 2).p99 < 5ms,
        get(5).p99 < 5ms,
        call(f::<u8>).p99 < 5ms,
        call().p99 < 5ms,
        call(|x| x).p99 < 5ms,
        check < 5%,
        rate("/") > 5/s,
        rate(get("/").p99) > 5/s,
        rate() > 5/s,
        3,
        *,
    }));
}

#[test]
fn mistakes_between_a_figure_and_its_limit_are_named() {
    assert_snapshot!(said_of(quote! {
        500ms < get("/").p99,
        1% >= errors,
        (A + B) > rate(get("/")),
        errors,
        errors 1%,
        errors = 1%,
        errors == 1%,
        errors =< 1%,
        errors <,
        errors < %,
    }));
}

#[test]
fn mistakes_in_what_follows_the_limit_are_named() {
    assert_snapshot!(said_of(quote! {
        errors < 1% over 500ms,
        errors < 1% over 1500ms,
        errors < 1% over 30,
        errors < 1% over,
        errors < 1% in,
        errors < 1% in brwose,
        errors < 1% in buy,
        errors < 1% over 30s in log_in,
        errors < 1% over 30s over 20s,
        errors < 1% else,
        errors < 1% else stop,
        errors < 1% abort,
        errors < 1% for 30s,
        errors < 1% ovr 30s,
        errors < 1% + 2,
        errors < 1% get("/").p99 < 5ms,
    }));
}

#[test]
fn what_cannot_be_dropped_has_no_threshold() {
    let said = |entry: TokenStream| {
        messages(load_test(quote!(Staging { scenarios: [#entry], thresholds: [dropped < 5%] })))
    };
    let none = "nothing arrives in this load test";
    assert!(said(quote!(browse for 1min)).concat().contains(none));
    assert_eq!(said(quote!(browse at 5/s for 1min)), [""; 0]);
    let wrong = said(quote!(browse at 0/s for 1min)).concat();
    assert!(wrong.contains("nothing ever arrives") && !wrong.contains(none), "{wrong}");
}

#[test]
fn a_threshold_with_a_mistake_is_left_out_and_the_others_stay() {
    let expansion = with(quote!(errors < 1, errors < 2%, get("/") < 5ms)).to_string();
    assert_eq!(expansion.matches("Threshold :: new").count(), 1, "{expansion}");
}
