//! Records: the last message of a subject each, with its number in the stream as the revision.

use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::failure;
use super::layout::Kept;
use super::link::Link;
use crate::cluster::engine::{EngineError, Record, Revision, Table};

/// Marks a message that stands for a deleted record, as other programs do.
pub(super) const OPERATION: &str = "KV-Operation";

/// How many records are asked for at a time.
const AT_A_TIME: usize = 32;

/// The last message of a record.
struct Last {
    revision: Revision,
    /// `None` when it says that the record was deleted.
    value: Option<Bytes>,
}

impl Link {
    pub(super) async fn record(
        &self,
        table: Table,
        key: &str,
    ) -> Result<Option<Record>, EngineError> {
        let Some(Last { revision, value: Some(value) }) = self.last(table, key).await? else {
            return Ok(None);
        };
        Ok(Some(Record { key: key.to_owned(), value, revision }))
    }

    /// Asks for the keys, then for each record: one that ages away meanwhile is not there.
    pub(super) async fn records(&self, table: Table) -> Result<Vec<Record>, EngineError> {
        let keys = self.keys(table).await?;
        let records = stream::iter(keys);
        let records = records.map(|key| async move { self.record(table, &key).await });
        let records = records.buffer_unordered(AT_A_TIME).try_collect::<Vec<_>>().await?;
        let mut records: Vec<_> = records.into_iter().flatten().collect();
        records.sort_by_key(|record| record.revision);
        Ok(records)
    }

    pub(super) async fn create(
        &self,
        table: Table,
        key: &str,
        value: Bytes,
    ) -> Result<Revision, EngineError> {
        let mut expected = 0;
        // A deleted record may age away between the question and the order.
        for _ in 0..3 {
            match self.write(table, key, value.clone(), Some(expected)).await {
                Err(EngineError::Conflict) => {}
                written => return written,
            }
            expected = match self.last(table, key).await? {
                Some(Last { value: Some(_), .. }) => return Err(EngineError::Conflict),
                Some(Last { value: None, revision }) => revision,
                None => 0,
            };
        }
        Err(EngineError::Conflict)
    }

    /// Writes a record, if the revision of its last message is the expected one: 0 for none.
    pub(super) async fn write(
        &self,
        table: Table,
        key: &str,
        value: Bytes,
        expected: Option<Revision>,
    ) -> Result<Revision, EngineError> {
        let message = PublishMessage::build().payload(value);
        let message = match expected {
            Some(revision) => message.expected_last_subject_sequence(revision),
            None => message,
        };
        self.publish(Kept::Table(table), self.subject(table, key), message).await
    }

    pub(super) async fn delete(&self, table: Table, key: &str) -> Result<(), EngineError> {
        if self.record(table, key).await?.is_some() {
            let message = PublishMessage::build().header(OPERATION, "DEL");
            self.publish(Kept::Table(table), self.subject(table, key), message).await?;
        }
        Ok(())
    }

    async fn last(&self, table: Table, key: &str) -> Result<Option<Last>, EngineError> {
        let stream = self.stream(Kept::Table(table)).await?;
        let subject = self.subject(table, key);
        let error = match stream.get_last_raw_message_by_subject(&subject).await {
            Ok(message) => {
                let deleted = message.headers.get(OPERATION).is_some();
                let value = (!deleted).then_some(message.payload);
                return Ok(Some(Last { revision: message.sequence, value }));
            }
            Err(error) => error,
        };
        match error.kind() {
            LastRawMessageErrorKind::NoMessageFound => Ok(None),
            LastRawMessageErrorKind::JetStream(said)
                if said.error_code() == ErrorCode::STREAM_NOT_FOUND =>
            {
                self.ensure(Kept::Table(table)).await.map(|()| None)
            }
            LastRawMessageErrorKind::JetStream(said) => {
                Err(self.failure(Kept::Table(table), &said))
            }
            LastRawMessageErrorKind::InvalidSubject | LastRawMessageErrorKind::Other => {
                Err(self.failure(Kept::Table(table), &error))
            }
        }
    }

    async fn keys(&self, table: Table) -> Result<Vec<String>, EngineError> {
        let prefix = self.layout.records(table);
        let stream = self.stream(Kept::Table(table)).await?;
        let subjects = async {
            stream.info_with_subjects(format!("{prefix}>")).await?.try_collect::<Vec<_>>().await
        };
        match subjects.await {
            Ok(subjects) => {
                let keys = subjects.iter().filter_map(|(subject, _)| subject.strip_prefix(&prefix));
                Ok(keys.map(str::to_owned).collect())
            }
            Err(error) if failure::is_missing_stream(&error) => {
                self.ensure(Kept::Table(table)).await.map(|()| Vec::new())
            }
            Err(error) => Err(self.failure(Kept::Table(table), &error)),
        }
    }

    pub(super) async fn stream(&self, kept: Kept) -> Result<Stream<()>, EngineError> {
        let stream = self.context.get_stream_no_info(self.layout.stream(kept)).await;
        stream.map_err(|error| self.failure(kept, &error))
    }

    fn subject(&self, table: Table, key: &str) -> String {
        self.layout.records(table) + key
    }
}
