//! Which keys of a layer are secrets, so that it is not sent as it is.

use serde_json::Value;

use crate::config::key::KeyInfo;
use crate::config::layer::Layer;
use crate::config::path::join;
use crate::config::tree::{Content, Group, Node};

impl Layer {
    /// The keys set that are secrets by what is known of them, or by their values.
    pub(crate) fn secret_keys(&self, known: &[&[KeyInfo]]) -> Vec<String> {
        secret_keys(&self.root, known, "")
    }
}

fn secret_keys(group: &Group, known: &[&[KeyInfo]], path: &str) -> Vec<String> {
    let of_entry = |(name, node): (&String, &Node)| {
        let infos = || known.iter().copied().flatten().filter(|info| info.name == name);
        let nested: Vec<_> = infos().map(|info| info.nested).collect();
        let key = join(path, name);
        match node {
            _ if infos().any(|info| info.secret) => vec![key],
            Node::Group(inner) => secret_keys(inner, &nested, &key),
            Node::Leaf(leaf) if is_looked_up(&leaf.content) => vec![key],
            _ => Vec::new(),
        }
    };
    group.entries.iter().flat_map(of_entry).collect()
}

/// Whether a value is, or was meant as, the name of an environment variable.
fn is_looked_up(content: &Content) -> bool {
    match content {
        Content::Env(_) | Content::Secret(_) => true,
        Content::Text(text) | Content::Typed(Value::String(text)) => {
            text.trim().starts_with("env(") && text.trim().ends_with(')')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Settings};

    #[test]
    fn keys_are_secret_by_what_is_known_of_them_or_by_their_values() {
        let mut layer = Layer::new();
        for text in [
            "timeout=5s",
            "basic_auth.user=me",
            "basic_auth.password=hunter2",
            "base_url=env(TARGET)",
        ] {
            layer.set_text(text).unwrap();
        }
        assert_eq!(layer.secret_keys(&[Settings::INFO]), ["base_url", "basic_auth.password"]);
    }
}
