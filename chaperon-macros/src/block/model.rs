//! What a block says: keys and values, with the user's tokens kept.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Ident, LitStr, Token};

/// A configuration block.
pub struct Block {
    /// Where the block is: the span of its braces.
    pub span: Span,
    /// The keys in the order written; a key given twice is already reported and is here once.
    pub entries: Vec<Entry>,
    /// The `..` that leaves the rest to the command line, a file or the environment.
    pub open: Option<Token![..]>,
    /// Whether something in it could not be read, so that what is missing may be there.
    pub is_broken: bool,
}

/// `key: value`.
pub struct Entry {
    /// The key.
    pub key: Key,
    /// Its value.
    pub value: Value,
}

/// The left side of an entry.
#[derive(Clone)]
pub enum Key {
    /// `key`: a key of a config struct. A keyword is a raw identifier here.
    Name(Ident),
    /// `"text key"`: an entry of a map.
    Text(LitStr),
}

/// The right side of an entry.
pub enum Value {
    /// An expression; its duration literals are still as written.
    Expr(Box<Expr>),
    /// `none`: switched off.
    None(Ident),
    /// `{ .. }`: keys inside.
    Nested(Block),
}

/// A key with all keys around it, and its value: what one statement sets.
pub struct Leaf<'b> {
    /// From the outermost key to this one.
    pub path: Vec<&'b Key>,
    /// An expression, `none`, or an empty nested block.
    pub value: &'b Value,
}

impl Block {
    /// A block that says nothing, for a scenario without one.
    pub fn empty(span: Span) -> Self {
        Self { span, entries: Vec::new(), open: None, is_broken: false }
    }

    /// Whether what is missing may be elsewhere.
    pub fn may_have_more(&self) -> bool {
        self.open.is_some() || self.is_broken
    }

    /// The entry of this name, if the block has it at its top.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.name() == name)
    }

    /// All that is set, at any depth, in the order written.
    pub fn leaves(&self) -> Vec<Leaf<'_>> {
        let mut leaves = Vec::new();
        self.collect(&mut Vec::new(), &mut leaves);
        leaves
    }

    fn collect<'b>(&'b self, outer: &mut Vec<&'b Key>, leaves: &mut Vec<Leaf<'b>>) {
        for entry in &self.entries {
            outer.push(&entry.key);
            match &entry.value {
                Value::Nested(block) if !block.entries.is_empty() => block.collect(outer, leaves),
                value => leaves.push(Leaf { path: outer.clone(), value }),
            }
            outer.pop();
        }
    }
}

impl Key {
    /// The key without quotes and without `r#`.
    pub fn name(&self) -> String {
        match self {
            Self::Name(ident) => ident.unraw().to_string(),
            Self::Text(text) => text.value(),
        }
    }

    /// Where the key is written.
    pub fn span(&self) -> Span {
        match self {
            Self::Name(ident) => ident.span(),
            Self::Text(text) => text.span(),
        }
    }
}

impl ToTokens for Key {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Name(ident) => ident.to_tokens(tokens),
            Self::Text(text) => text.to_tokens(tokens),
        }
    }
}

impl Leaf<'_> {
    /// The keys joined by dots, up to the map that a text key is an entry of: `http.headers`.
    pub fn dotted(&self) -> String {
        self.named().map(|key| key.name()).collect::<Vec<_>>().join(".")
    }

    /// Where the last key of [`dotted`](Self::dotted) is written.
    pub fn dotted_span(&self) -> Span {
        self.named().last().map_or_else(|| self.span(), |key| key.span())
    }

    fn named(&self) -> impl Iterator<Item = &Key> {
        self.path.iter().copied().take_while(|key| matches!(key, Key::Name(_)))
    }

    /// Where the innermost key is written.
    pub fn span(&self) -> Span {
        self.path.last().map_or_else(Span::call_site, |key| key.span())
    }
}

impl Value {
    /// Where the value is written.
    pub fn span(&self) -> Span {
        match self {
            Self::Expr(expr) => expr.span(),
            Self::None(none) => none.span(),
            Self::Nested(block) => block.span,
        }
    }
}
