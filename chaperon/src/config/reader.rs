//! Reading a value of any serde type from a tree: texts become what the type asks for, and a
//! `Duration` is read from `2s`.

use std::collections::btree_map;
use std::ops::Bound;
use std::slice;

use serde::de::value::{MapAccessDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use crate::config::error::Origin;
use crate::config::mistake::Mistake;
use crate::config::text::{guess, unquote};
use crate::config::tree::{Content, Group, Leaf, List, Node};
use crate::time::parse_duration;

/// A value about to be read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reader<'a> {
    /// A key that is not set.
    Nothing,
    /// A value.
    Node(&'a Node),
    /// The name of an entry.
    Name(&'a str),
}

/// How a single value is to be read.
#[derive(Clone, Copy)]
enum Wanted {
    Any,
    Text,
}

impl<'a> Reader<'a> {
    fn visit<'de, V: Visitor<'de>>(self, visitor: V, wanted: Wanted) -> Result<V::Value, Mistake> {
        match self {
            Self::Nothing => visitor.visit_unit(),
            Self::Name(name) => visit_text(name, visitor, wanted),
            Self::Node(
                Node::Group(Group { raw: Some(raw), .. }) | Node::List(List { raw: Some(raw), .. }),
            ) if matches!(wanted, Wanted::Text) => visitor.visit_str(raw),
            Self::Node(node @ Node::Group(group)) => visitor
                .visit_map(Entries::from(group, ""))
                .map_err(|mistake: Mistake| mistake.from(&node.origin(), false)),
            Self::Node(Node::List(list)) => visitor
                .visit_seq(Items { items: list.items.iter(), index: 0 })
                .map_err(|mistake| mistake.from(&list.origin, false)),
            Self::Node(Node::Leaf(leaf)) => visit_leaf(leaf, visitor, wanted),
        }
    }

    /// The text of a single value, when it is one.
    fn text(self) -> Option<&'a str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Node(Node::Leaf(leaf)) => match &leaf.content {
                Content::Text(text) | Content::Secret(text) => Some(text),
                Content::Typed(Value::String(text)) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    fn is_nothing(self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Node(Node::Leaf(leaf)) => match &leaf.content {
                Content::Typed(value) => value.is_null(),
                Content::Text(text) => matches!(text.trim(), "none" | "null"),
                _ => false,
            },
            _ => false,
        }
    }

    fn origin(self) -> (Origin, bool) {
        match self {
            Self::Node(node) => {
                let secret = matches!(node, Node::Leaf(Leaf { content: Content::Secret(_), .. }));
                (node.origin(), secret)
            }
            _ => (Origin::Code, false),
        }
    }

    fn duration<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let (origin, secret) = self.origin();
        let hint = " (a number with a unit, such as 250ms, 2s or 5min)";
        let mistake =
            |found: String| Err(Mistake::mismatch("`Duration`", found, hint).from(&origin, secret));
        match (self.text().map(|text| (text, parse_duration(&unquote(text)))), self) {
            (Some((_, Ok(duration))), _) => {
                let parts = [duration.as_secs(), u64::from(duration.subsec_nanos())];
                visitor.visit_seq(SeqDeserializer::<_, Mistake>::new(parts.into_iter()))
            }
            (Some((text, Err(_))), _) => mistake(format!("`{text}`")),
            (None, Self::Node(Node::Leaf(Leaf { content: Content::Typed(value), .. }))) => {
                mistake(format!("`{value}`"))
            }
            _ => self.visit(visitor, Wanted::Any),
        }
    }
}

fn visit_leaf<'de, V: Visitor<'de>>(
    leaf: &Leaf,
    visitor: V,
    wanted: Wanted,
) -> Result<V::Value, Mistake> {
    let (secret, read) = match &leaf.content {
        Content::Typed(value) => (false, visit_value(value, visitor)),
        Content::Text(text) => (false, visit_text(text, visitor, wanted)),
        Content::Secret(text) if matches!(wanted, Wanted::Text) => (true, visitor.visit_str(text)),
        Content::Secret(text) => (true, visit_text(text, visitor, wanted)),
        Content::Env(_) | Content::Broken(_) => (true, visitor.visit_unit()),
    };
    read.map_err(|mistake: Mistake| mistake.from(&leaf.origin, secret))
}

fn visit_text<'de, V: Visitor<'de>>(
    text: &str,
    visitor: V,
    wanted: Wanted,
) -> Result<V::Value, Mistake> {
    match wanted {
        Wanted::Text => visitor.visit_str(&unquote(text)),
        Wanted::Any => visit_value(&guess(text), visitor),
    }
}

fn visit_value<'de, V: Visitor<'de>>(value: &Value, visitor: V) -> Result<V::Value, Mistake> {
    match value {
        Value::Bool(value) => visitor.visit_bool(*value),
        Value::String(text) => visitor.visit_str(text),
        Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(number), ..) => visitor.visit_u64(number),
            (_, Some(number), _) => visitor.visit_i64(number),
            (_, _, Some(number)) => visitor.visit_f64(number),
            _ => visitor.visit_unit(),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => visitor.visit_unit(),
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.visit(visitor, Wanted::Any)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.visit(visitor, Wanted::Text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.visit(visitor, Wanted::Text)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.visit(visitor, Wanted::Text)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.visit(visitor, Wanted::Text)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        if self.is_nothing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        if name == "Duration" { self.duration(visitor) } else { self.visit(visitor, Wanted::Any) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let (origin, secret) = self.origin();
        let read = match (self.text(), self) {
            (Some(text), _) => visitor.visit_enum(StrDeserializer::new(&unquote(text))),
            (None, Self::Node(Node::Group(group))) => match group.newest() {
                Some(name) => {
                    visitor.visit_enum(MapAccessDeserializer::new(Entries::from(group, name)))
                }
                None => Err(Mistake::mismatch("one variant", "several".into(), "")),
            },
            _ => self.visit(visitor, Wanted::Any),
        };
        read.map_err(|mistake| mistake.from(&origin, secret))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 bytes byte_buf unit unit_struct seq
        tuple tuple_struct map ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Mistake> for Reader<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

struct Entries<'a> {
    entries: btree_map::Range<'a, String, Node>,
    value: Option<(&'a str, &'a Node)>,
}

impl<'a> Entries<'a> {
    /// The entries from this name on.
    fn from(group: &'a Group, name: &str) -> Self {
        let range = (Bound::Included(name), Bound::Unbounded);
        Self { entries: group.entries.range::<str, _>(range), value: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Mistake;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Mistake> {
        let Some((name, node)) = self.entries.next() else { return Ok(None) };
        self.value = Some((name, node));
        seed.deserialize(Reader::Name(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mistake> {
        match self.value.take() {
            Some((name, node)) => {
                seed.deserialize(Reader::Node(node)).map_err(|mistake| mistake.inside(name))
            }
            None => seed.deserialize(Reader::Nothing),
        }
    }
}

struct Items<'a> {
    items: slice::Iter<'a, Node>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Mistake;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Mistake> {
        let Some(node) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        let read = seed.deserialize(Reader::Node(node));
        read.map(Some).map_err(|mistake| mistake.inside(format!("[{index}]")))
    }
}
