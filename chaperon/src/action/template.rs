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
    if fills.is_empty() && !path.contains('{') {
        return Ok(path.into());
    }
    let mut filled = String::with_capacity(path.len());
    let mut used = 0;
    let mut rest = path;
    while let Some((before, name, after)) = next_parameter(rest) {
        let (_, value) = fills.iter().find(|(known, _)| known == name).ok_or_else(|| {
            bad(format!("`{path}` has no value for `{{{name}}}`: add `.param(\"{name}\", value)`"))
        })?;
        filled.push_str(before);
        push_segment(&mut filled, value);
        used += 1;
        rest = after;
    }
    filled.push_str(rest);
    match fills.iter().find(|(name, _)| !path.contains(&format!("{{{name}}}"))) {
        Some((name, _)) => Err(bad(format!("`{path}` has no parameter `{{{name}}}`"))),
        None if used == 0 => Ok(path.into()),
        None => Ok(filled.into()),
    }
}

/// What stands before the next parameter, its name, and what follows.
fn next_parameter(path: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = path[from..].find('{').map(|at| from + at) {
        let close = path[open..].find('}').map(|at| open + at)?;
        let name = &path[open + 1..close];
        let named =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if named {
            return Some((&path[..open], name, &path[close + 1..]));
        }
        from = open + 1;
    }
    None
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
