//! Text built while compiling, for the messages of const panics.

/// A text of limited length; what is too long is cut.
#[derive(Clone, Copy)]
pub(super) struct Text {
    bytes: [u8; Self::CAPACITY],
    len: usize,
}

impl Text {
    const CAPACITY: usize = 1024;

    /// An empty text.
    pub(super) const fn new() -> Self {
        Self { bytes: [0; Self::CAPACITY], len: 0 }
    }

    /// The text with more behind it.
    pub(super) const fn and(mut self, more: &str) -> Self {
        let more = more.as_bytes();
        if self.len + more.len() <= Self::CAPACITY {
            let mut index = 0;
            while index < more.len() {
                self.bytes[self.len + index] = more[index];
                index += 1;
            }
            self.len += more.len();
        }
        self
    }

    /// The text with a name behind it, after a dot unless it is the first.
    pub(super) const fn dot(self, name: &str) -> Self {
        if self.len == 0 { self.and(name) } else { self.and(".").and(name) }
    }

    /// Whether nothing was written.
    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether the part is in it.
    pub(super) const fn has(&self, part: &str) -> bool {
        let mut rest = self.as_str().as_bytes();
        while let [_, after @ ..] = rest {
            if begins_with(rest, part.as_bytes()) {
                return true;
            }
            rest = after;
        }
        false
    }

    /// What was written.
    pub(super) const fn as_str(&self) -> &str {
        let (written, _) = self.bytes.split_at(self.len);
        match core::str::from_utf8(written) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

/// Whether two texts are the same.
pub(super) const fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && begins_with(a.as_bytes(), b.as_bytes())
}

/// Whether `path` is `outer` or lies inside of it: `http.headers` in `http`.
pub(super) const fn inside(path: &str, outer: &str) -> bool {
    begins_with(path.as_bytes(), outer.as_bytes())
        && (path.len() == outer.len() || path.as_bytes()[outer.len()] == b'.')
}

const fn begins_with(text: &[u8], start: &[u8]) -> bool {
    let mut index = 0;
    while index < start.len() {
        if index >= text.len() || text[index] != start[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// The first name of a dotted path, and the rest; the rest is empty at the end.
pub(super) const fn split(path: &str) -> (&str, &str) {
    let bytes = path.as_bytes();
    let mut dot = 0;
    while dot < bytes.len() && bytes[dot] != b'.' {
        dot += 1;
    }
    let (first, rest) = path.split_at(dot);
    if rest.is_empty() { (first, "") } else { (first, rest.split_at(1).1) }
}
