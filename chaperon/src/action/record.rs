//! How verbs record what they did.

use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::metrics::{MetricId, MetricName, NameRef, Sample, SessionEvent};
use crate::session::Session;

impl Session {
    /// The place where this session records `name`.
    pub(crate) fn metric(&self, name: NameRef<'_>) -> MetricId {
        self.core.recorder.intern(self.scope, name)
    }

    pub(crate) fn record(&self, name: NameRef<'_>, took: Duration) {
        self.record_sample(self.metric(name), Sample::new(took));
    }

    /// Records a timed action. All of them come through here, for how late the session started is
    /// part of the response time of each.
    pub(crate) fn record_sample(&self, metric: MetricId, sample: Sample<'_>) {
        self.core.recorder.record_sample(metric, &sample.late_by(self.lag));
    }

    /// Counts an error, once however far it travels.
    pub(crate) fn note_error(&self, mut error: Error) -> Error {
        if error.kind() == ErrorKind::Interrupted {
            // What the end of the run cuts is counted as such, not as the target's error.
            return error.noted();
        }
        if error.note() {
            let message = self.profile.redact(&error.to_string());
            self.core.recorder.error(self.scope, error.kind(), &message);
            self.keep_error(&error, message);
        }
        error
    }

    /// Counts the error of an action, whose metric is named in front of it. What is counted already
    /// comes from a verb or a try inside the action, and names that.
    pub(crate) fn note_in(&self, error: Error, metric: impl FnOnce() -> MetricName) -> Error {
        match error.is_noted() {
            true => error,
            false => self.note_error(error.context(metric())),
        }
    }

    /// What a loop does with a round that failed: count it, then pause or end.
    pub(crate) async fn failed_round(&mut self, error: Error, stop: bool) -> Result {
        let error = self.note_error(error);
        if stop || error.ends_session() {
            return Err(error);
        }
        self.core.recorder.session(self.scope, SessionEvent::RoundFailed);
        let pause = self.profile.settings().error_pause;
        self.pause(pause).await;
        Ok(())
    }
}
