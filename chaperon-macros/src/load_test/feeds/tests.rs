//! What feeds become, and what is said about mistakes in them.

use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

use crate::load_test::load_test;
use crate::testing::{messages, pretty};

fn with(feeds: TokenStream) -> TokenStream {
    load_test(quote!(Staging { scenarios: [browse], feeds: { #feeds } }))
}

#[test]
fn every_feed_is_one_of_the_definition() {
    assert_snapshot!(pretty(with(quote! {
        users: csv("users.csv") as User,
        more: jsonl(PATH).shuffled().unique().wrap() as shop::Row<'static, u8>,
        r#type: csv(folder().join("types.csv")).stop() as (String, u32),
    })));
}

#[test]
fn no_feeds_are_fine() {
    assert!(messages(with(quote!())).is_empty());
}

#[test]
fn every_mistake_is_named() {
    let mistakes = with(quote! {
        users,
        users::all: csv("u.csv") as User,
        "users": csv("u.csv") as User,
        users = csv("u.csv") as User,
        users:,
        users: 5,
        users: "u.csv",
        users: "u.jsonl" as User,
        users: cvs("u.csv") as User,
        users: json("u.json") as User,
        users: xml("u.xml") as User,
        users: csv as User,
        users: csv "u.csv" as User,
        users: csv() as User,
        users: csv("u.csv", 2) as User,
        users: csv("u.csv"),
        users: csv("u.csv").wrap(),
        users: csv("u.csv") as,
        users: csv("u.csv") as 5,
        users: csv("u.csv") as User.wrap(),
        users: csv("u.csv") User,
        users: csv("u.csv"). as User,
        shuffle: csv("u.csv").shuffle() as User,
        random: csv("u.csv").random() as User,
        wrap: csv("u.csv").wrap as User,
        wraps: csv("u.csv").wrap(2) as User,
        twice: csv("u.csv").wrap().wrap() as User,
        both: csv("u.csv").wrap().shuffled().stop() as User,
        ends: csv("u.csv").stop().wrap() as User,
        again: csv("u.csv") as User,
        again: csv("v.csv") as User,
        r#again: csv("w.csv") as User,
        next: csv("u.csv") as User other: csv("u.csv") as User,
    });
    assert_snapshot!(messages(mistakes).join("\n"));
}
