//! Dotted keys: `http.timeout`, and `http.headers."x.y"` for a name that has a dot in it.

use crate::config::error::ConfigError;

/// The names of a dotted key, outermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyPath(Vec<String>);

impl KeyPath {
    /// Reads a dotted key.
    pub(crate) fn parse(text: &str) -> Result<Self, ConfigError> {
        let malformed = |why: &str| ConfigError::Malformed { text: text.into(), why: why.into() };
        let mut rest = text.trim();
        let mut names = Vec::new();
        loop {
            let (name, after) = match rest.strip_prefix('"') {
                Some(quoted) => {
                    quoted.split_once('"').ok_or_else(|| malformed("a closing `\"` is missing"))?
                }
                None => rest.split_at(rest.find('.').unwrap_or(rest.len())),
            };
            if name.trim().is_empty() {
                return Err(malformed("a key, or a name between dots, is empty"));
            }
            names.push(name.trim().to_owned());
            match after.strip_prefix('.') {
                Some(inner) => rest = inner,
                None if after.is_empty() => return Ok(Self(names)),
                None => return Err(malformed("expected `.` after the closing `\"`")),
            }
        }
    }

    /// The names.
    pub(crate) fn segments(&self) -> &[String] {
        &self.0
    }
}

/// Puts a name behind a dotted key, quoted where it has a dot.
pub(crate) fn join(outer: &str, name: &str) -> String {
    let dot = if outer.is_empty() { "" } else { "." };
    let quote = if name.contains('.') || name.is_empty() { "\"" } else { "" };
    format!("{outer}{dot}{quote}{name}{quote}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dotted_key_is_read_to_its_names() {
        for (text, names) in [
            ("a", &["a"][..]),
            (" a.b.c ", &["a", "b", "c"]),
            (r#"http.headers."x.y""#, &["http", "headers", "x.y"]),
            (r#""a.b".c"#, &["a.b", "c"]),
        ] {
            assert_eq!(KeyPath::parse(text).unwrap().segments(), names, "{text}");
        }
        for text in ["", ".", "a.", ".a", "a..b", "\"a", "\"a\"b"] {
            assert!(KeyPath::parse(text).is_err(), "{text} was read");
        }
    }
}
