//! Keeping a value of any type that serde writes as a tree.
//!
//! Unlike a detour through JSON this keeps a `Duration` as `2s`, and knows an enum's variant,
//! which replaces another and is not merged with it, from the entry of a map.

use std::fmt;

use serde::Serialize;
use serde::ser::{self, Error as _, Serializer};
use serde_json::{Number, Value};

use crate::config::error::Origin;
use crate::config::tree::{Content, Group, List, Node};
use crate::time::write_duration;

/// The tree of a value; of one that cannot be kept, why not.
pub(super) fn keep<T: Serialize + ?Sized>(value: &T) -> Node {
    value.serialize(Keeper).unwrap_or_else(|NotKept(why)| Node::code(Content::Broken(why)))
}

/// Why a value cannot be kept.
#[derive(Debug)]
struct NotKept(String);

impl fmt::Display for NotKept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotKept {}

impl ser::Error for NotKept {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

type Kept = Result<Node, NotKept>;

fn typed(value: impl Into<Value>) -> Kept {
    Ok(Node::code(Content::Typed(value.into())))
}

/// A variant with what it holds: it replaces whatever was there.
fn variant(name: &str, held: Node) -> Node {
    let mut group = Group { fresh: true, ..Group::default() };
    group.entries.insert(name.to_owned(), held);
    Node::Group(group)
}

struct Keeper;

macro_rules! numbers {
    ($($method:ident $number:ty,)*) => {$(
        fn $method(self, number: $number) -> Kept {
            typed(number)
        }
    )*};
}

impl Serializer for Keeper {
    type Ok = Node;
    type Error = NotKept;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    numbers! {
        serialize_bool bool, serialize_i8 i8, serialize_i16 i16, serialize_i32 i32,
        serialize_i64 i64, serialize_u8 u8, serialize_u16 u16, serialize_u32 u32,
        serialize_u64 u64,
    }

    fn serialize_f32(self, number: f32) -> Kept {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Kept {
        let finite = Number::from_f64(number);
        finite.map_or_else(|| Err(NotKept::custom(format!("{number} is no number"))), typed)
    }

    fn serialize_char(self, letter: char) -> Kept {
        typed(letter.to_string())
    }

    fn serialize_str(self, text: &str) -> Kept {
        typed(text)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Kept {
        bytes.serialize(self)
    }

    fn serialize_none(self) -> Kept {
        typed(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Kept {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Kept {
        typed(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Kept {
        typed(Value::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Kept {
        typed(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, held: &T) -> Kept {
        held.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        held: &T,
    ) -> Kept {
        Ok(variant(name, held.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, NotKept> {
        Ok(Items { items: Vec::new(), variant: None })
    }

    fn serialize_tuple(self, len: usize) -> Result<Items, NotKept> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Items, NotKept> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Items, NotKept> {
        Ok(Items { items: Vec::new(), variant: Some(name) })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fields, NotKept> {
        Ok(Fields::of(Kind::Plain))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Fields, NotKept> {
        Ok(Fields::of(if name == "Duration" { Kind::Duration } else { Kind::Plain }))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Fields, NotKept> {
        Ok(Fields::of(Kind::Variant(name)))
    }
}

struct Items {
    items: Vec<Node>,
    variant: Option<&'static str>,
}

impl Items {
    fn list(self) -> Node {
        let list = Node::List(List { items: self.items, raw: None, origin: Origin::Code });
        match self.variant {
            Some(name) => variant(name, list),
            None => list,
        }
    }
}

macro_rules! items {
    ($($part:ident $method:ident,)*) => {$(
        impl ser::$part for Items {
            type Ok = Node;
            type Error = NotKept;

            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), NotKept> {
                self.items.push(item.serialize(Keeper)?);
                Ok(())
            }

            fn end(self) -> Kept {
                Ok(self.list())
            }
        }
    )*};
}

items! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field,
}

enum Kind {
    Plain,
    Duration,
    Variant(&'static str),
}

struct Fields {
    group: Group,
    kind: Kind,
    key: String,
}

impl Fields {
    fn of(kind: Kind) -> Self {
        Self { group: Group::default(), kind, key: String::new() }
    }

    fn add<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), NotKept> {
        self.group.entries.insert(key.to_owned(), value.serialize(Keeper)?);
        Ok(())
    }

    fn node(self) -> Kept {
        match self.kind {
            Kind::Plain => Ok(Node::Group(self.group)),
            Kind::Variant(name) => Ok(variant(name, Node::Group(self.group))),
            Kind::Duration => match (self.number("secs"), self.number("nanos")) {
                (Some(seconds), Some(nanos)) if u32::try_from(nanos).is_ok() => {
                    let nanos = std::time::Duration::from_nanos(nanos);
                    typed(write_duration(std::time::Duration::from_secs(seconds) + nanos))
                }
                _ => Ok(Node::Group(self.group)),
            },
        }
    }

    fn number(&self, field: &str) -> Option<u64> {
        match self.group.entries.get(field)? {
            Node::Leaf(leaf) => match &leaf.content {
                Content::Typed(value) => value.as_u64(),
                _ => None,
            },
            _ => None,
        }
    }
}

impl ser::SerializeMap for Fields {
    type Ok = Node;
    type Error = NotKept;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotKept> {
        let key = match key.serialize(Keeper)? {
            Node::Leaf(leaf) => match leaf.content {
                Content::Typed(Value::String(text)) => Some(text),
                Content::Typed(value) => Some(value.to_string()),
                _ => None,
            },
            _ => None,
        };
        self.key = key.ok_or_else(|| NotKept::custom("the key of a map must be a text"))?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotKept> {
        let key = std::mem::take(&mut self.key);
        self.add(&key, value)
    }

    fn end(self) -> Kept {
        self.node()
    }
}

macro_rules! fields {
    ($($part:ident)*) => {$(
        impl ser::$part for Fields {
            type Ok = Node;
            type Error = NotKept;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), NotKept> {
                self.add(name, value)
            }

            fn end(self) -> Kept {
                self.node()
            }
        }
    )*};
}

fields! { SerializeStruct SerializeStructVariant }
