//! Names that are known when the user's crate is compiled.

use crate::config::{AssignInfo, Assignable};

/// The path without its first segment, the crate: `scenarios::browse` of `shop::scenarios::browse`.
pub const fn name_in_crate(path: &'static str) -> &'static str {
    let bytes = path.as_bytes();
    let mut position = 0;
    while position + 1 < bytes.len() {
        if bytes[position] == b':' && bytes[position + 1] == b':' {
            return path.split_at(position + 2).1;
        }
        position += 1;
    }
    path
}

/// What `assigns(name: T)` says.
pub const fn assign_info<T: Assignable>(name: &'static str, type_name: &'static str) -> AssignInfo {
    AssignInfo::of::<T>(name, type_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_path_without_the_crate() {
        assert_eq!(name_in_crate("shop::browse"), "browse");
        assert_eq!(name_in_crate("shop::scenarios::browse"), "scenarios::browse");
        assert_eq!(name_in_crate("browse"), "browse");
    }
}
