//! What amounts are, as far as their tokens show.

use quote::ToTokens;
use syn::{Expr, ExprLit, Lit};

use super::model::Amount;
use crate::duration;

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
