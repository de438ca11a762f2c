//! Signals between a session and its child tasks: sending one, and waiting for one.
//!
//! Where they wait is in `session`.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::session::{Line, MAILBOX_ROOM, Session, interrupted};
use crate::time::{Instant, after, now};

/// A signal that has come: a value, as its sender gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal(Value);

impl Signal {
    /// The value, as the type that was sent or one like it.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] when it is of another type.
    pub fn value<T: DeserializeOwned>(&self) -> Result<T> {
        T::deserialize(&self.0).map_err(|error| {
            Error::new(ErrorKind::Decode, format!("the signal {}: {error}", self.0))
        })
    }
}

/// What is waited for.
enum Wanted {
    Any,
    Equal(Value),
}

impl Wanted {
    fn is(&self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Equal(wanted) => wanted == value,
        }
    }
}

impl Session {
    /// Sends a signal to all child tasks of a name that still run.
    ///
    /// A value is anything that serializes: a text, a number, an enum of your own. It waits there
    /// until it is awaited, up to 1,024 of them; beyond it the oldest one is dropped, which is
    /// counted as the error `signal`. A name that was never spawned is counted as the error
    /// `unknown_task`, a value that cannot be written as JSON as the error `signal`.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn starting_gun(session: &mut Session) -> Result {
    ///     for _ in 0..3 {
    ///         session.spawn("runner", async |session| {
    ///             session.await_signal("go").await?;
    ///             session.get("/run").await
    ///         });
    ///     }
    ///     session.delay(seconds(1)).await?;
    ///     session.signal("runner", "go");
    ///     session.join("runner").await
    /// }
    /// ```
    pub fn signal(&mut self, name: &str, value: impl Serialize) {
        let sent: Result = written(value).and_then(|value| {
            let lines = self.tasks.lines_to(name).ok_or_else(|| self.unknown_task(name))?;
            let sent: Vec<_> = lines.iter().map(|line| send(line, value.clone(), name)).collect();
            sent.into_iter().collect()
        });
        if let Err(error) = sent {
            self.note_error(error.context(format_args!("signal({name})")));
        }
    }

    /// Sends a signal to the session that spawned this one.
    ///
    /// As [`signal`](Self::signal) in all else; without a parent it is counted as the error
    /// `signal`.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn waits_for_news(session: &mut Session) -> Result {
    ///     session.spawn("reader", async |session| {
    ///         let news: u64 = session.get("/news/latest").decode().await?;
    ///         session.signal_parent(news);
    ///         Ok(())
    ///     });
    ///     let latest: u64 = session.await_any_signal().await?.value()?;
    ///     session.add_metric("latest news", latest);
    ///     Ok(())
    /// }
    /// ```
    pub fn signal_parent(&mut self, value: impl Serialize) {
        let sent = written(value).and_then(|value| match &self.to_parent {
            Some(line) => send(line, value, "the parent"),
            None => Err(Error::new(
                ErrorKind::Signal,
                "this session has no parent: only what `spawn` runs has one",
            )),
        });
        if let Err(error) = sent {
            self.note_error(error.context("signal_parent"));
        }
    }

    /// Waits for the signal that equals `expected`, at most the session's `timeout`.
    ///
    /// One that was sent before counts too. Others stay where they are, for later. When the wait
    /// is cut, say by `tokio::select!`, no signal is lost.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// /// A child task.
    /// async fn subscriber(session: &mut Session) -> Result {
    ///     session.ws_connect("/news").await?;
    ///     session.signal_parent("subscribed");
    ///     session.await_signal(json!({ "published": 1 })).await?;
    ///     session.ws_recv().await?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] when it does not come in time, [`ErrorKind::Signal`] when it cannot
    /// come: no child task runs, and there is no parent that could still send it. When that is so
    /// because the load test is stopping, [`ErrorKind::Interrupted`].
    pub async fn await_signal(&mut self, expected: impl Serialize) -> Result {
        let limit = self.timeout();
        self.await_equal(expected, limit).await
    }

    /// As [`await_signal`](Self::await_signal), and waits `limit` instead of the session's
    /// `timeout`.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.await_signal_for("all subscribed", minutes(1)).await
    /// }
    /// ```
    ///
    /// # Errors
    /// Those of [`await_signal`](Self::await_signal).
    pub async fn await_signal_for(&mut self, expected: impl Serialize, limit: Duration) -> Result {
        self.await_equal(expected, Some(limit)).await
    }

