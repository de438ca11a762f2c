//! The operators that begin a step. They are told by their characters alone: tokens that came
//! through another macro do not say any more which of them were joined.

use proc_macro2::{Punct, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{ParseStream, discouraged::Speculative};

/// What a step begins with.
pub enum Operator {
    /// None: a call or a macro.
    None,
    /// `>>>`
    Traced,
    /// `~>`
    Spawn,
    /// `<~`
    Join,
    /// Something else.
    Unknown(TokenStream),
}

/// Reads the operator, if there is one.
pub fn read(input: ParseStream<'_>) -> syn::Result<Operator> {
    let ahead = input.fork();
    let mut tokens = TokenStream::new();
    let mut text = String::new();
    while let Some(punct) = next_character(&ahead) {
        text.push(punct.as_char());
        punct.to_tokens(&mut tokens);
        if matches!(text.as_str(), ">>>" | "~>" | "<~") {
            break;
        }
    }
    let operator = match text.as_str() {
        // A single `<` begins a path such as `<T as Login>::log_in(..)`.
        "" | "<" => return Ok(Operator::None),
        ">>>" => Operator::Traced,
        "~>" => Operator::Spawn,
        "<~" => Operator::Join,
        _ => Operator::Unknown(tokens),
    };
    input.advance_to(&ahead);
    Ok(operator)
}

fn next_character(input: ParseStream<'_>) -> Option<Punct> {
    let (token, _) = input.cursor().token_tree()?;
    match token {
        TokenTree::Punct(punct) if "><~|=-&*+!@^/%$".contains(punct.as_char()) => {
            input.parse::<TokenTree>().ok().map(|_| punct)
        }
        _ => None,
    }
}
