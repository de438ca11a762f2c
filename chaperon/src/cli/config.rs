//! The config that comes from outside: files, then the environment, then flags.

use super::args::ConfigArgs;
use crate::config::{Config, ConfigError, KeyInfo, Layer, LoadTestSettings, Settings};
use crate::load_test::Definition;

/// All config from outside, the later over the earlier.
pub(super) fn layer(args: &ConfigArgs, definition: &Definition) -> Result<Layer, ConfigError> {
    let mut layer = Layer::new();
    for file in &args.config {
        layer.merge(Layer::from_toml_file(file)?);
    }
    layer.merge(Layer::from_environment(std::env::vars_os(), &known(definition)));
    for text in &args.set {
        layer.set_text(text)?;
    }
    Ok(layer)
}

/// The keys that there are, by which names of environment variables are understood.
fn known(definition: &Definition) -> Vec<&'static [KeyInfo]> {
    let members = definition.entries().iter().flat_map(|entry| entry.members());
    let own = members.flat_map(|member| member.runs().iter().copied().chain([member.keys()]));
    own.chain([Settings::INFO, LoadTestSettings::INFO]).collect()
}
