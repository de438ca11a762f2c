//! Configuration by environment variables: `CHAPERON_SET__HTTP__TIMEOUT=5s`.

use std::ffi::OsString;

use crate::config::error::Origin;
use crate::config::key::KeyInfo;
use crate::config::layer::Layer;
use crate::config::text;
use crate::config::tree::{Content, Leaf, Node};

const PREFIX: &str = "CHAPERON_SET__";

impl Layer {
    /// Reads the variables whose names begin with `CHAPERON_SET__`; `__` stands for the dot.
    /// Upper and lower case are taken from the known keys; of others, lower case is assumed.
    ///
    /// ```
    /// use chaperon::config::{Config, Layer, Settings};
    ///
    /// let variables = [("CHAPERON_SET__HTTP__MAX_BODY", "1000")];
    /// let layer = Layer::from_environment(variables, &[Settings::INFO]);
    /// assert!(layer.has("http.max_body"));
    /// ```
    pub fn from_environment<T: Into<OsString>>(
        variables: impl IntoIterator<Item = (T, T)>,
        known: &[&[KeyInfo]],
    ) -> Self {
        let mut layer = Self::new();
        let named = |(name, value): (T, T)| Some((name.into().into_string().ok()?, value.into()));
        let mut variables: Vec<_> = variables.into_iter().filter_map(named).collect();
        variables.sort();
        for (name, value) in variables {
            let Some(key) = name.strip_prefix(PREFIX).filter(|key| !key.is_empty()) else {
                continue;
            };
            let origin = Origin::Variable(name.as_str().into());
            let node = match value.into_string() {
                Ok(text) => text::node(&text, &origin),
                Err(_) => {
                    let content = Content::Broken("the value is not text (UTF-8)".into());
                    Node::Leaf(Leaf { content, origin })
                }
            };
            layer.root.set(&path(key, known), node);
        }
        layer
    }
}

fn path(key: &str, known: &[&[KeyInfo]]) -> Vec<String> {
    let mut known = known.to_vec();
    key.split("__")
        .map(|name| {
            let alike = |info: &&KeyInfo| info.name.eq_ignore_ascii_case(name);
            let infos: Vec<_> = known.iter().copied().flatten().filter(alike).collect();
            known = infos.iter().map(|info| info.nested).collect();
            infos.first().map_or_else(|| name.to_lowercase(), |info| info.name.to_owned())
        })
        .collect()
}
