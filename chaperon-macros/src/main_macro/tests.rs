//! What `main!` writes, and what it says about mistakes.

use insta::assert_snapshot;
use quote::quote;

use super::main;
use crate::testing::{messages, pretty};

#[test]
fn main_hands_over_to_the_command_line() {
    assert_snapshot!(pretty(main(quote!(Staging, m::Other,; scenarios: browse, m::search))));
}

#[test]
fn an_option_parser_goes_to_the_command_line_too() {
    let before = quote!(Staging; option_parser: Mine::new(7); scenarios: browse);
    let after = quote!(Staging; scenarios: browse; option_parser: Mine::new(7););
    let expanded = pretty(main(before));
    assert_eq!(expanded, pretty(main(after)));
    assert_snapshot!(expanded);
}

#[test]
fn every_mistake_is_named() {
    let forms = [
        quote!(),
        quote!(A B, 3, C),
        quote!(A; browse),
        quote!(A; scenario: browse),
        quote!(A; 3),
        quote!(A; scenarios: browse 3; more),
        quote!(A; option_parser:),
        quote!(A; option_parser: P; option_parser: P),
    ];
    let found: Vec<String> =
        forms.into_iter().map(|form| messages(main(form)).join("\n")).collect();
    assert_snapshot!(found.join("\n"));
    assert_eq!(messages(main(quote!(A;))), [""; 0]);
}
