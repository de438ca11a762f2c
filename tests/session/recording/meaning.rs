//! What an answer that is written for HTTP/1.1 means, whatever carries it.

/// Headers that say how a connection is used, which HTTP/2 does not have.
const OF_CONNECTION: [&str; 4] = ["connection", "transfer-encoding", "keep-alive", "trailer"];

/// What an answer means.
#[derive(Debug, Default)]
pub struct Meaning {
    pub interim: Vec<u16>,
    /// `None`: its head is not there in whole.
    pub status: Option<u16>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub trailers: Vec<(String, String)>,
    /// Whether all of it is there.
    pub is_whole: bool,
    /// Whether it says that the connection ends with it.
    pub closes: bool,
}

impl Meaning {
    /// Reads an answer to a request of this method, after which the connection may be closed.
    pub fn of(bytes: &[u8], method: &str, closed: bool) -> Self {
        let mut meaning = Self::default();
        let mut rest = bytes;
        loop {
            let Some(end) = rest.windows(4).position(|four| four == b"\r\n\r\n") else {
                return meaning;
            };
            let head = std::str::from_utf8(&rest[..end]).expect("a head");
            rest = &rest[end + 4..];
            let (line, lines) = head.split_once("\r\n").unwrap_or((head, ""));
            let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
            let status: u16 = status.expect("a status");
            if status < 200 {
                meaning.interim.push(status);
                continue;
            }
            meaning.status = Some(status);
            meaning.read_headers(lines);
            meaning.read_body(lines, rest, method, closed);
            return meaning;
        }
    }

    fn read_headers(&mut self, lines: &str) {
        for (name, value) in fields(lines) {
            self.closes |= name == "connection" && value == "close";
            if !OF_CONNECTION.contains(&name.as_str()) {
                self.headers.push((name, value));
            }
        }
    }

    fn read_body(&mut self, lines: &str, rest: &[u8], method: &str, closed: bool) {
        let fields = fields(lines);
        let value = |wanted: &str| fields.iter().find(|(name, _)| name == wanted);
        if method == "HEAD" || matches!(self.status, Some(204 | 304)) {
            self.is_whole = true;
        } else if value("transfer-encoding").is_some() {
            self.read_chunks(rest);
        } else if let Some((_, length)) = value("content-length") {
            self.body = rest.to_vec();
            self.is_whole = length.parse() == Ok(rest.len());
        } else {
            self.body = rest.to_vec();
            self.is_whole = closed;
        }
    }

    fn read_chunks(&mut self, mut rest: &[u8]) {
        while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
            let line = std::str::from_utf8(&rest[..end]).expect("a chunk's size");
            let size = line.split(';').next().expect("a chunk's size");
            let size = usize::from_str_radix(size, 16).expect("a chunk's size");
            rest = &rest[end + 2..];
            if size == 0 {
                self.trailers = fields(std::str::from_utf8(rest).expect("trailers"));
                self.is_whole = true;
                return;
            }
            self.body.extend_from_slice(&rest[..size.min(rest.len())]);
            rest = rest.get(size + 2..).unwrap_or_default();
        }
    }
}

fn fields(lines: &str) -> Vec<(String, String)> {
    let fields = lines.split("\r\n").filter_map(|line| line.split_once(": "));
    fields.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect()
}
