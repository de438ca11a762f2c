//! Content encodings are undone above the wire, which hands bodies over as they came.

use std::io::Write;

use super::every_wire::{Wire, ask, on_every_wire};
use crate::session::recording::Recording;

on_every_wire! {
    gzip_and_deflate_are_undone_and_others_are_errors,
}

fn pressed(encoding: &str) -> Vec<u8> {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    let level = Compression::default();
    match encoding {
        "gzip" => {
            let mut encoder = GzEncoder::new(Vec::new(), level);
            encoder.write_all(b"hello").unwrap();
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(b"hello").unwrap();
            encoder.finish().unwrap()
        }
        "raw" => {
            let mut encoder = DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(b"hello").unwrap();
            encoder.finish().unwrap()
        }
        _ => b"hello".to_vec(),
    }
}

async fn gzip_and_deflate_are_undone_and_others_are_errors(wire: Wire) {
    let server = Recording::start(|seen| {
        let (name, body) = match seen.target.trim_start_matches('/') {
            "raw" => ("deflate", pressed("raw")),
            "false" => ("gzip", pressed("identity")),
            name => (name, pressed(name)),
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        [head.into_bytes(), body].concat()
    });
    let requests =
        ["GET /gzip", "GET /deflate", "GET /raw", "GET /identity", "GET /br", "GET /false"];
    let asked = ask(wire, &server.url(), &requests, &[]).await;
    let expected = requests.map(|request| match request {
        "GET /br" | "GET /false" => format!("{request}: bad_encoding"),
        request => format!("{request}: 200 hello"),
    });
    assert_eq!(asked.outcomes, expected);
    assert!(server.seen().iter().all(|seen| seen.header("accept-encoding").is_none()));
}
