//! Whatever stands in a macro, it answers with tokens: it never panics.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use proptest::prelude::*;
use quote::quote;

use crate::{config_inline, load_test, main_macro, scenario, steps};

/// Words that the macros know, and some that they do not.
const WORDS: &str = "session => ; , : . .. * >>> ~> <~ |> = & ! ? :: -> # ( ) as for times at every \
    run schedule await let if name init teardown assigns runs crate self r#match async fn pub mut \
    unsafe const where default_config scenarios setup thresholds none browse log_info 1 0 2s 1.5s \
    \"text\" 'c' get post -1 <T> &mut Session Result config delay session_name page \
    errors check rate metric call p99 p9x count service < <= > >= % / s in over else abort";

fn token() -> impl Strategy<Value = TokenStream> {
    let words: Vec<&str> = WORDS.split_whitespace().filter(|word| !"()".contains(*word)).collect();
    let word = proptest::sample::select(words).prop_map(|word| word.parse().unwrap_or_default());
    word.prop_recursive(4, 40, 6, |inner| {
        let delimiter = prop_oneof![
            Just(Delimiter::Brace),
            Just(Delimiter::Bracket),
            Just(Delimiter::Parenthesis),
            Just(Delimiter::None),
        ];
        (delimiter, proptest::collection::vec(inner, 0..6)).prop_map(|(delimiter, inner)| {
            TokenTree::Group(Group::new(delimiter, inner.into_iter().collect())).into()
        })
    })
}

fn tokens() -> impl Strategy<Value = TokenStream> {
    proptest::collection::vec(token(), 0..16).prop_map(|tokens| tokens.into_iter().collect())
}

proptest! {
    #[test]
    fn no_macro_panics(tokens in tokens()) {
        load_test::load_test(tokens.clone());
        load_test::load_test(quote!(pub Test { #tokens }));
        load_test::load_test(quote!(pub Test { scenarios: [#tokens] }));
        load_test::load_test(quote!(pub Test { scenarios: [browse { #tokens }] }));
        load_test::load_test(quote!(pub Test { scenarios: [browse], thresholds: [#tokens] }));
        load_test::load_test(quote!(pub Test { thresholds: [get("/") #tokens] }));
        steps::steps(tokens.clone());
        steps::steps(quote!(session => #tokens));
        main_macro::main(tokens.clone());
        config_inline::expand(tokens.clone());
        scenario::scenario(tokens.clone(), tokens.clone());
        scenario::scenario(tokens.clone(), quote!(async fn f(session: &mut Session) -> Result { #tokens }));
        scenario::scenario(TokenStream::new(), quote!(async fn f(#tokens) -> Result {}));
    }
}
