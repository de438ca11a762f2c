//! The rules of steps that are well formed.

use syn::Expr;

use super::model::{Step, Steps};
use crate::errors::Errors;

/// Notes every rule that the steps break, and leaves out the steps that break one.
pub fn check(steps: &mut Steps, errors: &Errors) {
    if !matches!(steps.session, Expr::Path(_) | Expr::Field(_)) {
        errors.at(&steps.session, "begin with the session, a variable: `steps! { session => .. }`");
        steps.steps.clear();
    }
    let Steps { session, steps } = steps;
    steps.retain(|step| errors.ok(check_arguments(step, session)).is_some());
}

fn check_arguments(step: &Step, session: &Expr) -> syn::Result<()> {
    match step.call().and_then(|call| call.args.first()) {
        Some(first) if first == session => {
            let message = "a step passes the session by itself: leave it out of the arguments";
            Err(syn::Error::new_spanned(first, message))
        }
        _ => Ok(()),
    }
}
