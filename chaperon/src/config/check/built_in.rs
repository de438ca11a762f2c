//! Whether a scenario's config struct keeps clear of the built-in keys' names.

use crate::config::check::text::{Text, same};
use crate::config::key::KeyInfo;
use crate::config::settings::{LoadTestSettings, Settings};
use crate::config::typed::Config;

/// Passes when no key has a built-in key's name. Keys of nested structs are free.
///
/// ```compile_fail
/// use chaperon::prelude::*;
///
/// #[derive(Config)]
/// struct Slow {
///     timeout: u32,
/// }
///
/// const _: () = chaperon::__private::check::no_built_in("slow", <Slow as chaperon::config::Config>::INFO);
/// ```
///
/// # Panics
/// Otherwise, naming the key.
#[track_caller]
pub const fn no_built_in(scenario: &str, keys: &[KeyInfo]) {
    let mut index = 0;
    while index < keys.len() {
        let name = keys[index].name;
        if has(Settings::INFO, name) || has(LoadTestSettings::INFO, name) {
            let text = Text::new().and("the config of `").and(scenario).and("` has a key `");
            let text = text.and(name).and("`, which is a built-in key: ");
            let text = text.and("give it another name, or put it into a nested struct");
            panic!("{}", text.as_str());
        }
        index += 1;
    }
}

const fn has(keys: &[KeyInfo], name: &str) -> bool {
    let mut index = 0;
    while index < keys.len() {
        if same(keys[index].name, name) {
            return true;
        }
        index += 1;
    }
    false
}
