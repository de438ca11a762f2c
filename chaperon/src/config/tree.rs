//! The tree of values that a layer holds, and how a later tree goes over an earlier one.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::config::error::Origin;

/// A value, or keys with values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// Keys inside.
    Group(Group),
    /// An array.
    List(List),
    /// One value.
    Leaf(Leaf),
}

/// Keys with values.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Group {
    pub(crate) entries: BTreeMap<String, Node>,
    /// Whether it replaces what earlier layers say, as it went over something that is no group.
    pub(crate) fresh: bool,
    /// The text it was read from, should its key take a text.
    pub(crate) raw: Option<Box<str>>,
    /// The one key that the latest layer gave: which variant an enum is, if layers differ.
    pub(crate) newest: Option<String>,
}

/// An array of values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct List {
    pub(crate) items: Vec<Node>,
    /// The text it was read from, should its key take a text.
    pub(crate) raw: Option<Box<str>>,
    pub(crate) origin: Origin,
}

/// One value, with who gave it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Leaf {
    pub(crate) content: Content,
    pub(crate) origin: Origin,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    /// A value of a type: null, a boolean, a number or a string.
    Typed(Value),
    /// A text that becomes a value of the type by which it is read.
    Text(String),
    /// The name of the environment variable that holds the value.
    Env(String),
    /// The value of such a variable.
    Secret(String),
    /// A value that could not be kept, and why.
    Broken(String),
}

impl Node {
    /// A value of the load test's code.
    pub(crate) fn code(content: Content) -> Self {
        Self::Leaf(Leaf { content, origin: Origin::Code })
    }

    /// The tree of a JSON value.
    pub(crate) fn of_json(value: Value, origin: &Origin) -> Self {
        match value {
            Value::Object(map) => {
                let entry = |(key, value)| (key, Self::of_json(value, origin));
                let entries = map.into_iter().map(entry).collect();
                Self::Group(Group { entries, ..Group::default() })
            }
            Value::Array(items) => {
                let items = items.into_iter().map(|item| Self::of_json(item, origin)).collect();
                Self::List(List { items, raw: None, origin: origin.clone() })
            }
            value => Self::Leaf(Leaf { content: Content::Typed(value), origin: origin.clone() }),
        }
    }

    /// Who gave the value; of a group, its first value.
    pub(crate) fn origin(&self) -> Origin {
        match self {
            Self::Group(group) => {
                group.entries.values().next().map(Self::origin).unwrap_or_default()
            }
            Self::List(list) => list.origin.clone(),
            Self::Leaf(leaf) => leaf.origin.clone(),
        }
    }

    fn merge(&mut self, later: Self) {
        match (self, later) {
            (Self::Group(earlier), Self::Group(later)) => earlier.merge(later),
            (earlier, Self::Group(later)) => *earlier = Self::Group(Group { fresh: true, ..later }),
            (earlier, later) => *earlier = later,
        }
    }
}

impl Group {
    /// The same group with other values.
    pub(crate) fn with(&self, entries: BTreeMap<String, Node>) -> Self {
        Self { entries, fresh: self.fresh, raw: self.raw.clone(), newest: self.newest.clone() }
    }

    /// Puts `later` over this: its values win, keys inside are merged.
    pub(crate) fn merge(&mut self, later: Self) {
        if later.fresh {
            *self = later;
            return;
        }
        self.raw = None;
        self.newest = later.newest().or(self.newest()).map(str::to_owned);
        for (key, node) in later.entries {
            match self.entries.get_mut(&key) {
                Some(earlier) => earlier.merge(node),
                None => {
                    self.entries.insert(key, node);
                }
            }
        }
    }

    /// The one key that the latest layer gave, if it was one.
    pub(crate) fn newest(&self) -> Option<&str> {
        let only = || self.entries.keys().next().filter(|_| self.entries.len() == 1);
        self.newest.as_ref().or_else(only).map(String::as_str)
    }

    /// The node at the path.
    pub(crate) fn get<'p>(&self, path: impl IntoIterator<Item = &'p str>) -> Option<&Node> {
        let mut path = path.into_iter();
        let first = self.entries.get(path.next()?)?;
        path.try_fold(first, |node, key| match node {
            Node::Group(group) => group.entries.get(key),
            _ => None,
        })
    }

    /// Sets the node at the path, over what is there.
    pub(crate) fn set(&mut self, path: &[impl AsRef<str>], node: Node) {
        let Some((last, outer)) = path.split_last() else { return };
        let entries = BTreeMap::from([(last.as_ref().to_owned(), node)]);
        let inner = Self { entries, ..Self::default() };
        self.merge(outer.iter().rev().fold(inner, |inner, key| {
            let entries = BTreeMap::from([(key.as_ref().to_owned(), Node::Group(inner))]);
            Self { entries, ..Self::default() }
        }));
    }
}
