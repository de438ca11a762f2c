//! Values for printing: secrets are left out.

use std::cmp::Reverse;

use serde_json::{Map, Value};

use crate::config::disguise::forms;
use crate::config::key::KeyInfo;
use crate::config::text::guess;
use crate::config::tree::{Content, Group, Node};

/// What stands in the place of a secret.
const HIDDEN: &str = "***";

/// The values of a group, of which these keys are known.
pub(super) fn group(group: &Group, known: &[&[KeyInfo]]) -> Value {
    let of_entry = |(name, node): (&String, &Node)| {
        let infos = || known.iter().copied().flatten().filter(|info| info.name == name);
        let secret = infos().any(|info| info.secret);
        let nested: Vec<_> = infos().map(|info| info.nested).collect();
        (name.clone(), if secret { HIDDEN.into() } else { self::node(node, &nested) })
    };
    Value::Object(group.entries.iter().map(of_entry).collect::<Map<_, _>>())
}

/// The values below a group that never appear in any output, in all their forms, the longest first.
pub(super) fn secrets(group: &Group, known: &[&[KeyInfo]]) -> Vec<String> {
    let mut found = Vec::new();
    secrets_in(group, false, known, &mut found);
    found.retain(|secret| !secret.is_empty());
    found = found.iter().flat_map(|secret| forms(secret)).collect();
    found.sort_unstable_by_key(|secret| Reverse(secret.len()));
    found
}

fn secrets_in(group: &Group, secret: bool, known: &[&[KeyInfo]], found: &mut Vec<String>) {
    for (name, node) in &group.entries {
        let infos = || known.iter().copied().flatten().filter(|info| info.name == name);
        let secret = secret || infos().any(|info| info.secret);
        let nested: Vec<_> = infos().map(|info| info.nested).collect();
        secrets_of(node, secret, &nested, found);
    }
}

fn secrets_of(node: &Node, secret: bool, known: &[&[KeyInfo]], found: &mut Vec<String>) {
    match node {
        Node::Group(inner) => secrets_in(inner, secret, known, found),
        Node::List(list) => {
            list.items.iter().for_each(|item| secrets_of(item, secret, &[], found));
        }
        Node::Leaf(leaf) => match &leaf.content {
            Content::Secret(text) => found.push(text.clone()),
            Content::Text(text) | Content::Typed(Value::String(text)) if secret => {
                found.push(text.clone());
            }
            _ => {}
        },
    }
}

/// The text with `***` in the place of these secrets.
pub(super) fn text(text: &str, secrets: &[String]) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| match text.contains(secret.as_str()) {
        true => text.replace(secret.as_str(), HIDDEN),
        false => text,
    })
}

fn node(node: &Node, known: &[&[KeyInfo]]) -> Value {
    match node {
        Node::Group(inner) => group(inner, known),
        Node::List(list) => list.items.iter().map(|item| self::node(item, &[])).collect(),
        Node::Leaf(leaf) => match &leaf.content {
            Content::Typed(value) => value.clone(),
            Content::Text(text) => guess(text),
            Content::Env(_) | Content::Secret(_) | Content::Broken(_) => HIDDEN.into(),
        },
    }
}
