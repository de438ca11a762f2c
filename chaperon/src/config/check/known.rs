//! Whether a key is known to anyone: for `default_config`, and for the block of a sequence.

use crate::config::check::near::nearest;
use crate::config::check::text::{Text, same, split};
use crate::config::key::KeyInfo;

/// Passes when one of the lists has the dotted key `path`, or one of `inside`, which are the lists of
/// the scenarios that each scenario runs inside.
///
/// # Panics
/// Otherwise: the message begins with `nobody` (`no scenario of this load test has`) and names
/// the key and the nearest one.
#[track_caller]
pub const fn known(nobody: &str, path: &str, lists: &[&[KeyInfo]], inside: &[&[&[KeyInfo]]]) {
    let mut index = 0;
    while index < lists.len() {
        if has(lists[index], path) {
            return;
        }
        index += 1;
    }
    let mut index = 0;
    while index < inside.len() {
        if first_has(inside[index], path) {
            return;
        }
        index += 1;
    }
    let near = nearest(path, lists, inside);
    let text = Text::new().and(nobody).and(" the key `").and(path).and("`");
    let text = if near.is_empty() {
        text
    } else {
        text.and("; did you mean `").and(near.as_str()).and("`?")
    };
    panic!("{}", text.as_str());
}

/// Whether the first list that has the outermost key has all of the path: that one's type holds.
const fn first_has(lists: &[&[KeyInfo]], path: &str) -> bool {
    let (name, _) = split(path);
    let mut index = 0;
    while index < lists.len() {
        if has(lists[index], name) {
            return has(lists[index], path);
        }
        index += 1;
    }
    false
}

const fn has(keys: &[KeyInfo], path: &str) -> bool {
    let (name, rest) = split(path);
    let mut index = 0;
    while index < keys.len() {
        if same(keys[index].name, name) {
            return rest.is_empty() || has(keys[index].nested, rest);
        }
        index += 1;
    }
    false
}
