//! Channels: what was published last to each, and who waits for more. How it is asked for over HTTP
//! and WebSocket is not decided here.
//!
//! Whatever clients do, the channels take up no more than some hundred MiB: a channel forgets its
//! oldest messages, and beyond so many channels there is no further one.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use axum::extract::ws::Utf8Bytes;
use serde_json::Value;
use tokio::sync::watch;

/// How much a channel remembers, in bytes; its last message whatever its size.
pub(super) const ROOM: usize = 256 * 1024;

/// How many messages a channel remembers.
const MESSAGES: usize = 1024;

/// How many channels there may be.
const CHANNELS: usize = 1024;

/// How long a name may be, in bytes.
const NAME: usize = 128;

/// All channels, by name. A channel is there once somebody publishes or waits.
#[derive(Debug, Default)]
pub(super) struct Channels {
    by_name: Mutex<HashMap<String, watch::Sender<Log>>>,
}

/// Why there is no such channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Name,
    Full,
}

/// A message as it is sent, with its number: the first one of a channel is 1.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) sequence: u64,
    /// `{"sequence":1,"payload":…}`
    pub(super) text: Utf8Bytes,
}

/// The messages of a channel that it still knows, oldest first.
#[derive(Debug, Default)]
struct Log {
    last: u64,
    kept: VecDeque<Message>,
    bytes: usize,
}

/// One reader's place in a channel.
#[derive(Debug)]
pub(super) struct Reader {
    log: watch::Receiver<Log>,
}

impl Channels {
    /// Publishes to a channel; gives the message's number.
    pub(super) fn publish(&self, name: &str, payload: &Value) -> Result<u64, Refusal> {
        self.with(name, |channel| {
            let mut sequence = 0;
            channel.send_modify(|log| sequence = log.push(payload));
            sequence
        })
    }

    pub(super) fn reader(&self, name: &str) -> Result<Reader, Refusal> {
        self.with(name, |channel| Reader { log: channel.subscribe() })
    }

    fn with<T>(&self, name: &str, f: impl FnOnce(&watch::Sender<Log>) -> T) -> Result<T, Refusal> {
        let mut channels = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get(name) {
            return Ok(f(channel));
        }
        if name.is_empty() || name.len() > NAME {
            return Err(Refusal::Name);
        }
        if channels.len() == CHANNELS {
            return Err(Refusal::Full);
        }
        Ok(f(channels.entry(name.to_owned()).or_default()))
    }
}

impl Reader {
    /// The number of the message that was published last; 0 before the first one.
    pub(super) fn last(&self) -> u64 {
        self.log.borrow().last
    }

    /// Waits until there are newer messages, and gives them, oldest first. Those that the channel
    /// has forgotten are left out.
    ///
    /// A wait that is dropped has taken nothing.
    pub(super) async fn newer_than(&mut self, sequence: u64) -> Vec<Message> {
        if let Ok(log) = self.log.wait_for(|log| log.last > sequence).await {
            return log.newer_than(sequence);
        }
        // The channels are gone, and so is the server.
        std::future::pending().await
    }
}

impl Log {
    fn push(&mut self, payload: &Value) -> u64 {
        self.last += 1;
        let text = format!(r#"{{"sequence":{},"payload":{payload}}}"#, self.last);
        self.bytes += text.len();
        self.kept.push_back(Message { sequence: self.last, text: text.into() });
        while self.kept.len() > 1 && (self.bytes > ROOM || self.kept.len() > MESSAGES) {
            let oldest = self.kept.pop_front();
            self.bytes -= oldest.map_or(0, |message| message.text.len());
        }
        self.last
    }

    fn newer_than(&self, sequence: u64) -> Vec<Message> {
        let known = self.kept.partition_point(|message| message.sequence <= sequence);
        self.kept.range(known..).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_channel_forgets_its_oldest_messages_by_number_and_by_size() {
        let mut log = Log::default();
        for number in 0..3000 {
            log.push(&json!(number));
        }
        assert_eq!((log.kept.len(), log.newer_than(2998).len()), (MESSAGES, 2));
        assert_eq!(log.newer_than(0)[0].sequence, 3001 - MESSAGES as u64);
        let half = json!("x".repeat(ROOM / 2));
        for _ in 0..3 {
            log.push(&half);
        }
        assert_eq!(log.kept.len(), 1);
        assert_eq!(log.bytes, log.kept[0].text.len());
        log.push(&json!("x".repeat(2 * ROOM)));
        assert_eq!(log.newer_than(0).len(), 1, "the last one is always there");
    }

    #[test]
    fn there_are_so_many_channels_and_no_more() {
        let channels = Channels::default();
        for number in 0..CHANNELS {
            channels.publish(&number.to_string(), &Value::Null).unwrap();
        }
        assert_eq!(channels.reader("one more").unwrap_err(), Refusal::Full);
        assert_eq!(channels.publish("7", &Value::Null), Ok(2));
        assert_eq!(channels.reader("").unwrap_err(), Refusal::Name);
        assert_eq!(channels.reader(&"x".repeat(NAME + 1)).unwrap_err(), Refusal::Name);
    }
}
