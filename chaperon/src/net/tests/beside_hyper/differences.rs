//! Where we mean to differ from hyper, and why.

use http::Method;

/// One way in which we mean to differ.
pub(super) struct Difference {
    pub(super) what: &'static str,
    pub(super) why: &'static str,
    /// Who takes it: else the other does.
    pub(super) taken_by: Taker,
    /// Whether it may be the reason for a difference.
    pub(super) applies: fn(&Heads) -> bool,
    pub(super) method: &'static str,
    /// The least that shows it.
    pub(super) example: fn() -> Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taker {
    Ours,
    Hypers,
}

impl Difference {
    /// Whether ours and whether hyper's takes it.
    pub(super) fn verdicts(&self) -> (bool, bool) {
        (self.taken_by == Taker::Ours, self.taken_by == Taker::Hypers)
    }
}

pub(super) const DIFFERENCES: &[Difference] = &[
    Difference {
        what: "Content-Length is given more than once, each time the same",
        why: "RFC 9112, 6.3 leaves it open; a target that does so has a fault worth seeing",
        taken_by: Taker::Hypers,
        applies: |heads| heads.any(|head| head.has_list("content-length")),
        method: "GET",
        example: || b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok".to_vec(),
    },
    Difference {
        what: "Content-Length and Transfer-Encoding",
        why: "RFC 9112, 6.3 calls it a likely attack; a proxy may see another end of the body",
        taken_by: Taker::Hypers,
        applies: |heads| heads.any(|it| it.has("content-length") && it.has("transfer-encoding")),
        method: "GET",
        example: || {
            b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n\
              2\r\nok\r\n0\r\n\r\n"
                .to_vec()
        },
    },
    Difference {
        what: "a Transfer-Encoding other than `chunked` alone",
        why: "no `TE` was sent, so nothing else was agreed to; the body would stay encoded",
        taken_by: Taker::Hypers,
        applies: |heads| heads.any(Head::has_other_coding),
        method: "GET",
        example: || {
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n".to_vec()
        },
    },
    Difference {
        what: "a bad length or coding of a body that is not sent anyway",
        why: "the headers are read before it is known that there is no body; they are still bad",
        taken_by: Taker::Hypers,
        applies: |heads| {
            heads.any(|it| it.is_bodyless && (it.has("content-length") || it.is_old_and_chunked()))
        },
        method: "HEAD",
        example: || b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n".to_vec(),
    },
    Difference {
        what: "101 that was not asked for",
        why: "RFC 9110, 15.2.2: what follows would be another protocol's, which we do not speak",
        taken_by: Taker::Hypers,
        applies: |heads| heads.any(|head| head.status == 101),
        method: "GET",
        example: || b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n".to_vec(),
    },
    Difference {
        what: "a chunk's size of more than 16 digits",
        why: "no length needs them, so they are refused before they are endless",
        taken_by: Taker::Hypers,
        applies: |heads| heads.has_long_size(),
        method: "GET",
        example: || {
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
              00000000000000002\r\nok\r\n0\r\n\r\n"
                .to_vec()
        },
    },
    Difference {
        what: "trailers that are no headers",
        why: "trailers are dropped unread, and only their size is limited",
        taken_by: Taker::Ours,
        applies: |heads| heads.trailers().is_some_and(are_no_headers),
        method: "GET",
        example: || {
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n".to_vec()
        },
    },
    Difference {
        what: "a trailer that ends with a bare line feed",
        why: "the lines of chunks end with CR LF; hyper reads on to the next, into what follows",
        taken_by: Taker::Hypers,
        applies: |heads| heads.trailers().is_some_and(has_bare_line_feed),
        method: "GET",
        example: || {
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: y\n\r\n\r\n".to_vec()
        },
    },
    Difference {
        what: "more than 100 headers",
        why: "the limit is a setting, `http.max_headers`, and larger by default",
        taken_by: Taker::Ours,
        applies: |heads| heads.any(|head| head.headers.len() > 100),
        method: "GET",
        example: || format!("HTTP/1.1 204 No\r\n{}\r\n", "x: y\r\n".repeat(101)).into_bytes(),
    },
];

/// The heads at the start of the bytes, the interim ones too, and what follows.
pub(super) struct Heads {
    heads: Vec<Head>,
    rest: Vec<u8>,
}

pub(super) struct Head {
    status: u16,
    is_old: bool,
    is_bodyless: bool,
    headers: Vec<(String, String)>,
}

impl Heads {
    pub(super) fn read(method: &Method, bytes: &[u8]) -> Self {
        let (mut heads, mut rest) = (Vec::new(), bytes);
        loop {
            let mut headers = [httparse::EMPTY_HEADER; 300];
            let mut response = httparse::Response::new(&mut headers);
            let Ok(httparse::Status::Complete(length)) = response.parse(rest) else { break };
            let head = Head::of(method, &response);
            let is_last = !(100..200).contains(&head.status);
            heads.push(head);
            rest = &rest[length..];
            if is_last {
                break;
            }
        }
        Self { heads, rest: rest.to_vec() }
    }

    fn any(&self, holds: impl Fn(&Head) -> bool) -> bool {
        self.heads.iter().any(holds)
    }

    fn has_long_size(&self) -> bool {
        self.rest
            .split(|byte| *byte == b'\n')
            .any(|line| line.len() > 16 && line[..17].iter().all(u8::is_ascii_hexdigit))
    }

    /// What follows the last chunk's size.
    fn trailers(&self) -> Option<&[u8]> {
        let is_last = |line: &[u8]| line.starts_with(b"0") && !line.starts_with(b"05");
        let mut read = 0;
        for line in self.rest.split_inclusive(|byte| *byte == b'\n') {
            read += line.len();
            if is_last(line) {
                return self.rest.get(read..);
            }
        }
        None
    }
}

fn are_no_headers(trailers: &[u8]) -> bool {
    httparse::parse_headers(trailers, &mut [httparse::EMPTY_HEADER; 300]).is_err()
}

fn has_bare_line_feed(trailers: &[u8]) -> bool {
    let mut lines = trailers.split_inclusive(|byte| *byte == b'\n');
    lines.any(|line| line.ends_with(b"\n") && !line.ends_with(b"\r\n"))
}

impl Head {
    fn of(method: &Method, response: &httparse::Response<'_, '_>) -> Self {
        let status = response.code.unwrap();
        let headers = response.headers.iter().map(|header| {
            let value = String::from_utf8_lossy(header.value);
            (header.name.to_ascii_lowercase(), value.trim().to_ascii_lowercase())
        });
        Self {
            status,
            is_old: response.version == Some(0),
            is_bodyless: *method == Method::HEAD || matches!(status, 100..200 | 204 | 304),
            headers: headers.collect(),
        }
    }

    fn all(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(own, _)| own == name);
        named.map(|(_, value)| &**value).collect()
    }

    fn has(&self, name: &str) -> bool {
        !self.all(name).is_empty()
    }

    fn has_list(&self, name: &str) -> bool {
        self.all(name).join(",").contains(',')
    }

    fn has_other_coding(&self) -> bool {
        self.has("transfer-encoding") && self.all("transfer-encoding") != ["chunked"]
    }

    fn is_old_and_chunked(&self) -> bool {
        self.is_old && self.has("transfer-encoding")
    }
}
