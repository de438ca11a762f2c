//! `thresholds: [..]`: what a run is held to.

mod check;
mod clauses;
mod expand;
mod limit;
mod measure;
mod model;
#[cfg(test)]
mod tests;

use syn::parse::ParseStream;

pub use check::check;
pub use expand::expand;
pub use model::Threshold;

use crate::errors::Errors;
use crate::list::comma_separated;

/// Reads thresholds to the end of the input.
pub fn read(input: ParseStream<'_>, errors: &Errors) -> Vec<Threshold> {
    let mut thresholds = Vec::new();
    comma_separated(input, errors, "expected `,` before the next threshold", |input| {
        thresholds.push(read_one(input, errors)?);
        Ok(())
    });
    thresholds
}

fn read_one(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Threshold> {
    limit::refuse_first(input)?;
    let measure = measure::read(input)?;
    let comparison = limit::read_comparison(input, &measure)?;
    let limit = limit::read(input)?;
    let mut threshold =
        Threshold { measure, comparison, limit, scenario: None, window: None, abort: false };
    clauses::read(input, &mut threshold, errors)?;
    Ok(threshold)
}
