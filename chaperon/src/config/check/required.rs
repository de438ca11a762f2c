//! Whether all required keys of a scenario are set somewhere in a load test.

use crate::config::assign::AssignInfo;
use crate::config::check::text::{Text, inside};
use crate::config::key::KeyInfo;

/// Where the scenario is used, which decides where a key may be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An entry of a load test.
    Entry,
    /// A member of a sequence.
    Sequence,
    /// A `run` or `schedule` step.
    Step,
}

/// Passes when each required key is in `given` (dotted paths) or `assigned`.
///
/// ```
/// use chaperon::__private::check::{Place, required};
/// use chaperon::config::Config;
/// use chaperon::prelude::*;
///
/// #[derive(Config)]
/// struct PingPong {
///     iterations: u32,
/// }
///
/// // What `load_test!` emits for `ws_ping_pong { iterations: 10 }`:
/// const _: () = required(Place::Entry, "ws_ping_pong", PingPong::INFO, &[&["iterations"]], &[]);
/// ```
///
/// # Panics
/// Otherwise, naming the keys, their types and where they can be set.
#[track_caller]
pub const fn required(
    place: Place,
    scenario: &str,
    keys: &[KeyInfo],
    given: &[&[&str]],
    assigned: &[&[AssignInfo]],
) {
    let given = Given { given, assigned, defaults: None };
    let missing = given.missing(Text::new(), keys, Text::new());
    if !missing.is_empty() {
        let text = Text::new().and("scenario `").and(scenario).and("` needs ");
        let it = if missing.has("`, `") { "them" } else { "it" };
        let text = text.and(missing.as_str()).and(": set ").and(it).and(place.advice());
        panic!("{}", text.as_str());
    }
}

impl Place {
    const fn advice(self) -> &'static str {
        match self {
            Self::Entry => {
                " in its block, in `default_config`, or write `..` and give it by --set, \
                 --config or the environment"
            }
            Self::Sequence => {
                " in the block or in `default_config`, let an earlier scenario of the \
                 sequence assign it (`assigns(..)`), or write `..` and give it by --set, --config \
                 or the environment"
            }
            Self::Step => {
                " in the block, or write `..` to leave it to this session's config and \
                 assigns"
            }
        }
    }
}

/// What is set.
#[derive(Clone, Copy)]
struct Given<'a> {
    given: &'a [&'a [&'a str]],
    assigned: &'a [&'a [AssignInfo]],
    /// What the defaults of the groups around set.
    defaults: Option<&'a GroupDefault<'a>>,
}

/// What the default of a group sets: dotted paths below it.
#[derive(Clone, Copy)]
struct GroupDefault<'a> {
    paths: &'a [&'a str],
    /// How long the group's own path is, with a dot behind it.
    skip: usize,
    outer: Option<&'a GroupDefault<'a>>,
}

impl Given<'_> {
    /// Appends the keys that are missing, with their types.
    const fn missing(self, mut text: Text, keys: &[KeyInfo], outer: Text) -> Text {
        let mut index = 0;
        while index < keys.len() {
            let path = outer.dot(keys[index].name);
            text = self.missing_at(text, &keys[index], path);
            index += 1;
        }
        text
    }

    const fn missing_at(self, text: Text, key: &KeyInfo, path: Text) -> Text {
        let needed = key.required || self.touches(path.as_str());
        if !needed || self.covers(path.as_str()) {
            return text;
        }
        if !key.nested.is_empty() {
            let skip = path.as_str().len() + 1;
            let default = GroupDefault { paths: key.provided, skip, outer: self.defaults };
            let inner = Given { defaults: Some(&default), ..self };
            return inner.missing(text, key.nested, path);
        }
        let text = if text.is_empty() { text } else { text.and(", ") };
        text.and("`").and(path.as_str()).and(": ").and(key.type_name).and("`")
    }

    /// Whether the path, or a group around it, is set.
    const fn covers(self, path: &str) -> bool {
        let mut index = 0;
        while index < self.given.len() {
            if any_around(self.given[index], path) {
                return true;
            }
            index += 1;
        }
        let mut index = 0;
        while index < self.assigned.len() {
            if any_assigned(self.assigned[index], path) {
                return true;
            }
            index += 1;
        }
        defaults_cover(self.defaults, path)
    }

    /// Whether anything inside of the group at the path is set.
    const fn touches(self, path: &str) -> bool {
        let mut index = 0;
        while index < self.given.len() {
            if any_inside(self.given[index], path) {
                return true;
            }
            index += 1;
        }
        false
    }
}

const fn defaults_cover(defaults: Option<&GroupDefault<'_>>, path: &str) -> bool {
    let Some(default) = defaults else { return false };
    let (_, below) = path.split_at(default.skip);
    any_around(default.paths, below) || defaults_cover(default.outer, path)
}

const fn any_around(given: &[&str], path: &str) -> bool {
    let mut index = 0;
    while index < given.len() {
        if inside(path, given[index]) {
            return true;
        }
        index += 1;
    }
    false
}

const fn any_inside(given: &[&str], path: &str) -> bool {
    let mut index = 0;
    while index < given.len() {
        if inside(given[index], path) {
            return true;
        }
        index += 1;
    }
    false
}

const fn any_assigned(assigned: &[AssignInfo], path: &str) -> bool {
    let mut index = 0;
    while index < assigned.len() {
        if inside(path, assigned[index].name) {
            return true;
        }
        index += 1;
    }
    false
}
