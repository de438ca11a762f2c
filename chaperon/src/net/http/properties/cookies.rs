//! Cookies that a response sets, on their way back.

use http::HeaderValue;

use crate::net::http::cookies::Jar;
use crate::net::url::Url;

/// Whatever cookies a response sets, they are bounded, and go back in one line of a `Cookie` header.
pub fn cookies_go_back_in_one_line(from: &str, to: &str, cookies: &[&[u8]]) {
    let (Ok(from), Ok(to)) = (Url::parse(from), Url::parse(to)) else { return };
    let jar = Jar::default();
    let values = cookies.iter().copied().filter(|value| HeaderValue::from_bytes(value).is_ok());
    jar.store(&from, values);
    let all = jar.all();
    assert!(all.len() <= cookies.len());
    let mut line = Vec::new();
    jar.write_header(&to, &mut line);
    if line.is_empty() {
        return;
    }
    let written = [b"GET / HTTP/1.1\r\n", &*line, b"\r\n"].concat();
    let mut headers = [httparse::EMPTY_HEADER; 2];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = parsed.parse(&written);
    assert_eq!(length, Ok(httparse::Status::Complete(written.len())), "{}", written.escape_ascii());
    let [cookie] = parsed.headers else { panic!("not one line: {}", line.escape_ascii()) };
    assert_eq!(cookie.name, "cookie");
    // A `;` in a value would be another cookie's start.
    let sent = cookie.value.split(|byte| *byte == b';').count();
    assert!(sent <= all.len(), "{} of {all:?}", line.escape_ascii());
}
