//! The config that comes from outside: files, then the environment, then flags.

use super::args::ConfigArgs;
use crate::config::{ConfigError, Layer};
use crate::load_test::Definition;

/// All config from outside, the later over the earlier.
pub(super) fn layer(args: &ConfigArgs, definition: &Definition) -> Result<Layer, ConfigError> {
    let mut layer = Layer::new();
    for file in &args.config {
        layer.merge(Layer::from_toml_file(file)?);
    }
    layer.merge(definition.environment());
    for text in &args.set {
        layer.set_text(text)?;
    }
    Ok(layer)
}
