//! Calls and chains of methods, as they stand in a step.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{AngleBracketedGenericArguments, Expr, Ident, Token, parenthesized, token};

use super::model::{Chain, Link};

/// Methods that a session has and no builder: inside a chain they begin the next step.
const VERBS: [&str; 43] = [
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "request",
    "ws",
    "ws_connect",
    "ws_send",
    "ws_recv",
    "ws_await_recv",
    "ws_close",
    "ws_reset",
    "call_traced",
    "repeat",
    "repeat_traced",
    "repeat_for",
    "cc_spread",
    "every",
    "retry_on_error",
    "time",
    "group",
    "attempt",
    "spawn",
    "join",
    "signal",
    "signal_parent",
    "await_signal",
    "await_any_signal",
    "await_signal_for",
    "await_signal_or_timeout",
    "run_scenario",
    "schedule_scenario",
    "assign",
    "update_assign",
    "delete_assign",
    "put_live",
    "set_config",
    "update_config",
    "add_metric",
    "check",
    "abort",
];

/// Reads `.method(args).method(args)`, up to what is no method or begins the next step.
pub fn read(input: ParseStream<'_>) -> syn::Result<Chain> {
    let mut links = vec![read_link(input)?];
    while input.peek(Token![.]) && !begins_step(input) && !is_awaited(input) {
        links.push(read_link(input)?);
    }
    Ok(Chain(links))
}

/// Whether `.await` or `?` comes next.
pub fn is_awaited(input: ParseStream<'_>) -> bool {
    input.peek(Token![?]) || (input.peek(Token![.]) && input.peek2(Token![await]))
}

/// Reads `(a, b)`.
pub fn read_args(input: ParseStream<'_>) -> syn::Result<Vec<Expr>> {
    let content;
    parenthesized!(content in input);
    let args = Punctuated::<Expr, Token![,]>::parse_terminated(&content);
    // What is left after a mistake is not a second one.
    content.parse::<TokenStream>()?;
    Ok(args?.into_iter().collect())
}

/// Whether the method that comes next is one of the session.
fn begins_step(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let method = ahead.parse::<Token![.]>().and_then(|_| ahead.call(Ident::parse_any));
    // `ws("b").connect()` and its kin are methods of that socket.
    method.is_ok_and(|method| VERBS.iter().any(|verb| method == verb))
}

fn read_link(input: ParseStream<'_>) -> syn::Result<Link> {
    let dot: Token![.] = input.parse()?;
    if !input.peek(Ident) {
        return Err(input.error("expected a method of the session, as in `.get(\"/\");`"));
    }
    let method: Ident = input.parse()?;
    let generics = match input.peek(Token![::]) {
        true => Some(input.call(AngleBracketedGenericArguments::parse_turbofish)?),
        false => None,
    };
    if !input.peek(token::Paren) {
        let message = format!(
            "`.{method}` is not called: a step is a method with its arguments, as in `.get(\"/\");`"
        );
        return Err(syn::Error::new_spanned(&method, message));
    }
    let paren = token::Paren(input.span());
    Ok(Link { dot, method, generics, paren, args: read_args(input)? })
}
