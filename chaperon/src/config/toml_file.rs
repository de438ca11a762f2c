//! Configuration files, in TOML.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::error::{ConfigError, Origin};
use crate::config::layer::Layer;
use crate::config::tree::{Content, Group, Leaf, List, Node};

impl Layer {
    /// Reads a TOML file.
    ///
    /// # Errors
    /// When the file cannot be read or is not TOML; the message names file, line and column.
    pub fn from_toml_file(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map_err(|reason| ConfigError::File { path: path.into(), reason })?;
        Self::from_toml(&text, path)
    }

    /// Reads the text of a TOML file; the path is for messages.
    ///
    /// # Errors
    /// When it is not TOML.
    pub fn from_toml(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let file = File { text, path: path.into() };
        let table = DeTable::parse(text).map_err(|error| file.mistake(&error))?;
        let mut layer = Self::new();
        layer.root = file.table(table.into_inner());
        Ok(layer)
    }
}

struct File<'t> {
    text: &'t str,
    path: Arc<Path>,
}

impl File<'_> {
    fn table(&self, table: DeTable<'_>) -> Group {
        let of_entry = |(key, value): (Spanned<_>, _)| {
            let key: std::borrow::Cow<'_, str> = key.into_inner();
            (key.into_owned(), self.node(value))
        };
        let entries: BTreeMap<_, _> = table.into_iter().map(of_entry).collect();
        Group { entries, ..Group::default() }
    }

    fn node(&self, value: Spanned<DeValue<'_>>) -> Node {
        let origin =
            Origin::File { path: self.path.clone(), line: self.place(value.span().start).0 };
        let leaf = |content| Node::Leaf(Leaf { content, origin: origin.clone() });
        let typed = |value: Value| leaf(Content::Typed(value));
        match value.into_inner() {
            DeValue::Table(table) => Node::Group(self.table(table)),
            DeValue::Array(items) => {
                let items = items.into_iter().map(|item| self.node(item)).collect();
                Node::List(List { items, raw: None, origin })
            }
            DeValue::String(text) => typed(text.into_owned().into()),
            DeValue::Boolean(value) => typed(value.into()),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => typed(number.into()),
                    Err(_) => leaf(Content::Text(number.as_str().into())),
                }
            }
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                Ok(number) => typed(number.into()),
                Err(_) => leaf(Content::Text(number.as_str().into())),
            },
            DeValue::Datetime(time) => typed(time.to_string().into()),
        }
    }

    fn mistake(&self, error: &toml::de::Error) -> ConfigError {
        let (line, column) = self.place(error.span().map_or(0, |span| span.start));
        let why = error.message().replace('\n', ", ");
        ConfigError::Toml { path: self.path.to_path_buf(), line, column, why }
    }

    /// Line and column, from 1, of an offset in the text.
    fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
        (line, column)
    }
}
