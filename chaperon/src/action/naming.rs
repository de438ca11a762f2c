//! The name of a traced call: the last two segments of the function's path.

use std::borrow::Cow;

use crate::metrics::{MetricName, NameRef};

/// The metric `call(module.function)` of the function or closure type `F`.
///
/// A closure goes by the function that encloses it.
pub(crate) fn call_of<F>() -> MetricName {
    with_call_of::<F, _>(|name| name.into_owned())
}

/// Gives that name to `f`, mostly without an allocation.
pub(super) fn with_call_of<F, R>(f: impl FnOnce(NameRef<'_>) -> R) -> R {
    f(call_in(&without_generics(std::any::type_name::<F>())))
}

/// The name of a traced call of this function: `module.function`.
#[doc(hidden)]
pub fn call_name<F>(_: &F) -> String {
    task_of(&call_of::<F>())
}

/// The name of a child task that makes this call: as the call's, without its type.
pub(super) fn task_of(call: &MetricName) -> String {
    match call {
        MetricName::Call { module, function } if module.is_empty() => function.to_string(),
        MetricName::Call { module, function } => format!("{module}.{function}"),
        other => other.to_string(),
    }
}

fn call_in(plain: &str) -> NameRef<'_> {
    let mut segments = plain.rsplit("::").filter(|segment| !segment.starts_with('{'));
    let function = segments.next().unwrap_or_default();
    NameRef::call(segments.next().unwrap_or_default(), function)
}

/// The path without what stands in angle brackets.
fn without_generics(path: &str) -> Cow<'_, str> {
    if !path.contains('<') {
        return path.into();
    }
    let mut depth = 0_usize;
    path.chars()
        .filter(|&character| {
            depth = match character {
                '<' => depth + 1,
                _ => depth,
            };
            let outside = depth == 0;
            if character == '>' {
                depth = depth.saturating_sub(1);
            }
            outside
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_named_by_the_last_two_segments() {
        for (path, name) in [
            ("shop::helpers::login", "call(helpers.login)"),
            ("shop::login", "call(shop.login)"),
            ("shop::helpers::get<alloc::vec::Vec<u8>>", "call(helpers.get)"),
            ("shop::browse::{{closure}}::{{closure}}", "call(shop.browse)"),
            ("shop::browse<u8>::{{closure}}", "call(shop.browse)"),
        ] {
            assert_eq!(call_in(&without_generics(path)).to_string(), name, "{path}");
        }
    }
}
