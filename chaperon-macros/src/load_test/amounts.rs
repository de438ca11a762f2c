//! Amounts: how they are read, and what they are as far as their tokens show.

use quote::ToTokens;
use syn::parse::ParseStream;
use syn::{Expr, ExprLit, ExprPath, Lit, parenthesized, token};

use super::model::Amount;
use crate::duration;

/// Reads a literal, a path or an expression in parentheses.
pub fn read_amount(input: ParseStream<'_>) -> syn::Result<Amount> {
    if input.peek(token::Paren) {
        let content;
        parenthesized!(content in input);
        return content.parse().map(Amount);
    }
    if input.peek(Lit) {
        return Ok(Amount(Expr::Lit(ExprLit { attrs: Vec::new(), lit: input.parse()? })));
    }
    let path = input.parse::<ExprPath>();
    let path = path.map_err(|error| {
        syn::Error::new(error.span(), "expected a literal, a path or an expression in parentheses")
    })?;
    Ok(Amount(Expr::Path(path)))
}

pub fn is_literal(amount: &Amount) -> bool {
    matches!(amount.0, Expr::Lit(_))
}

/// The number, if it is written as a literal without a unit.
pub fn whole(amount: &Amount) -> Option<u64> {
    let Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) = &amount.0 else { return None };
    match nanos(amount) {
        Some(_) => None,
        None => number.base10_parse().ok(),
    }
}

/// The nanoseconds, if it is written as a literal with a unit.
pub fn nanos(amount: &Amount) -> Option<u128> {
    match &amount.0 {
        Expr::Lit(literal) => duration::nanos(&literal.to_token_stream().to_string()),
        _ => None,
    }
}
