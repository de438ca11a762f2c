//! The same bytes to hyper's client and to ours: both come to the same, but for what is in the
//! table of differences.

mod differences;

use std::pin::Pin;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Version};
use hyper::body::Body;
use hyper_util::rt::TokioIo;
use proptest::prelude::*;
use tokio::net::TcpStream;

use self::differences::{DIFFERENCES, Heads};
use super::generated::responses;
use super::server::{Ask, Does, listen, on_a_core, serve, slot};
use crate::net::BaseUrl;

/// What a client makes of the bytes.
#[derive(Debug, Clone, PartialEq)]
enum Verdict {
    Taken { status: StatusCode, version: Version, headers: Box<HeaderMap>, body: Bytes },
    Refused,
}

impl Verdict {
    fn is_taken(&self) -> bool {
        matches!(self, Self::Taken { .. })
    }
}

/// What both make of the same bytes, after which the server closes.
async fn both(method: &Method, bytes: &[u8]) -> (Verdict, Verdict) {
    let (listener, base) = listen().await;
    let script = vec![Does::Reads, Does::Writes(bytes.to_vec()), Does::Closes];
    let server = serve(listener, vec![script.clone(), script]);
    let ours = ours(method, &base).await;
    let hypers = hypers(method, &base).await.unwrap_or(Verdict::Refused);
    server.await.unwrap();
    (ours, hypers)
}

async fn ours(method: &Method, base: &BaseUrl) -> Verdict {
    let ask = Ask { method: method.clone(), ..Ask::default() };
    match ask.of(&slot(), base).await {
        Err(_) => Verdict::Refused,
        Ok(exchange) => Verdict::Taken {
            status: exchange.status(),
            version: exchange.version(),
            headers: Box::new(exchange.headers().clone()),
            body: exchange.body,
        },
    }
}

async fn hypers(method: &Method, base: &BaseUrl) -> hyper::Result<Verdict> {
    let stream = TcpStream::connect(base.origin().authority()).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // It fails with what comes after the response; that is told by the response where it matters.
    let connection = tokio::task::spawn_local(connection);
    let request = http::Request::builder().method(method).uri("/").header("host", "a.test");
    let response = sender.send_request(request.body(String::new()).unwrap()).await?;
    let (head, mut incoming) = response.into_parts();
    let mut body = Vec::new();
    while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut incoming).poll_frame(cx)).await
    {
        if let Ok(data) = frame?.into_data() {
            body.extend_from_slice(&data);
        }
    }
    connection.abort();
    Ok(Verdict::Taken {
        status: head.status,
        version: head.version,
        headers: Box::new(head.headers),
        body: body.into(),
    })
}

/// Whether the two verdicts may differ as they do.
fn is_known(method: &Method, bytes: &[u8], ours: &Verdict, hypers: &Verdict) -> bool {
    let heads = Heads::read(method, bytes);
    let verdicts = (ours.is_taken(), hypers.is_taken());
    DIFFERENCES.iter().any(|known| known.verdicts() == verdicts && (known.applies)(&heads))
}

proptest! {
    #[test]
    fn the_same_bytes_come_to_the_same(
        method in prop_oneof![4 => Just(Method::GET), 1 => Just(Method::HEAD)],
        bytes in responses(),
    ) {
        let (ours, hypers) = on_a_core(both(&method, &bytes));
        prop_assert!(
            ours == hypers || is_known(&method, &bytes, &ours, &hypers),
            "{method} {}\nours: {ours:?}\nhyper's: {hypers:?}",
            bytes.escape_ascii(),
        );
    }
}

#[test]
fn each_difference_is_one() {
    on_a_core(async {
        for known in DIFFERENCES {
            let method = known.method.parse().unwrap();
            let example = (known.example)();
            let (ours, hypers) = both(&method, &example).await;
            let verdicts = (ours.is_taken(), hypers.is_taken());
            assert_eq!(verdicts, known.verdicts(), "{}: {ours:?} {hypers:?}", known.what);
            assert!(is_known(&method, &example, &ours, &hypers), "{}", known.what);
            assert!(known.why.len() > 20, "{}: say why", known.what);
        }
    });
}
