//! Keys as bytes. Texts end with a byte that UTF-8 does not have, and what many keys share comes
//! first: sorted, each key is told by what differs from the one before.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::metrics::bytes::{Packer, Unpacker};
use crate::metrics::error::BadSnapshot;
use crate::metrics::key::{Key, Scope, SharedKey};
use crate::metrics::name::{NameOf, NameRef, Unit};

/// Ends a text.
const END: u8 = 0xff;
const IN_GROUP: u8 = 1;
const OF_SESSION: u8 = 2;
const KEY: BadSnapshot = BadSnapshot::Damaged("a metric's name is none");

const UNITS: [Unit; 6] =
    [Unit::Time, Unit::HttpError, Unit::Number, Unit::Counter, Unit::Gauge, Unit::Check];

/// A key's bytes.
pub(super) fn bytes_of(key: &Key) -> Vec<u8> {
    let Key { name, scope } = key;
    let Scope { scenario, group, session } = scope;
    let mut bytes = vec![
        if group.is_some() { IN_GROUP } else { 0 } | if session.is_some() { OF_SESSION } else { 0 },
    ];
    push(&mut bytes, scenario);
    [group, session].into_iter().flatten().for_each(|text| push(&mut bytes, text));
    push_name(&mut bytes, name.by_ref());
    bytes
}

fn push(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(END);
}

fn push_name(bytes: &mut Vec<u8>, name: NameRef<'_>) {
    let (tag, texts) = match name {
        NameOf::Http { method, url } => (0, [Some(method), Some(url)]),
        NameOf::HttpError { method, url, .. } => (1, [Some(method), Some(url)]),
        NameOf::Call { module, function } => (2, [Some(module), Some(function)]),
        NameOf::Action { action, subject } => (3, [Some(action), Some(subject)]),
        NameOf::Time(name) => (4, [Some(name), None]),
        NameOf::Number(name) => (5, [Some(name), None]),
        NameOf::Counter(name) => (6, [Some(name), None]),
        NameOf::Gauge(name) => (7, [Some(name), None]),
        NameOf::Check(name) => (8, [Some(name), None]),
        NameOf::Overflow(_) => (9, [None, None]),
    };
    bytes.push(tag);
    texts.into_iter().flatten().for_each(|text| push(bytes, text));
    match name {
        NameOf::HttpError { status, .. } => bytes.extend_from_slice(&status.to_be_bytes()),
        NameOf::Overflow(unit) => bytes.push(tag_of(unit)),
        _ => {}
    }
}

fn tag_of(unit: Unit) -> u8 {
    match unit {
        Unit::Time => 0,
        Unit::HttpError => 1,
        Unit::Number => 2,
        Unit::Counter => 3,
        Unit::Gauge => 4,
        Unit::Check => 5,
    }
}

fn key_of(bytes: &[u8]) -> Result<Key, BadSnapshot> {
    let mut from = Unpacker(bytes);
    let labels = from.byte()?;
    let mut scope = Scope::of(text(&mut from)?);
    if labels & IN_GROUP != 0 {
        scope = scope.in_group(text(&mut from)?);
    }
    if labels & OF_SESSION != 0 {
        scope = scope.of_session(text(&mut from)?);
    }
    let name = name_of(&mut from)?.into_owned();
    if from.is_empty() && labels <= IN_GROUP | OF_SESSION {
        Ok(Key { name, scope })
    } else {
        Err(KEY)
    }
}

fn name_of<'a>(from: &mut Unpacker<'a>) -> Result<NameRef<'a>, BadSnapshot> {
    let tag = from.byte()?;
    Ok(match tag {
        0 => NameOf::Http { method: text(from)?, url: text(from)? },
        1 => {
            let (method, url) = (text(from)?, text(from)?);
            let status = u16::from_be_bytes([from.byte()?, from.byte()?]);
            NameOf::HttpError { status, method, url }
        }
        2 => NameOf::Call { module: text(from)?, function: text(from)? },
        3 => NameOf::Action { action: text(from)?, subject: text(from)? },
        4 => NameOf::Time(text(from)?),
        5 => NameOf::Number(text(from)?),
        6 => NameOf::Counter(text(from)?),
        7 => NameOf::Gauge(text(from)?),
        8 => NameOf::Check(text(from)?),
        9 => NameOf::Overflow(*UNITS.get(usize::from(from.byte()?)).ok_or(KEY)?),
        _ => return Err(KEY),
    })
}

