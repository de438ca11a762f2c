//! The macros of chaperon. Use them through that crate, which passes its own path to those that
//! are called like functions.

use proc_macro::TokenStream;

#[cfg(test)]
mod any_tokens;
mod block;
mod config_derive;
mod config_inline;
mod debug;
mod docs;
mod duration;
mod errors;
mod forwarded;
mod hash;
mod list;
mod load_test;
mod main_macro;
mod near;
mod private;
mod scenario;
mod steps;
#[cfg(test)]
mod testing;
mod written;

/// Makes an `async fn` a scenario.
///
/// The function stays callable as written. A type of the same path implements `Scenario`; it is
/// what `load_test!` and `run_scenario` name. Arguments, all optional:
///
/// - `name = ".."`: its name; without it, the function's path without the crate.
/// - `init = f`, `teardown = f`: run before and after, `async fn(session)` or
///   `async fn(session, config)`.
/// - `assigns(key: Type, ..)`: what it leaves for the scenario after it in a sequence. To end well
///   without having assigned it, or as another type, is an error of the session.
/// - `runs(scenario, ..)`: scenarios that it runs inside, whose keys a load test may set.
/// - `crate = path`: where chaperon is, for a crate that renames it.
#[proc_macro_attribute]
pub fn scenario(args: TokenStream, item: TokenStream) -> TokenStream {
    debug::shown("#[scenario]", scenario::scenario(args.into(), item.into())).into()
}

/// What `chaperon::steps!` passes its tokens to, which documents it.
#[proc_macro]
pub fn steps(input: TokenStream) -> TokenStream {
    debug::shown("steps!", steps::steps(input.into())).into()
}

/// What `chaperon::load_test!` passes its tokens to, which documents it.
#[proc_macro]
pub fn load_test(input: TokenStream) -> TokenStream {
    debug::shown("load_test!", load_test::load_test(input.into())).into()
}

/// What `chaperon::main!` passes its tokens to, which documents it.
#[proc_macro]
pub fn main(input: TokenStream) -> TokenStream {
    debug::shown("main!", main_macro::main(input.into())).into()
}

/// Makes a struct one of typed config keys. See `chaperon::config::Config`.
#[proc_macro_derive(Config, attributes(config))]
pub fn derive_config(input: TokenStream) -> TokenStream {
    let expansion = config_derive::derive(&syn::parse_macro_input!(input));
    debug::shown("#[derive(Config)]", expansion).into()
}

/// What `chaperon::config!` passes its tokens to, which documents it.
#[proc_macro]
pub fn config(input: TokenStream) -> TokenStream {
    debug::shown("config!", config_inline::expand(input.into())).into()
}
