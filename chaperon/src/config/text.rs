//! Values written as text, on the command line or in an environment variable.

use serde_json::Value;

use crate::config::error::Origin;
use crate::config::tree::{Content, Group, Leaf, List, Node};

/// The tree of a text: a table or an array when it is written as one, else one value whose type
/// shows when it is read.
pub(crate) fn node(text: &str, origin: &Origin) -> Node {
    match container(text.trim()).map(|value| Node::of_json(value, origin)) {
        Some(Node::Group(group)) => Node::Group(Group { raw: Some(text.into()), ..group }),
        Some(Node::List(list)) => Node::List(List { raw: Some(text.into()), ..list }),
        _ => Node::Leaf(Leaf { content: Content::Text(text.to_owned()), origin: origin.clone() }),
    }
}

fn container(text: &str) -> Option<Value> {
    if !text.starts_with(['{', '[']) {
        return None;
    }
    serde_json::from_str(text).ok().or_else(|| {
        let table = format!("value = {text}").parse::<toml::Table>().ok()?;
        serde_json::to_value(table.get("value")?).ok()
    })
}

/// The value a text is taken for where any type will do.
pub(crate) fn guess(text: &str) -> Value {
    let trimmed = text.trim();
    match serde_json::from_str(trimmed) {
        Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_))) => value,
        _ => Value::String(unquote(text).into_owned()),
    }
}

/// The text without its quotes, when it is written as a JSON string.
pub(crate) fn unquote(text: &str) -> std::borrow::Cow<'_, str> {
    let trimmed = text.trim();
    if trimmed.starts_with('"')
        && let Ok(inner) = serde_json::from_str::<String>(trimmed)
    {
        return inner.into();
    }
    text.into()
}
