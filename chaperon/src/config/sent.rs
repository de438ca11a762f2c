//! A layer on its way to another process, where the same load test is known: secrets stay behind.
//!
//! What a secret is called goes along, for the other process to look it up; and where its value was
//! written down, the other process has it too, in its own copy of the load test.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::error::Origin;
use crate::config::key::KeyInfo;
use crate::config::layer::Layer;
use crate::config::tree::{Content, Group, Leaf, List, Node};

/// A layer without its secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SentLayer(SentGroup);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SentGroup {
    entries: BTreeMap<String, Sent>,
    fresh: bool,
    raw: Option<Box<str>>,
    newest: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sent {
    Group(SentGroup),
    List { items: Vec<Sent>, raw: Option<Box<str>> },
    Typed(Value),
    Text(String),
    Env(String),
    Broken(String),
}

impl Layer {
    /// The layer without its secrets.
    pub(crate) fn sent(&self) -> SentLayer {
        SentLayer(group(&self.root, &self.known))
    }

    /// Puts a layer of another process over this one.
    pub(crate) fn merge_sent(&mut self, sent: SentLayer) {
        self.merge(Self { root: arrived(sent.0), known: Vec::new() });
    }
}

fn group(group: &Group, known: &[&[KeyInfo]]) -> SentGroup {
    let of_entry = |(name, node): (&String, &Node)| {
        let infos = || known.iter().copied().flatten().filter(|info| info.name == name);
        let nested: Vec<_> = infos().map(|info| info.nested).collect();
        let secret = infos().any(|info| info.secret);
        Some((name.clone(), self::node(node, secret, &nested)?))
    };
    SentGroup {
        entries: group.entries.iter().filter_map(of_entry).collect(),
        fresh: group.fresh,
        raw: group.raw.clone(),
        newest: group.newest.clone(),
    }
}

fn node(node: &Node, secret: bool, known: &[&[KeyInfo]]) -> Option<Sent> {
    let content = match node {
        Node::Leaf(Leaf { content, .. }) => content,
        _ if secret => return None,
        Node::Group(inner) => return Some(Sent::Group(group(inner, known))),
        Node::List(list) => {
            let items = list.items.iter().map(|item| self::node(item, false, &[]));
            return Some(Sent::List {
                items: items.collect::<Option<_>>()?,
                raw: list.raw.clone(),
            });
        }
    };
    match content {
        Content::Env(name) => Some(Sent::Env(name.clone())),
        Content::Secret(_) => None,
        _ if secret => None,
        Content::Typed(value) => Some(Sent::Typed(value.clone())),
        Content::Text(text) => Some(Sent::Text(text.clone())),
        Content::Broken(why) => Some(Sent::Broken(why.clone())),
    }
}

fn arrived(sent: SentGroup) -> Group {
    let SentGroup { entries, fresh, raw, newest } = sent;
    let entries = entries.into_iter().map(|(name, sent)| (name, arrived_node(sent))).collect();
    Group { entries, fresh, raw, newest }
}

fn arrived_node(sent: Sent) -> Node {
    match sent {
        Sent::Group(group) => Node::Group(arrived(group)),
        Sent::List { items, raw } => Node::List(List {
            items: items.into_iter().map(arrived_node).collect(),
            raw,
            origin: Origin::Code,
        }),
        Sent::Typed(value) => Node::code(Content::Typed(value)),
        Sent::Text(text) => Node::code(Content::Text(text)),
        Sent::Env(name) => Node::code(Content::Env(name)),
        Sent::Broken(why) => Node::code(Content::Broken(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Settings};

    #[test]
    fn a_layer_arrives_whole_but_for_its_secrets() {
        let mut layer = Layer::new();
        layer.know(Settings::INFO);
        for text in ["timeout=5s", "base_url=http://localhost:1", "basic_auth.user=me"] {
            layer.set_text(text).unwrap();
        }
        layer.set_text("basic_auth.password=hunter2").unwrap();
        layer.set_value("list", &[1, 2]).unwrap();
        let text = serde_json::to_string(&layer.sent()).unwrap();
        assert!(!text.contains("hunter2"), "{text}");
        let mut there = Layer::new();
        there.set_text("basic_auth.password=known there").unwrap();
        there.merge_sent(serde_json::from_str(&text).unwrap());
        let values = there.resolve().unwrap();
        assert_eq!(values.get::<std::time::Duration>("timeout").unwrap().as_secs(), 5);
        assert_eq!(values.get::<String>("basic_auth.user").unwrap(), "me");
        assert_eq!(values.get::<String>("basic_auth.password").unwrap(), "known there");
        assert_eq!(values.get::<Vec<u8>>("list").unwrap(), [1, 2]);
    }
}
