//! Secrets are not sent: a submission that has one is refused.

use std::path::Path;

use crate::cluster::client::ClientError;
use crate::cluster::protocol::ConfigSource;
use crate::config::{ConfigError, Layer};
use crate::load_test::Definition;

/// Refuses config that is sent and holds a secret.
pub(super) fn refuse(sources: &[ConfigSource], definition: &Definition) -> Result<(), ClientError> {
    let layer = layer(sources).map_err(|error| ClientError::Config(error.to_string()))?;
    let Some(key) = layer.secret_keys(&definition.known()).into_iter().next() else {
        return Ok(());
    };
    let variable = key.to_uppercase().replace('.', "__");
    Err(ClientError::Config(format!(
        "{key} is a secret, which is not sent to other machines: set CHAPERON_SET__{variable} where \
         the workers and the coordinator run, or give it by env(..) in the load test"
    )))
}

fn layer(sources: &[ConfigSource]) -> Result<Layer, ConfigError> {
    let mut layer = Layer::new();
    for source in sources {
        match source {
            ConfigSource::Toml { file, text } => {
                layer.merge(Layer::from_toml(text, Path::new(file))?);
            }
            ConfigSource::Set(text) => layer.set_text(text)?,
            ConfigSource::Json(keys) => {
                for (key, value) in keys {
                    layer.set_value(key, value)?;
                }
            }
        }
    }
    Ok(layer)
}
