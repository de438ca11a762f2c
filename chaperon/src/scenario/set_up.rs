//! What a load test runs before its load: once a load test, and once a worker.

use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::action::call_name;
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::{NameRef, Sample};
use crate::session::{Gift, Session, StopLevel, attended, guard};
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
    /// Makes what it gave in another process, of that as JSON.
    #[cfg_attr(
        not(feature = "cluster"),
        expect(dead_code, reason = "only nodes of a cluster do that")
    )]
    read: fn(Value) -> Result<Gift>,
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
        let run = giving(function, |value: T| sent::<T>(to_json(&value)?));
        Self::new("setup", name, run, sent::<T>)
    }

    /// One that is run once a worker, where its value stays.
    pub(crate) fn of_worker<T, F>(function: F) -> Self
    where
        F: AsyncFn(&mut Session) -> Result<T> + Send + Sync + 'static,
        T: Send + Sync + 'static,
    {
        let name = call_name(&function);
        let run = giving(function, |value| Ok(Gift::new(value)));
        Self::new("worker_setup", name, run, |_| Err(stays::<T>()))
    }

    fn new(
        field: &'static str,
        name: String,
        run: impl for<'a> Fn(&'a mut Session) -> Giving<'a> + Send + Sync + 'static,
        read: fn(Value) -> Result<Gift>,
    ) -> Self {
        Self { field, name: name.into(), run: Arc::new(run), read }
    }

    /// What it gave in another process, of that as JSON.
    ///
    /// # Errors
    /// When it is not what this gives.
    #[cfg(feature = "cluster")]
    pub(crate) fn read(&self, json: Value) -> Result<Gift> {
        (self.read)(json)
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
        attended(session, async |session| self.lived(session).await).await
    }

    async fn lived(&self, session: &mut Session) -> Result<Gift> {
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

fn to_json<T: Serialize>(value: &T) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| not_through_json::<T>(&error))
}

/// What goes through JSON, so that it is the same wherever a session runs.
fn sent<T: DeserializeOwned + Send + Sync + 'static>(json: Value) -> Result<Gift> {
    match serde_json::from_value::<T>(json.clone()) {
        Ok(value) => Ok(Gift::sent(value, json)),
        Err(error) => Err(not_through_json::<T>(&error)),
    }
}

fn not_through_json<T>(error: &serde_json::Error) -> Error {
    let type_name = std::any::type_name::<T>();
    let message = format!("what `setup` gives does not go through JSON: `{type_name}`: {error}");
    Error::new(ErrorKind::Config, message)
}

fn stays<T>() -> Error {
    let message = format!("a `{}` stays in its process", std::any::type_name::<T>());
    Error::new(ErrorKind::Config, message)
}
