//! What stands in `main!`.

use syn::{Expr, Path};

/// `A, B; scenarios: x, y; option_parser: P`
#[derive(Default)]
pub struct Main {
    pub load_tests: Vec<Path>,
    pub scenarios: Vec<Path>,
    pub option_parser: Option<Expr>,
}
