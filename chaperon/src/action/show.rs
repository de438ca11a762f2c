//! Showing what an action did, for `try` and `print_results`.

use std::fmt::Write;

use http::HeaderMap;

use crate::event::Event;
use crate::session::Session;

/// How much of a body is shown.
const SHOWN: usize = 1000;

impl Session {
    /// Shows a text, secrets left out, if actions are shown in this run.
    pub(crate) fn show(&self, text: impl FnOnce() -> String) {
        if self.core.show {
            let text = self.profile.redact(&text());
            self.core.tell(Event::Shown(format!("[{}] {text}", self.id)));
        }
    }
}

/// Headers, a line each, with a mark in front; the values of secret ones left out.
pub(super) fn headers(mark: char, headers: &HeaderMap, text: &mut String) {
    for (name, value) in headers {
        let value = if value.is_sensitive() {
            "***".into()
        } else {
            String::from_utf8_lossy(value.as_bytes())
        };
        // Writing to a text cannot fail.
        let _ = write!(text, "\n{mark} {name}: {value}");
    }
}

/// The beginning of a body or message, with how long it is.
pub(super) fn beginning(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let shown: String = text.chars().take(SHOWN).collect();
    match shown.len() < text.len() {
        true => format!("{shown}… ({} bytes in all)", body.len()),
        false => shown,
    }
}
