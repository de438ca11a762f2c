//! What a load test runs before its load: once a load test, and once a worker.

use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::action::call_name;
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::{NameRef, Sample};
use crate::session::{Gift, Session, StopLevel, guard};
use crate::time::now;

/// A future that borrows the session for `'a`, and gives what sessions are to share.
type Giving<'a> = Pin<Box<dyn Future<Output = Result<Gift>> + 'a>>;

/// A function that is run before the load.
#[derive(Clone)]
pub struct SetUp {
    /// The field of the load test that it stands in.
    field: &'static str,
    /// Its name, as that of a call.
    name: Arc<str>,
    run: Arc<dyn for<'a> Fn(&'a mut Session) -> Giving<'a> + Send + Sync>,
}

impl SetUp {
    /// One that is run once a load test. What it gives goes through JSON, so that it is the same
    /// wherever a session runs.
    pub(crate) fn of_load_test<T, F>(function: F) -> Self
    where
        F: AsyncFn(&mut Session) -> Result<T> + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        let name = call_name(&function);
        Self::new("setup", name, giving(function, |value| Ok(Gift::new(through_json(&value)?))))
    }

    /// One that is run once a worker, where its value stays.
    pub(crate) fn of_worker<T, F>(function: F) -> Self
    where
        F: AsyncFn(&mut Session) -> Result<T> + Send + Sync + 'static,
        T: Send + Sync + 'static,
    {
        let name = call_name(&function);
        Self::new("worker_setup", name, giving(function, |value| Ok(Gift::new(value))))
    }

    fn new(
        field: &'static str,
        name: String,
        run: impl for<'a> Fn(&'a mut Session) -> Giving<'a> + Send + Sync + 'static,
    ) -> Self {
        Self { field, name: name.into(), run: Arc::new(run) }
    }

    /// The field of the load test that it stands in: `setup` or `worker_setup`.
    pub fn field(&self) -> &'static str {
        self.field
    }

    /// The function's name: `module.function`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs it in a session that is made for it; gives what it gave.
    ///
    /// # Errors
    /// Those of the function, which are noted; a panic in it; and the end of the run.
    pub(crate) async fn run(&self, session: &mut Session) -> Result<Gift> {
        let start = now();
        let outcome = self.guarded(session).await;
        let recorder = &session.core.recorder;
        let metric = recorder.intern(session.scope, NameRef::of(self.field, &self.name));
        recorder.record_sample(metric, &Sample::new(start.elapsed()));
        let outcome = outcome.map_err(|error| session.note_error(error));
        session.cut_children().await;
        session.finish_nested(0).await;
        outcome
    }

    async fn guarded(&self, session: &mut Session) -> Result<Gift> {
        let (core, entry) = (session.core.clone(), session.entry);
        let whole = pin!(async {
            let gift = (self.run)(session).await?;
            session.await_children().await?;
            Ok(gift)
        });
        guard(&core, entry, Some(StopLevel::Round), whole).await
    }
}

impl fmt::Debug for SetUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.field, self.name)
    }
}

/// The function without its types.
fn giving<T, F>(
    function: F,
    gift: fn(T) -> Result<Gift>,
) -> impl for<'a> Fn(&'a mut Session) -> Giving<'a> + Send + Sync + 'static
where
    F: AsyncFn(&mut Session) -> Result<T> + Send + Sync + 'static,
    T: 'static,
{
    let function = Arc::new(function);
    move |session: &mut Session| {
        let function = function.clone();
        Box::pin(async move { gift(function(session).await?) })
    }
}

fn through_json<T: Serialize + DeserializeOwned>(value: &T) -> Result<T> {
    let sent = serde_json::to_value(value);
    sent.and_then(serde_json::from_value).map_err(|error| {
        let type_name = std::any::type_name::<T>();
        let message =
            format!("what `setup` gives does not go through JSON: `{type_name}`: {error}");
        Error::new(ErrorKind::Config, message)
    })
}
