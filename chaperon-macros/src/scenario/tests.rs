//! What `#[scenario]` writes, and what it says about mistakes.

use insta::assert_snapshot;
use quote::quote;

use super::scenario;
use crate::testing::{messages, pretty};

#[test]
fn a_scenario_is_a_struct_beside_its_function() {
    let function = quote! {
        /// Looks around.
        pub async fn browse(session: &mut Session) -> Result { session.get("/").await?; Ok(()) }
    };
    assert_snapshot!(pretty(scenario(quote!(), function)));
}

#[test]
fn every_argument_has_its_place() {
    let args = quote! {
        name = "Shop.Checkout", init = log_in, teardown = shop::log_out,
        assigns(token: String, user_id: u64), runs(browse, m::search), crate = load
    };
    let function = quote! {
        #[cfg(feature = "shop")]
        #[deprecated]
        #[tracing::instrument]
        async fn checkout(session: &mut load::Session, config: &m::Checkout) -> load::Result { Ok(()) }
    };
    assert_snapshot!(pretty(scenario(args, function)));
}

#[test]
fn a_raw_identifier_is_named_by_its_word() {
    let function = quote!(
        async fn r#match(session: &mut Session) -> Result {
            Ok(())
        }
    );
    let expansion = pretty(scenario(quote!(), function));
    assert!(expansion.contains("struct r#match {}"), "{expansion}");
    assert!(expansion.contains("\"::match\""), "{expansion}");
}

#[test]
fn the_function_comes_first_and_as_written() {
    let function = quote!(async fn half(session: &mut Session) -> Result { session. });
    let expansion = scenario(quote!(), function.clone()).to_string();
    assert!(expansion.starts_with(&function.to_string()), "{expansion}");
    assert!(expansion.contains("struct half"), "{expansion}");
}

#[test]
fn every_wrong_part_of_a_signature_is_named() {
    let function = quote! {
        pub const unsafe extern "C" fn wrong<T>(session: Session, config: Config, more: u32) -> Result<u32>
        where T: Copy { Ok(1) }
    };
    let found = messages(scenario(quote!(), function));
    assert_snapshot!(found.join("\n"));
}

#[test]
fn a_wrong_signature_leaves_a_stub() {
    let expansion = pretty(scenario(
        quote!(),
        quote!(
            fn wrong() {}
        ),
    ));
    assert!(expansion.contains("::core::future::pending()"), "{expansion}");
}

#[test]
fn a_method_and_an_item_that_is_no_function_are_left_alone() {
    let method = quote!(
        async fn run(&self, session: &mut Session) -> Result {
            Ok(())
        }
    );
    let expansion = pretty(scenario(
        quote!(),
        quote!(
            fn stand_in() {}
        ),
    ));
    assert!(expansion.contains("struct stand_in"));
    assert!(!scenario(quote!(), method).to_string().contains("struct"));
    let found = messages(scenario(
        quote!(),
        quote!(
            struct Browse;
        ),
    ));
    assert_snapshot!(found.join("\n"));
}

#[test]
fn every_wrong_argument_is_named() {
    let args = quote! {
        nmae = "x", init, teardown = 3, name = "", assigns(a, b: u8, b: u8, 3), runs = x, runs(a b),
        init = browse, init = f, 7, crate = load wrong
    };
    let function = quote!(
        async fn browse(session: &mut Session) -> Result {
            Ok(())
        }
    );
    let found = messages(scenario(args, function));
    assert_snapshot!(found.join("\n"));
}
