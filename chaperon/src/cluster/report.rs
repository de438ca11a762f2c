//! A finished report as it is stored beside what it was made of, for those who wait elsewhere.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::protocol::Body;
use crate::results::RunResults;

/// The most bytes of a part.
const PART: usize = 512 << 10;

/// The report in parts.
///
/// # Errors
/// When there is no memory for it.
pub(crate) fn parts(results: &RunResults) -> io::Result<Vec<Body>> {
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    serde_json::to_writer(&mut deflated, results)?;
    deflated.flush()?;
    let bytes = deflated.finish()?;
    let of = u32::try_from(bytes.len().div_ceil(PART)).unwrap_or(u32::MAX);
    let parts = (0..).zip(bytes.chunks(PART));
    Ok(parts.map(|(index, part)| Body::Report { index, of, bytes: part.to_vec() }).collect())
}

/// The parts of a report that have come so far. Parts of one boot of one node belong together.
#[derive(Debug, Default)]
pub(crate) struct Parts(BTreeMap<(String, String), BTreeMap<u32, Vec<u8>>>);

impl Parts {
    /// Adds a part; gives the report when it is whole.
    pub(crate) fn add(
        &mut self,
        node: String,
        boot: String,
        index: u32,
        of: u32,
        bytes: Vec<u8>,
    ) -> Option<io::Result<RunResults>> {
        let parts = self.0.entry((node, boot)).or_default();
        parts.insert(index, bytes);
        let whole = parts.len() as u64 == u64::from(of);
        whole.then(|| inflated(&parts.values().flatten().copied().collect::<Vec<u8>>()))
    }
}

fn inflated(bytes: &[u8]) -> io::Result<RunResults> {
    let mut text = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut text)?;
    Ok(serde_json::from_slice(&text)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::example::everything;

    #[test]
    fn a_report_comes_whole_from_its_parts_in_any_order() {
        let report = everything();
        let mut bodies = parts(&report).unwrap();
        bodies.reverse();
        let mut parts = Parts::default();
        let mut whole = None;
        for body in bodies {
            let Body::Report { index, of, bytes } = body else { unreachable!() };
            assert!(whole.is_none());
            whole = parts.add("one".to_owned(), "boot".to_owned(), index, of, bytes);
        }
        assert_eq!(whole.unwrap().unwrap(), report);
    }
}
