//! A configuration block, `{ key: value, nested: { .. }, "text key": v, .. }`: its model, how it
//! is read, and the statements it becomes.
//!
//! A block stands in `load_test!` (`default_config` and scenario blocks), in `steps!`
//! (`run other { .. }`), in `config!` and in `#[config(default = { .. })]`.
//!
//! ```text
//! let errors = Errors::new();
//! let block = Block::read(input, &errors)?;      // `input` is before the `{`
//! let set = block::layer(&block, &private, &scenario);            // an expression: a `Layer`
//! let check = Required { given: &[block::paths(&block), block::paths(&default_config)], .. }
//!     .check(&private);                                           // an item
//! ```

mod checks;
mod expand;
mod model;
mod parse;

pub use checks::{Place, Required, known_checks, no_built_in_check, paths};
pub use expand::{Owner, layer, offered, overlay, set, sets};
pub use model::{Block, Key, Value};
