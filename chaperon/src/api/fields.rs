//! Reading the fields of a JSON object, so that a mistake is told with the field's name.

use std::fmt;

use serde_json::{Map, Value};

use super::OptionError;
use crate::config::near;

/// The fields of an object at a path, such as `options`.
pub(super) struct Fields<'v> {
    path: &'static str,
    map: &'v Map<String, Value>,
}

impl<'v> Fields<'v> {
    /// The fields of this object, of which all have to be known.
    pub(super) fn of(
        path: &'static str,
        map: &'v Map<String, Value>,
        known: &[&str],
    ) -> Result<Self, OptionError> {
        let fields = Self { path, map };
        match map.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(fields.unknown(name, known)),
            None => Ok(fields),
        }
    }

    fn unknown(&self, name: &str, known: &[&str]) -> OptionError {
        let nearest = near(name, known.iter().copied())
            .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let name = self.name(name);
        OptionError::new(format!("no field `{name}`{nearest}; there are: {}", known.join(", ")))
    }

    /// A field as it is in the object; `null` is as if it were absent.
    pub(super) fn get(&self, name: &str) -> Option<&'v Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// A field that `read` understands.
    pub(super) fn read<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&'v Value) -> Option<T>,
    ) -> Result<Option<T>, OptionError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        match read(value) {
            Some(value) => Ok(Some(value)),
            None => Err(self.wrong(name, expected, value)),
        }
    }

    /// A field that is a text.
    pub(super) fn text(&self, name: &str) -> Result<Option<&'v str>, OptionError> {
        self.read(name, "a text", Value::as_str)
    }

    /// A field that is a text and has to be there.
    pub(super) fn required_text(&self, name: &str) -> Result<&'v str, OptionError> {
        let text = self.text(name)?;
        text.ok_or_else(|| OptionError::new(format!("`{}` is missing", self.name(name))))
    }

    /// A field that is an object.
    pub(super) fn object(&self, name: &str) -> Result<Option<&'v Map<String, Value>>, OptionError> {
        self.read(name, "an object", Value::as_object)
    }

    /// A field that is yes or no; no unless said.
    pub(super) fn flag(&self, name: &str) -> Result<bool, OptionError> {
        Ok(self.read(name, "true or false", Value::as_bool)?.unwrap_or_default())
    }

    /// A field that is one text or several; none unless said.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, OptionError> {
        let owned = |value: &Value| value.as_str().map(str::to_owned);
        let read = |value: &'v Value| match value {
            Value::Array(items) => items.iter().map(owned).collect(),
            one => owned(one).map(|text| vec![text]),
        };
        Ok(self.read(name, "a text or a list of texts", read)?.unwrap_or_default())
    }

    /// What is wrong with a field's value.
    pub(super) fn wrong(&self, name: &str, expected: &str, found: &Value) -> OptionError {
        let name = self.name(name);
        OptionError::new(format!("`{name}`: expected {expected}, found {}", Found(found)))
    }

    fn name(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

/// A value in words: never a text itself, which may be a secret.
pub(super) struct Found<'v>(pub(super) &'v Value);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Value::Number(number) => return write!(f, "{number}"),
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn error(read: fn(&Fields<'_>) -> Result<(), OptionError>, value: Value) -> String {
        let fields = Fields { path: "options", map: value.as_object().unwrap() };
        read(&fields).unwrap_err().to_string()
    }

    #[test]
    fn an_unknown_field_is_named_with_the_nearest() {
        let value = json!({ "tga": "x" });
        let error = Fields::of("options", value.as_object().unwrap(), &["tag", "config"]);
        assert_eq!(
            error.map(drop).unwrap_err().to_string(),
            "no field `options.tga`; did you mean `tag`? there are: tag, config"
                .replace("? there", "?; there")
        );
    }

    #[test]
    fn a_value_of_another_type_is_named_without_its_text() {
        let secret = json!({ "tag": ["hunter2"], "flag": "hunter2", "list": ["a", 1] });
        assert_eq!(
            error(|fields| fields.text("tag").map(drop), secret.clone()),
            "`options.tag`: expected a text, found a list"
        );
        assert_eq!(
            error(|fields| fields.flag("flag").map(drop), secret.clone()),
            "`options.flag`: expected true or false, found a text"
        );
        assert_eq!(
            error(|fields| fields.texts("list").map(drop), secret.clone()),
            "`options.list`: expected a text or a list of texts, found a list"
        );
        assert_eq!(
            error(|fields| fields.required_text("none").map(drop), secret),
            "`options.none` is missing"
        );
    }

    #[test]
    fn null_is_as_if_it_were_absent() {
        let value = json!({ "tag": null });
        let fields = Fields::of("", value.as_object().unwrap(), &["tag"]).unwrap();
        assert_eq!(fields.text("tag").unwrap(), None);
    }
}