    /// Waits for the next signal, whatever it is, at most the session's `timeout`.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let page: u32 = session.await_any_signal().await?.value()?;
    ///     session.get("/pages/{page}").param("page", page).await?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// Those of [`await_signal`](Self::await_signal).
    pub async fn await_any_signal(&mut self) -> Result<Signal> {
        let limit = self.timeout();
        let outcome = self.limited(&Wanted::Any, limit).await;
        outcome.map_err(|error| self.note_error(error.context("await_any_signal")))
    }

    /// Waits for the next signal, whatever it is; `None` when there is none after `limit`.
    ///
    /// It waits that long also when no signal can come.
    ///
    /// # Errors
    /// None; it is a `Result` so that it reads like every other verb.
    ///
    /// ```
    /// use chaperon::prelude::*;
    /// use chaperon::Signal;
    ///
    /// #[derive(serde::Serialize, serde::Deserialize)]
    /// enum Order {
    ///     Fetch(String),
    ///     Rest,
    /// }
    ///
    /// /// A child task: does what it is told, until it hears nothing for five seconds.
    /// async fn worker(session: &mut Session) -> Result {
    ///     while let Some(signal) = session.await_signal_or_timeout(seconds(5)).await? {
    ///         match signal.value()? {
    ///             Order::Fetch(path) => drop(session.get(path).await?),
    ///             Order::Rest => session.delay(seconds(1)).await?,
    ///         }
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub async fn await_signal_or_timeout(&mut self, limit: Duration) -> Result<Option<Signal>> {
        let end = after(now(), limit);
        let come = async |session: &mut Session| loop {
            if let Some(value) = session.mailbox.take(|_| true) {
                return Signal(value);
            }
            session.mailbox.changed().await;
        };
        let limited = async |session: &mut Session| {
            Ok(tokio::time::timeout_at(end, come(session)).await.ok())
        };
        self.awaiting(limited).await
    }

    async fn await_equal(&mut self, expected: impl Serialize, limit: Option<Duration>) -> Result {
        let expected = match written(expected) {
            Ok(expected) => expected,
            Err(error) => return Err(self.note_error(error.context("await_signal"))),
        };
        let wanted = Wanted::Equal(expected);
        let outcome = self.limited(&wanted, limit).await;
        outcome.map(drop).map_err(|error| self.note_error(error.context(shown(&wanted))))
    }

    async fn limited(&mut self, wanted: &Wanted, limit: Option<Duration>) -> Result<Signal> {
        let limit = limit.map(|limit| (limit, after(now(), limit)));
        self.awaiting(async |session| session.signal_by(wanted, limit).await).await
    }

    async fn signal_by(
        &self,
        wanted: &Wanted,
        limit: Option<(Duration, Instant)>,
    ) -> Result<Signal> {
        let Some((limit, end)) = limit else { return self.next_signal(wanted).await };
        tokio::time::timeout_at(end, self.next_signal(wanted)).await.unwrap_or_else(|_| {
            let message = format!("did not come within {limit:?}{}", self.others());
            Err(Error::new(ErrorKind::Timeout, message))
        })
    }

    /// A signal is taken at the moment it is given, so that none is lost with a dropped wait.
    async fn next_signal(&self, wanted: &Wanted) -> Result<Signal> {
        loop {
            if let Some(value) = self.mailbox.take(|value| wanted.is(value)) {
                return Ok(Signal(value));
            }
            if !self.mailbox.is_reachable() {
                return Err(self.out_of_reach());
            }
            self.mailbox.changed().await;
        }
    }

    /// Nobody is left who could send the signal: a mistake, unless they have ended because the load
    /// test is stopping.
    fn out_of_reach(&self) -> Error {
        if self.stopping() {
            return interrupted();
        }
        let nobody = match self.parent {
            None => "it has no parent",
            Some(_) => "its parent has nothing more to send",
        };
        let message = format!("cannot come: no child task runs, and {nobody}{}", self.others());
        Error::new(ErrorKind::Signal, message)
    }

    /// What an error says of the signals that were not meant.
    fn others(&self) -> String {
        match self.mailbox.len() {
            0 => String::new(),
            1 => "; another signal is waiting".to_owned(),
            others => format!("; {others} other signals are waiting"),
        }
    }
}

fn written(value: impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| {
        Error::new(ErrorKind::Signal, format!("the value cannot be written as JSON: {error}"))
    })
}

fn send(line: &Line, value: Value, to: &str) -> Result {
    if line.send(value) {
        return Ok(());
    }
    let message = format!(
        "{to} has not awaited {MAILBOX_ROOM} signals: the oldest one was dropped for this one"
    );
    Err(Error::new(ErrorKind::Signal, message))
}

fn shown(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Any => "await_any_signal".to_owned(),
        Wanted::Equal(value) => format!("await_signal({value})"),
    }
}
