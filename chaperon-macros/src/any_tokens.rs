//! Whatever stands in a macro, it answers with tokens: it never panics.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use proptest::prelude::*;
use quote::quote;

use crate::{config_derive, config_inline, load_test, main_macro, scenario, steps};

/// Words that the macros know, and some that they do not.
const WORDS: &str = "session => ; , : . .. * >>> ~> <~ |> = & ! ? :: -> # ( ) as for times at every \
    run schedule await let if name init teardown assigns runs crate self r#match async fn pub mut \
    unsafe const where default_config scenarios setup thresholds none browse log_info 1 0 2s 1.5s \
    \"text\" 'c' get post -1 <T> &mut Session Result config delay session_name page \
    errors check rate metric call feeds csv jsonl shuffled wrap p99 p9x count service < <= > >= % / s in over else abort";

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

/// What is right in each macro, for [`changed`] to spoil.
fn right() -> [TokenStream; 7] {
    [
        quote! {
            /// Docs.
            #[cfg(unix)]
            pub Test {
                name: "Test",
                default_config: { base_url: env("URL"), http: { headers: { "x": y } }, .. },
                scenarios: [
                    10 * m::browse as "n" { page: 1, pause: 1.5s, timeout: none } for 5min,
                    USERS * [browse, search] { page: (1 + 2), .. } times 3,
                    search { page: 1 } at 500/s for 5min poisson after 1min,
                    search with [0 -> 100 in 1min, 100 for 5min],
                ],
                feeds: { users: csv("u.csv").shuffled() as m::User, r#in: jsonl(P) as (u8, T) },
                thresholds: [errors < 1%, get("/").p99 < 1s in browse over 30s else abort],
            }
        },
        quote! {
            session =>
            login("admin", 2s);
            .get("/").expect_status(200);
            .assign("seen", 1);
            log_info!(session, "in");
            >>> m::browse::<u32>(3, |x| x);
            ~> logout;
            ~> baz = .put("/baz").json(json!({"data": 1}));
            <~ [logout, baz];
            run other { key: "value", .. };
        },
        quote!(A, m::B; scenarios: x, y),
        quote!(page: 1, user: { name: "anna", home: { town: Some("Ulm") } }, pause: 2s),
        quote!(name = "N", init = a::b, teardown = c, assigns(t: Vec<u8>, u: u64), runs(d, e::f)),
        quote! {
            #[doc = "Docs."]
            pub(crate) async fn browse(session: &mut Session, config: &m::Config) -> Result {
                session.get("/").await?;
                Ok(())
            }
        },
        quote! {
            #[config(crate = load)]
            pub struct Keys {
                /// Docs.
                #[config(default = { name: "anna", pause: 2s }, nested)]
                user: User,
                #[config(secret)]
                r#type: Option<Vec<u8>>,
            }
        },
    ]
}

/// How one place of the tokens is changed.
#[derive(Debug, Clone)]
enum Change {
    Leave,
    Take,
    Double,
    Swap,
    Replace(TokenStream),
    Empty,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        20 => Just(Change::Leave),
        1 => Just(Change::Take),
        1 => Just(Change::Double),
        1 => Just(Change::Swap),
        1 => token().prop_map(Change::Replace),
        1 => Just(Change::Empty),
    ]
}

/// The tokens with the changes, one a token, also inside of groups; over and over.
fn changed(tokens: TokenStream, changes: &mut impl Iterator<Item = Change>) -> TokenStream {
    let mut all: Vec<TokenStream> = Vec::new();
    for token in tokens {
        let change = changes.next().unwrap_or(Change::Leave);
        let token = match token {
            TokenTree::Group(group) => {
                let inner = match change {
                    Change::Empty => TokenStream::new(),
                    _ => changed(group.stream(), changes),
                };
                TokenTree::Group(Group::new(group.delimiter(), inner))
            }
            token => token,
        };
        match change {
            Change::Leave | Change::Empty => all.push(token.into()),
            Change::Take => {}
            Change::Double => all.extend([token.clone().into(), token.into()]),
            Change::Swap => all.insert(all.len().saturating_sub(1), token.into()),
            Change::Replace(other) => all.push(other),
        }
    }
    all.into_iter().collect()
}

/// What `#[derive(Config)]` gets is an item, or rustc never calls it.
fn derive(tokens: TokenStream) -> TokenStream {
    syn::parse2(tokens).map_or_else(|error| error.to_compile_error(), |i| config_derive::derive(&i))
}

proptest! {
    #[test]
    fn what_is_nearly_right_becomes_something(
        changes in proptest::collection::vec(change(), 1..80),
    ) {
        let mut changes = changes.into_iter().cycle();
        let [test, in_steps, main, block, args, function, keys] =
            right().map(|tokens| changed(tokens, &mut changes));
        prop_assert!(!load_test::load_test(test).is_empty());
        prop_assert!(!steps::steps(in_steps).is_empty());
        prop_assert!(!main_macro::main(main).is_empty());
        prop_assert!(!config_inline::expand(block).is_empty());
        let [.., right_function, _] = right();
        prop_assert!(!scenario::scenario(args, right_function).is_empty());
        scenario::scenario(TokenStream::new(), function);
        prop_assert!(!derive(keys).is_empty());
    }

    #[test]
    fn no_macro_panics(tokens in tokens()) {
        let entry = quote!(pub Test { scenarios: [#tokens] });
        let block = quote!(pub Test { scenarios: [browse { #tokens }] });
        let threshold = quote!(pub Test { scenarios: [browse], thresholds: [#tokens] });
        let bound = quote!(pub Test { thresholds: [get("/") #tokens] });
        let fields = quote!(pub Test { #tokens });
        for test in [tokens.clone(), fields, entry, block, threshold, bound] {
            prop_assert!(!load_test::load_test(test).is_empty());
        }
        for in_steps in [tokens.clone(), quote!(session => #tokens)] {
            prop_assert!(!steps::steps(in_steps).is_empty());
        }
        prop_assert!(!main_macro::main(tokens.clone()).is_empty());
        prop_assert!(!config_inline::expand(tokens.clone()).is_empty());
        scenario::scenario(tokens.clone(), tokens.clone());
        let body = quote!(async fn f(session: &mut Session) -> Result { #tokens });
        scenario::scenario(tokens.clone(), body);
        scenario::scenario(TokenStream::new(), quote!(async fn f(#tokens) -> Result {}));
        derive(tokens.clone());
        derive(quote!(struct Keys { #[config(#tokens)] key: u32 }));
        derive(quote!(struct Keys { #tokens }));
    }
}
