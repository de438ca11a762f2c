//! How tables say whether a goal is met.

pub(crate) const fn met(is_met: bool) -> &'static str {
    if is_met { "yes" } else { "no" }
}
