//! `feeds: { .. }`: rows of data for sessions.

mod check;
mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

pub use check::check;
pub use expand::expand;
pub use model::Feed;
pub use parse::read;
