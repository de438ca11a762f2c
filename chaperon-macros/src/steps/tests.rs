//! What `steps!` writes, and what it says about mistakes.

use insta::assert_snapshot;
use quote::quote;

use super::steps;
use crate::testing::{messages_in_expr, pretty_expr};

#[test]
fn every_step_is_a_call() {
    assert_snapshot!(pretty_expr(steps(quote! {
        session =>
        login("admin", session.id());
        refresh();
        .get("/");
        .post("/{id}").param("id", next()).json(json!({ "a": 1 })).timeout(2s);
        .delay(1.5s);
        .repeat(3, async |session| session.get("/").await.map(drop));
        log_info!(session, "logged in after {:?}", 2s);
        >>> browse(3);
        >>> <Shop as Browse>::browse::<u8>();
        ~> logout;
        ~> m::side(config.extra, 5min);
        ~> baz = .put("/baz").json(json!({ "data": 1 }));
        ~> r#match = m::side::<u8>(1);
        <~ logout;
        <~ [logout, baz, r#match];
    })));
}

#[test]
fn no_steps_are_fine() {
    assert_snapshot!(pretty_expr(steps(quote!((load) session =>))));
}

#[test]
fn every_mistake_is_named_and_the_right_steps_stay() {
    let expansion = steps(quote! {
        session =>
        |> login("admin");
        -> x;
        >> browse(3);
        foo;
        foo = bar();
        session.get("/");
        foo(session, 1);
        .get;
        .get("/").post("/x");
        foo(1) .get("/after_call");
        bar(2).await?;
        .get("/").await?;
        let x = 1;
        if x { y(); } good();
        ~> .get("/");
        >>> .get("/");
        ~> 3;
        <~ 3;
        <~ [a, 3];
        <~ [];
        ;
        3;
        baz(4) >>> last(5)
    });
    assert_snapshot!(messages_in_expr(expansion.clone()).join("\n"));
    let pretty = pretty_expr(expansion);
    for kept in ["good(", "last", "\"/after_call\"", "baz("] {
        assert!(pretty.contains(kept), "{kept} is missing in {pretty}");
    }
}

#[test]
fn a_verb_of_the_session_inside_a_chain_is_a_missing_semicolon() {
    for verb in [
        quote!(await_any_signal()),
        quote!(await_signal_for("go", 2s)),
        quote!(await_signal_or_timeout(2s)),
        quote!(signal_parent("done")),
        quote!(retry_on_error(login)),
        quote!(group("cart", browse)),
        quote!(put_live(client)),
    ] {
        let messages = messages_in_expr(steps(quote!(session => .get("/").#verb;)));
        assert_eq!(messages.len(), 1, "{verb}: {messages:?}");
        assert!(messages[0].contains("`;`"), "{verb}: {messages:?}");
    }
}

#[test]
fn steps_without_a_session_say_how_they_begin() {
    assert_snapshot!(messages_in_expr(steps(quote!(foo();))).join("\n"));
    assert_snapshot!(messages_in_expr(steps(quote!())).join("\n"));
    assert_snapshot!(messages_in_expr(steps(quote!(make() => foo();))).join("\n"));
}
