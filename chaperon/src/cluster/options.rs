//! What a submission asks for, as a run on one machine is asked.

use std::path::Path;

use super::protocol::{ConfigSource, Submission};
use crate::config::{ConfigError, Layer};
use crate::load_test::Definition;
use crate::metrics::MetricFilter;
use crate::run::RunOptions;

/// The options of a run, but for its exports. The environment is that of this process.
///
/// # Errors
/// When config is malformed.
pub(crate) fn options(
    submission: &Submission,
    definition: &Definition,
) -> Result<RunOptions, ConfigError> {
    let Submission { tag, metrics, per_session, print_results, duration, scale, seed, .. } =
        submission;
    Ok(RunOptions {
        config: config(&submission.config, definition)?,
        tag: tag.clone(),
        metrics: match metrics.as_slice() {
            [] => MetricFilter::default(),
            types => MetricFilter::types(types.iter().map(String::as_str)),
        },
        per_session: *per_session,
        print_results: *print_results,
        duration: *duration,
        scale: *scale,
        seed: *seed,
        ..RunOptions::default()
    })
}

/// Files, then the environment, then all else, in their order.
fn config(sources: &[ConfigSource], definition: &Definition) -> Result<Layer, ConfigError> {
    let mut layer = Layer::new();
    for source in sources {
        if let ConfigSource::Toml { file, text } = source {
            layer.merge(Layer::from_toml(text, Path::new(file))?);
        }
    }
    layer.merge(definition.environment());
    for source in sources {
        match source {
            ConfigSource::Toml { .. } => {}
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
