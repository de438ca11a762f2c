//! The rules of feeds that their tokens show. What is in their files is checked when a run begins.

use syn::ext::IdentExt;

use super::model::Feed;
use crate::errors::Errors;

/// Notes every rule that the feeds break.
pub fn check(feeds: &[Feed], errors: &Errors) {
    for (index, feed) in feeds.iter().enumerate() {
        let name = feed.name.unraw();
        if feeds[..index].iter().any(|earlier| earlier.name.unraw() == name) {
            errors.at(&feed.name, format!("there is a feed `{name}` already"));
        }
        check_modifiers(feed, errors);
    }
}

fn check_modifiers(feed: &Feed, errors: &Errors) {
    for (index, modifier) in feed.modifiers.iter().enumerate() {
        if feed.modifiers[..index].contains(modifier) {
            errors.at(modifier, format!("`{modifier}` is given twice"));
        }
    }
    let mut ends =
        feed.modifiers.iter().filter(|modifier| *modifier == "wrap" || *modifier == "stop");
    let first = ends.next();
    if let Some(other) = ends.find(|modifier| Some(*modifier) != first) {
        let message = "a feed that starts over by `wrap` never runs dry, and so never stops the load \
                       test: leave out `wrap` or `stop`";
        errors.at(other, message);
    }
}
