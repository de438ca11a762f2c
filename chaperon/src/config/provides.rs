//! Which values a key takes: those of its type, and what is written for one.

use std::net::IpAddr;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::config::env::Env;
use crate::config::error::Origin;
use crate::config::keep::keep;
use crate::config::key::{Optional, Required};
use crate::config::settings::{Address, BaseUrl, HttpVersion, HttpWire, Proxy, Reuse};
use crate::config::tree::{Content, List, Node};

/// A value that a key of type `T` takes.
///
/// `Marker` only tells the ways apart in which a type can be provided; it is always inferred.
/// `Need` says whether the key may have no value.
#[diagnostic::on_unimplemented(
    message = "expected `{T}`, found `{Self}`",
    label = "expected `{T}`, found `{Self}`"
)]
pub trait Provides<T, Marker, Need = Required> {
    /// The value as a layer keeps it.
    fn provide(self) -> Provided;
}

/// A value as a layer keeps it.
#[derive(Debug)]
pub struct Provided(pub(super) Node);

impl Provided {
    /// A value of JSON that is no array and no object.
    pub(super) fn typed(value: impl Into<Value>) -> Self {
        Self(Node::code(Content::Typed(value.into())))
    }

    /// A text.
    pub(super) fn text(text: &str) -> Self {
        Self::typed(text)
    }
}

/// The ways in which a type can be provided.
pub mod marker {
    /// By itself.
    #[derive(Debug)]
    pub struct Same;
    /// By a text.
    #[derive(Debug)]
    pub struct Text;
    /// A float by an integer.
    #[derive(Debug)]
    pub struct Whole;
    /// Any type by a secret.
    #[derive(Debug)]
    pub struct Secret;
    /// By `none`.
    #[derive(Debug)]
    pub struct Off;
    /// What may be left out by an `Option`.
    #[derive(Debug)]
    pub struct Whether;
    /// A list by its items.
    #[derive(Debug)]
    pub struct Items<M>(M);
}

impl<T, Need> Provides<T, marker::Same, Need> for T
where
    (): Keeps<T>,
{
    fn provide(self) -> Provided {
        <()>::keep(self)
    }
}

/// What layers can keep: what serde can write.
///
/// It is asked about `()` and not about the type, so that its message is the one shown.
#[diagnostic::on_unimplemented(
    message = "a value of type `{T}` cannot be given in a block",
    label = "`{T}` is not `serde::Serialize`",
    note = "a block keeps values as data: write `#[derive(serde::Serialize)]` on `{T}`"
)]
pub trait Keeps<T> {
    /// The value as a layer keeps it.
    fn keep(value: T) -> Provided;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> Keeps<T> for () {
    fn keep(value: T) -> Provided {
        Provided(keep(&value))
    }
}

/// `none` in a block.
#[expect(non_camel_case_types, reason = "messages show it, and the user wrote `none`")]
#[derive(Debug, Clone, Copy)]
pub struct none;

#[diagnostic::do_not_recommend]
impl<T> Provides<T, marker::Off, Optional> for none {
    fn provide(self) -> Provided {
        Provided::typed(Value::Null)
    }
}

#[diagnostic::do_not_recommend]
impl<T, Need> Provides<T, marker::Secret, Need> for Env {
    fn provide(self) -> Provided {
        Provided(Node::code(Content::Env(self.0)))
    }
}

#[diagnostic::do_not_recommend]
impl<T> Provides<T, marker::Whether, Optional> for Option<T>
where
    (): Keeps<T>,
{
    fn provide(self) -> Provided {
        self.map_or_else(|| Provided::typed(Value::Null), <()>::keep)
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Provides<T, M>, M, const N: usize, Need> Provides<Vec<T>, marker::Items<M>, Need>
    for [V; N]
{
    fn provide(self) -> Provided {
        let items = self.into_iter().map(|item| item.provide().0).collect();
        Provided(Node::List(List { items, raw: None, origin: Origin::Code }))
    }
}

macro_rules! texts {
    ($($given:ty => $($text:ty)*;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl<Need> Provides<$text, marker::Text, Need> for $given {
            fn provide(self) -> Provided {
                Provided::text(&self)
            }
        }
    )*)*};
}

texts! {
    &str => String PathBuf Box<str> Rc<str> Arc<str> Value BaseUrl Address IpAddr Reuse HttpVersion HttpWire
        Proxy;
    String => PathBuf Box<str> Rc<str> Arc<str> Value BaseUrl Address IpAddr Reuse HttpVersion HttpWire
        Proxy;
    &String => String PathBuf Box<str> Rc<str> Arc<str> Value BaseUrl Proxy;
}

macro_rules! whole_floats {
    ($($integer:ty)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<Need> Provides<f64, marker::Whole, Need> for $integer {
            fn provide(self) -> Provided {
                Provided::typed(f64::from(self))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<Need> Provides<f32, marker::Whole, Need> for $integer {
            fn provide(self) -> Provided {
                Provided::typed(f64::from(self))
            }
        }
    )*};
}

whole_floats! { i32 u32 u16 u8 }
