//! What `load_test!` writes, and what it says about mistakes.

use insta::assert_snapshot;
use quote::quote;

use super::load_test;
use crate::testing::{messages, pretty};

fn found(fields: proc_macro2::TokenStream) -> String {
    messages(load_test(quote!(Staging { #fields }))).join("\n")
}

#[test]
fn a_load_test_is_a_struct_that_defines_it() {
    assert_snapshot!(pretty(load_test(quote! {
        /// Docs.
        #[cfg(unix)]
        pub Staging {
            scenarios: [
                shop::browse,
                10 * browse as "ten" { delay: 2s, http: { headers: { "x-a": "b" } } },
                USERS * [log_in, browse] { page: 1, .. },
                (2 + USERS) * browse { .. } for 5min,
                20 * browse { page: 1 } times (ROUNDS * 2),
                browse for TIME,
            ],
            default_config: { base_url: "http://localhost", timeout: none, .. },
            name: "Staging area",
        }
    })));
}

#[test]
fn a_renamed_crate_is_called_by_its_name() {
    let expansion = load_test(quote!((load) Staging { scenarios: [browse] })).to_string();
    assert!(expansion.contains("load :: __private :: LoadTest"), "{expansion}");
    assert!(!expansion.contains("chaperon"), "{expansion}");
}

#[test]
fn every_mistake_in_the_entries_is_named() {
    assert_snapshot!(found(quote! {
        scenarios: [
            0 * browse,
            2s * browse,
            "two" * browse,
            10 browse,
            browse as "n" { session_name: "n" },
            browse as n,
            browse {} as "late",
            other as "n",
            third { session_name: "n" },
            browse as "",
            [],
            [a b],
            browse { page: 1, page: 2, size 3 },
            browse for 0s,
            browse for 5,
            browse for,
            browse times 0,
            browse times 5min,
            browse times 3 for 5min,
            browse tims 3,
            browse {} trailing garbage,
            browse {} {},
            browse {} browse {},
            browse at 500/s for 5min poisson,
            20 * browse for 5min every 10s after 1min,
            browse with [0 -> 100 in 1min],
            *,
        ],
    }));
}

#[test]
fn every_mistake_in_the_fields_is_named() {
    assert_snapshot!(found(quote! {
        name: "",
        name: "again",
        default_config: 3,
        scenario: [browse],
        users: 3,
        setup: log_in,
        worker_setup: warm_caches,
        feeds: ["users.csv"],
        thresholds: errors < 1%,
        scenarios [browse],
        3,
    }));
    assert_snapshot!(found(quote!(scenarios: [])));
    assert_snapshot!(found(quote!(default_config: { base_url: "a" } scenarios: [browse] extra)));
}

#[test]
fn a_head_that_is_wrong_shows_the_form() {
    let heads = [
        quote!(),
        quote!({ scenarios: [browse] }),
        quote!(pub),
        quote!(pub Staging),
        quote!(pub Staging { scenarios: [browse] } pub Other { scenarios: [browse] }),
    ];
    let found: Vec<String> =
        heads.into_iter().map(|head| messages(load_test(head)).join("\n")).collect();
    assert_snapshot!(found.join("\n"));
}

#[test]
fn a_load_test_with_mistakes_is_still_a_load_test() {
    let expansion =
        pretty(load_test(quote!(pub Staging { scenarios: [0 * browse, browse x], foo: 1 })));
    assert!(expansion.contains("LoadTest for Staging"), "{expansion}");
}
