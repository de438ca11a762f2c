//! The forms in which a secret may be met in a text: as it is, and as URLs, forms and JSON write it.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded::byte_serialize;

/// What a whole path or query has encoded.
const TARGET: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}');
/// What a segment of a path has encoded.
const SEGMENT: &AsciiSet = &TARGET.add(b'%').add(b'/').add(b'?').add(b'#').add(b';');
/// What strict encoders leave as it is.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// All forms of a secret, each once.
pub(super) fn forms(secret: &str) -> Vec<String> {
    let quoted = serde_json::Value::from(secret).to_string();
    let strict = utf8_percent_encode(secret, STRICT).to_string();
    let mut forms = vec![
        secret.to_owned(),
        quoted.trim_matches('"').to_owned(),
        byte_serialize(secret.as_bytes()).collect(),
        utf8_percent_encode(secret, TARGET).to_string(),
        utf8_percent_encode(secret, SEGMENT).to_string(),
        strict.replace("%20", "+"),
        strict,
    ];
    forms.sort_unstable();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_secret_has_one_form_and_others_have_those_of_urls_and_json() {
        assert_eq!(forms("word"), ["word"]);
        let forms = forms("a/b \"c");
        for form in ["a/b \"c", "a/b \\\"c", "a%2Fb+%22c", "a%2Fb%20%22c", "a/b%20%22c"] {
            assert!(forms.iter().any(|known| known == form), "{form} in {forms:?}");
        }
    }
}
