//! What a store said when it did not take an object, in few words.

use std::error::Error;

/// How much of an answer is shown that is not S3's.
const SHOWN: usize = 200;

/// The innermost reason; of S3's XML its code and message.
pub(super) fn reason(error: &object_store::Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let text = innermost.to_string();
    let text = text.strip_prefix("Server returned non-2xx status code: ").unwrap_or(&text);
    let Some((before, _)) = text.split_once('<') else { return shortened(text) };
    match (element(text, "Code"), element(text, "Message")) {
        (Some(code), Some(message)) => shortened(&format!("{before}{code}: {message}")),
        (Some(code), None) => shortened(&format!("{before}{code}")),
        (None, _) => shortened(text),
    }
}

fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    Some(rest.split_once(&format!("</{name}>"))?.0)
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        reason(&object_store::Error::Generic { store: "S3", source: text.into() })
    }

    #[test]
    fn of_xml_the_code_and_the_message_are_told() {
        assert_eq!(
            of(
                "Server returned non-2xx status code: 404 Not Found: <?xml version=\"1.0\"?><Error>\
                <Code>NoSuchBucket</Code><Message>There is none</Message></Error>"
            ),
            "404 Not Found: NoSuchBucket: There is none"
        );
        assert_eq!(of("503: <Error><Code>SlowDown</Code></Error>"), "503: SlowDown");
        assert_eq!(of("502: <html>bad gateway</html>"), "502: <html>bad gateway</html>");
        assert_eq!(of(&"x".repeat(1000)).len(), SHOWN);
    }
}
