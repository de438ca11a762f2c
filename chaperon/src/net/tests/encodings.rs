//! Request bodies as they are written, and response bodies as they are decoded.

use std::io::{Read, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use http::HeaderMap;

use super::super::http::testing::{Outcome, decode_pieces};
use crate::error::ErrorKind;
use crate::net::http::{Asked, Body, Limits, Multipart, Part, decode};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn decoded(encoding: &str, body: &[u8], max_body: u64) -> Result<Bytes, ErrorKind> {
    let mut response = format!("HTTP/1.1 200 OK\r\n{encoding}\r\n").into_bytes();
    response.extend_from_slice(body);
    let outcome = decode_pieces([&*response], Asked::Usual, Limits::default());
    let Outcome::UntilClose(exchange) = outcome else { panic!("{outcome:?}") };
    decode(&exchange.0, max_body).map_err(|error| error.kind())
}

#[test]
fn encodings_are_undone() {
    let twice = zlib(&gzip(b"hello"));
    let members = [gzip(b"hel"), gzip(b"lo")].concat();
    for (encoding, body) in [
        ("", b"hello".to_vec()),
        ("content-encoding: identity\r\n", b"hello".to_vec()),
        ("content-encoding: gzip\r\n", gzip(b"hello")),
        ("content-encoding: X-Gzip\r\n", members),
        ("content-encoding: deflate\r\n", zlib(b"hello")),
        ("content-encoding: deflate\r\n", deflate(b"hello")),
        ("content-encoding: gzip, deflate\r\n", twice.clone()),
        ("content-encoding: gzip\r\ncontent-encoding: deflate\r\n", twice),
    ] {
        assert_eq!(decoded(encoding, &body, 100).as_deref(), Ok(&b"hello"[..]), "{encoding}");
    }
    assert_eq!(decoded("content-encoding: gzip\r\n", b"", 100).as_deref(), Ok(&b""[..]));
}

#[test]
fn what_is_not_in_its_encoding_is_an_error() {
    let mut broken = gzip(b"hello");
    broken.truncate(broken.len() - 4);
    for (encoding, body) in [
        ("content-encoding: gzip\r\n", b"hello".to_vec()),
        ("content-encoding: gzip\r\n", broken),
        ("content-encoding: deflate\r\n", b"\xff\xff\xff".to_vec()),
        ("content-encoding: br\r\n", b"hello".to_vec()),
        ("content-encoding: gzip, gzip, gzip, gzip, gzip\r\n", b"hello".to_vec()),
    ] {
        assert_eq!(decoded(encoding, &body, 100), Err(ErrorKind::BadEncoding), "{encoding}");
    }
}

#[test]
fn a_bomb_is_stopped_at_the_limit() {
    let bomb = gzip(&vec![0; 50_000_000]);
    let result = decoded("content-encoding: gzip\r\n", &bomb, 1_000_000);
    assert_eq!(result, Err(ErrorKind::BodyTooLarge));
}

#[test]
fn bodies_describe_themselves() {
    let mut headers = HeaderMap::new();
    let body = Body::form(&[("a b", "c&d"), ("e", "ü")]).unwrap();
    assert_eq!(body.bytes, "a+b=c%26d&e=%C3%BC");
    body.describe(&mut headers);
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");

    let mut headers = HeaderMap::new();
    headers.insert("accept", "text/html".parse().unwrap());
    let body = Body::json(&serde_json::json!({ "a": 1 })).unwrap();
    assert_eq!(body.bytes, r#"{"a":1}"#);
    body.gzip().unwrap().describe(&mut headers);
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["content-encoding"], "gzip");
    assert_eq!(headers["accept"], "text/html");

    assert_eq!(Body::text("hi").content_type.unwrap(), "text/plain; charset=utf-8");
    assert_eq!(Body::form(&vec![vec![1]]).unwrap_err().kind(), ErrorKind::BadRequest);
}

#[test]
fn gzip_compresses_the_body() {
    let body = Body::text("hello".repeat(100)).gzip().unwrap();
    let mut text = String::new();
    GzDecoder::new(&*body.bytes).read_to_string(&mut text).unwrap();
    assert_eq!(text, "hello".repeat(100));
}

#[test]
fn a_multipart_form_has_its_parts() {
    let form = Multipart::new()
        .text("na\"me", "value")
        .file("file", "a\r\nb.txt", "hello")
        .part(Part::new("json", "{}").content_type("application/json"));
    let body = form.encode().unwrap();
    let content_type = body.content_type.unwrap();
    let boundary = content_type.to_str().unwrap();
    let boundary = boundary.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"na%22me\"\r\n\r\nvalue\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; \
         filename=\"a%0D%0Ab.txt\"\r\nContent-Type: application/octet-stream\r\n\r\nhello\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"json\"\r\n\
         Content-Type: application/json\r\n\r\n{{}}\r\n--{boundary}--\r\n"
    );
    assert_eq!(std::str::from_utf8(&body.bytes).unwrap(), expected);
    let bad = Multipart::new().part(Part::new("a", "b").content_type("x\r\ny: z"));
    assert_eq!(bad.encode().unwrap_err().kind(), ErrorKind::BadRequest);
}
