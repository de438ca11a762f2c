//! What stands in `main!`.

use syn::Path;

/// `A, B; scenarios: x, y`
#[derive(Default)]
pub struct Main {
    pub load_tests: Vec<Path>,
    pub scenarios: Vec<Path>,
}
