//! The secrets of several configs, to be left out of what is written elsewhere.

use crate::config::effective::Effective;
use crate::config::redacted;

/// Texts that no output may show. Unlike a config it may go to other threads.
#[derive(Clone, Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// The secrets of these configs.
    pub fn of<'e>(configs: impl IntoIterator<Item = &'e Effective>) -> Self {
        let mut secrets: Vec<String> =
            configs.into_iter().flat_map(|config| config.secrets().to_vec()).collect();
        // Longest first: one may be a part of another.
        secrets.sort_unstable_by(|one, other| {
            other.len().cmp(&one.len()).then_with(|| one.cmp(other))
        });
        secrets.dedup();
        Self(secrets)
    }

    /// A text with `***` in the place of the secrets that are in it.
    pub fn hide(&self, text: &str) -> String {
        redacted::text(text, &self.0)
    }
}

/// Shows how many there are.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}