fn text<'a>(from: &mut Unpacker<'a>) -> Result<&'a str, BadSnapshot> {
    let end = from.0.iter().position(|byte| *byte == END).ok_or(KEY)?;
    let text = from.take(end)?;
    from.byte()?;
    std::str::from_utf8(text).map_err(|_| KEY)
}

/// Writes keys, each by what differs from the one before.
#[derive(Debug, Default)]
pub(super) struct KeysOut(Vec<u8>);

impl KeysOut {
    pub(super) fn write(&mut self, key: Vec<u8>, to: &mut Packer) {
        let shared = key.iter().zip(&self.0).take_while(|(a, b)| a == b).count();
        to.length(shared);
        to.bytes(&key[shared..]);
        self.0 = key;
    }
}

/// Keys by their bytes: those that were read before are not read again.
#[derive(Debug, Default)]
pub(super) struct KeysIn {
    known: HashTable<Known>,
    /// The bytes of the key that was read last.
    last: Vec<u8>,
}

#[derive(Debug)]
struct Known {
    hash: u64,
    bytes: Box<[u8]>,
    key: SharedKey,
}

impl KeysIn {
    /// Begins to read a snapshot.
    pub(super) fn begin(&mut self) {
        self.last.clear();
    }

    /// The next key of a snapshot.
    pub(super) fn read(&mut self, from: &mut Unpacker<'_>) -> Result<SharedKey, BadSnapshot> {
        let shared: usize = from.small()?;
        if shared > self.last.len() {
            return Err(KEY);
        }
        self.last.truncate(shared);
        self.last.extend_from_slice(from.bytes()?);
        let (hash, bytes) = (hash_of(&self.last), &*self.last);
        let known = self.known.find(hash, |known| known.hash == hash && *known.bytes == *bytes);
        match known {
            Some(known) => Ok(known.key.clone()),
            None => self.learn(hash),
        }
    }

    fn learn(&mut self, hash: u64) -> Result<SharedKey, BadSnapshot> {
        let key = SharedKey::new(key_of(&self.last)?);
        let known = Known { hash, bytes: self.last.as_slice().into(), key: key.clone() };
        self.known.insert_unique(hash, known, |known| known.hash);
        Ok(key)
    }
}

fn hash_of(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::name::MetricName;

    #[test]
    fn every_kind_of_key_is_read_back() {
        let overflows = UNITS.map(MetricName::Overflow);
        let names = [
            MetricName::http("get", "/a"),
            MetricName::http_error(503, "get", "/a"),
            MetricName::call("module", "function"),
            MetricName::of("task", ""),
            MetricName::custom("é"),
            MetricName::number("n"),
            MetricName::counter("c"),
            MetricName::gauge("g"),
            MetricName::check("ok"),
        ];
        let scopes = [
            Scope::of(""),
            Scope::of("s").in_group("a > b"),
            Scope::of("s").of_session("p1"),
            Scope::of("s").in_group("a").of_session("p1"),
        ];
        let mut keys = KeysIn::default();
        let (mut out, mut packer, mut expected) = (KeysOut::default(), Packer::default(), vec![]);
        for scope in &scopes {
            for name in names.iter().chain(&overflows).cloned() {
                expected.push(Key { name, scope: scope.clone() });
            }
        }
        expected.iter().for_each(|key| out.write(bytes_of(key), &mut packer));
        for _ in 0..2 {
            keys.begin();
            let mut from = Unpacker(&packer.0);
            for key in &expected {
                assert_eq!(*keys.read(&mut from).unwrap(), *key);
            }
            assert!(from.is_empty());
        }
        assert_eq!(keys.known.len(), expected.len());
    }
}
