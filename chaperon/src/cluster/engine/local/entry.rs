//! What the journals of the engine hold, as bytes.

use bytes::{Buf as _, BufMut as _, Bytes};

use crate::cluster::engine::{Revision, Stored, Table};

/// A change of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Changed {
    pub(super) table: Table,
    pub(super) revision: Revision,
    pub(super) key: String,
    /// `None` when it was deleted.
    pub(super) value: Option<Bytes>,
}

impl Changed {
    pub(super) fn encode(&self) -> Bytes {
        let mut bytes = Vec::new();
        bytes.put_u8(match self.table {
            Table::Leader => 0,
            Table::Nodes => 1,
            Table::Runs => 2,
        });
        bytes.put_u64(self.revision);
        put_text(&mut bytes, &self.key);
        bytes.put_u8(u8::from(self.value.is_some()));
        bytes.put_slice(self.value.as_deref().unwrap_or_default());
        bytes.into()
    }

    pub(super) fn decode(mut bytes: Bytes) -> Option<Self> {
        let table = match bytes.try_get_u8().ok()? {
            0 => Table::Leader,
            1 => Table::Nodes,
            2 => Table::Runs,
            _ => return None,
        };
        let revision = bytes.try_get_u64().ok()?;
        let key = take_text(&mut bytes)?;
        let value = (bytes.try_get_u8().ok()? == 1).then_some(bytes);
        Some(Self { table, revision, key, value })
    }
}

/// A part of a run's results under its id.
pub(super) fn encode_stored(id: &str, stored: &Stored) -> Bytes {
    let mut bytes = Vec::new();
    put_text(&mut bytes, id);
    put_text(&mut bytes, &stored.node);
    bytes.put_slice(&stored.payload);
    bytes.into()
}

pub(super) fn decode_stored(mut bytes: Bytes) -> Option<(String, Stored)> {
    let id = take_text(&mut bytes)?;
    let node = take_text(&mut bytes)?;
    Some((id, Stored { node, payload: bytes }))
}

/// A short text. Names are checked to be, and an id is made of them.
fn put_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.put_u32(u32::try_from(text.len()).unwrap_or(u32::MAX));
    bytes.put_slice(text.as_bytes());
}

fn take_text(bytes: &mut Bytes) -> Option<String> {
    let length = bytes.try_get_u32().ok()? as usize;
    (length <= bytes.len())
        .then(|| bytes.split_to(length))
        .and_then(|text| String::from_utf8(text.into()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_as_it_was_written() {
        for value in [None, Some(Bytes::new()), Some(Bytes::from("value"))] {
            let change = Changed { table: Table::Runs, revision: 7, key: "run".to_owned(), value };
            assert_eq!(Changed::decode(change.encode()), Some(change));
        }
        assert_eq!(Changed::decode(Bytes::from_static(&[2, 0, 0])), None);
    }

    #[test]
    fn results_are_read_as_they_were_written() {
        let stored = Stored { node: "a".to_owned(), payload: Bytes::from("frame") };
        let read = decode_stored(encode_stored("run:a:0", &stored));
        assert_eq!(read, Some(("run:a:0".to_owned(), stored)));
    }
}
