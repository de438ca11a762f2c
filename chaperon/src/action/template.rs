//! Path templates: `/users/{id}`, filled for the request and unfilled for the metric.

use std::borrow::Cow;

use crate::error::{Error, ErrorKind, Result};
use crate::net::push_segment;

/// Fills `{name}` in a path with values.
///
/// Braces around anything but a name are no parameter and stay.
///
/// # Errors
/// [`ErrorKind::Template`] when a parameter has no value, or a value no parameter.
pub(super) fn fill<'p>(
    path: &'p str,
    fills: &[(Cow<'static, str>, String)],
) -> Result<Cow<'p, str>> {
    let mut filled = String::new();
    let mut rest = path;
    let mut last = None;
    while let Some((before, name, after)) = next_parameter(rest) {
        let fill = fills.iter().find(|(known, _)| known == name).ok_or_else(|| {
            bad(format!("`{path}` has no value for `{{{name}}}`: add `.param(\"{name}\", value)`"))
        })?;
        filled.reserve(rest.len() + fill.1.len());
        filled.push_str(before);
        push_segment(&mut filled, &fill.1);
        rest = after;
        last = Some(fill);
    }
    // What was filled in last need not be looked for: mostly that is all.
    let mut others =
        fills.iter().filter(|fill| !last.is_some_and(|last| std::ptr::eq(last, *fill)));
    if let Some((name, _)) = others.find(|(name, _)| !is_in(path, name)) {
        return Err(bad(format!("`{path}` has no parameter `{{{name}}}`")));
    }
    if last.is_none() {
        return Ok(path.into());
    }
    filled.push_str(rest);
    Ok(filled.into())
}

/// Whether a path has this parameter.
fn is_in(path: &str, name: &str) -> bool {
    let mut rest = path;
    while let Some((_, found, after)) = next_parameter(rest) {
        if found == name {
            return true;
        }
        rest = after;
    }
    false
}

/// What stands before the next parameter, its name, and what follows.
fn next_parameter(path: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    // By bytes, as a search for one letter is meant for texts much longer than paths.
    while let Some(open) = position(path, from, b'{') {
        let close = position(path, open, b'}')?;
        let name = path.get(open + 1..close)?;
        let named =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if named {
            return Some((path.get(..open)?, name, path.get(close + 1..)?));
        }
        from = open + 1;
    }
    None
}

/// Where a byte is, at or after a place.
fn position(path: &str, from: usize, byte: u8) -> Option<usize> {
    let found = path.as_bytes().get(from..)?.iter().position(|other| *other == byte)?;
    Some(from + found)
}

fn bad(message: String) -> Error {
    Error::new(ErrorKind::Template, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(path: &str, fills: &[(&'static str, &str)]) -> Result<String> {
        let fills: Vec<_> =
            fills.iter().map(|(name, value)| (Cow::from(*name), (*value).to_owned())).collect();
        fill(path, &fills).map(Cow::into_owned)
    }

    #[test]
    fn parameters_are_filled_and_encoded() {
        assert_eq!(filled("/a", &[]).unwrap(), "/a");
        assert_eq!(
            filled("/users/{id}/x/{name}", &[("id", "7"), ("name", "a/b c")]).unwrap(),
            "/users/7/x/a%2Fb%20c"
        );
        assert_eq!(filled("/q?filter={\"a\":1}", &[]).unwrap(), "/q?filter={\"a\":1}");
        assert_eq!(filled("/{}/{a b}/{id", &[]).unwrap(), "/{}/{a b}/{id");
        assert_eq!(filled("{id}", &[("id", "")]).unwrap(), "");
    }

    #[test]
    fn what_does_not_match_is_an_error_that_says_what_to_add() {
        let unfilled = filled("/users/{id}", &[]).unwrap_err();
        assert_eq!(
            unfilled.to_string(),
            "`/users/{id}` has no value for `{id}`: add `.param(\"id\", value)`"
        );
        let unknown = filled("/users", &[("id", "7")]).unwrap_err();
        assert_eq!(unknown.to_string(), "`/users` has no parameter `{id}`");
        assert_eq!((unfilled.kind(), unknown.kind()), (ErrorKind::Template, ErrorKind::Template));
    }
}
