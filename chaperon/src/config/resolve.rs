//! Looking secrets up: environment variables by name become their values.

use std::env::VarError;

use crate::config::error::ConfigError;
use crate::config::path::join;
use crate::config::tree::{Content, Group, Leaf, List, Node};

/// The group with all secrets in it looked up.
pub(super) fn group(group: &Group, path: &str) -> Result<Group, ConfigError> {
    let of_entry =
        |(name, node): (&String, &Node)| Ok((name.clone(), self::node(node, &join(path, name))?));
    let entries = group.entries.iter().map(of_entry).collect::<Result<_, ConfigError>>()?;
    Ok(group.with(entries))
}

fn node(node: &Node, path: &str) -> Result<Node, ConfigError> {
    Ok(match node {
        Node::Group(inner) => Node::Group(group(inner, path)?),
        Node::List(list) => {
            let of_item = |(index, item)| self::node(item, &format!("{path}[{index}]"));
            let items = list.items.iter().enumerate().map(of_item).collect::<Result<_, _>>()?;
            Node::List(List { items, raw: list.raw.clone(), origin: list.origin.clone() })
        }
        Node::Leaf(leaf) => Node::Leaf(self::leaf(leaf, path)?),
    })
}

fn leaf(leaf: &Leaf, path: &str) -> Result<Leaf, ConfigError> {
    let content = match &leaf.content {
        Content::Env(variable) => Content::Secret(look_up(variable, path)?),
        Content::Broken(why) => {
            let (key, why) = (path.to_owned(), why.clone());
            return Err(ConfigError::Invalid { key, why, origin: leaf.origin.clone() });
        }
        content => content.clone(),
    };
    Ok(Leaf { content, origin: leaf.origin.clone() })
}

fn look_up(variable: &str, key: &str) -> Result<String, ConfigError> {
    std::env::var(variable).map_err(|error| ConfigError::Variable {
        key: key.into(),
        variable: variable.into(),
        why: match error {
            VarError::NotPresent => "is not set",
            VarError::NotUnicode(_) => "is not text",
        },
    })
}
