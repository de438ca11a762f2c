//! What stands in `feeds: { .. }`.

use syn::{Expr, Ident, Type};

/// `users: csv("users.csv").shuffled() as User`
pub struct Feed {
    pub name: Ident,
    /// `csv` or `jsonl`
    pub format: Ident,
    pub path: Expr,
    /// `shuffled`, `unique`, `wrap`, `stop`; those that there are not are left out.
    pub modifiers: Vec<Ident>,
    /// The type of a row.
    pub row: Type,
}
