//! Calls side by side, spread evenly over time: `cc_spread`.
//!
//! When each is due is computed in `time`; what a child task is, in `spawn`.

use std::cell::RefCell;
use std::marker::PhantomData;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::Notify;

use super::naming::{call_of, task_of};
use super::spawn::live;
use super::{Pending, Rounds};
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::{MetricId, MetricName, SessionEvent};
use crate::session::{Child, End, Line, Session, StopLevel, attended};
use crate::time::{Instant, after, now, spread};

/// Calls spread over time that have not been awaited yet. Made by [`Session::cc_spread`].
#[must_use = "nothing is called until it is awaited"]
pub struct Spread<'s, F, T> {
    session: &'s mut Session,
    call: F,
    rate: u64,
    interval: Duration,
    metric: MetricName,
    stop_on_error: bool,
    value: PhantomData<fn() -> T>,
}

impl Session {
    /// Calls `f` `rate` times, side by side, and evenly spread over `interval`: the call of number
    /// `i`, from 0, starts at `i x interval / rate` from now, whatever the calls take.
    ///
    /// Each call has a child session of its own, as by [`spawn`](Self::spawn): an own id, copies
    /// of the assigns and cookies, the same slot's connections. `f` outlives the borrow of the
    /// scenario's config; [`config_of`](Self::config_of) reaches it inside.
    ///
    /// It is over with the last *start*. Calls that still run then are awaited when the scenario
    /// ends well, and cut after an error; to wait for them earlier, [`join`](Self::join) them by
    /// their name, `module.function` or that of [`named`](Spread::named).
    ///
    /// Each call is recorded as `call(module.function)`. A call that fails is counted as an error
    /// and a failed round, and the others go on, without a pause;
    /// [`stop_on_error`](Spread::stop_on_error) ends it instead. When the load test is stopping,
    /// no further call starts.
    ///
    /// Times of the calls, and of what is done in them, are response times: they begin when the
    /// call was to start, so that a late start counts against what is measured. The service times,
    /// from the real start, stand beside them. No lateness of one adds to the next one's.
    ///
    /// # Errors
    /// None without [`stop_on_error`](Spread::stop_on_error).
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn publishes(session: &mut Session) -> Result {
    ///     session.get("/login").await?;
    ///     // 100 posts in 10 seconds, one each 100 ms.
    ///     session.cc_spread(publish, 100, seconds(10)).named("publish").await?;
    ///     session.join("publish").await
    /// }
    ///
    /// async fn publish(session: &mut Session) -> Result {
    ///     session.post("/messages").json(json!({"text": "hello"})).await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn cc_spread<T, F>(
        &mut self,
        f: F,
        rate: impl Rounds,
        interval: Duration,
    ) -> Spread<'_, F, T>
    where
        T: 'static,
        F: AsyncFn(&mut Session) -> Result<T> + 'static,
    {
        Spread {
            session: self,
            call: f,
            rate: rate.rounds(),
            interval,
            metric: call_of::<F>(),
            stop_on_error: false,
            value: PhantomData,
        }
    }
}

impl<F, T> Spread<'_, F, T> {
    /// Records the calls under `call(name)` instead, and joins them by that name.
    pub fn named(mut self, name: &str) -> Self {
        self.metric = MetricName::call_named(name);
        self
    }

    /// Starts no further call, and ends what is around it, when a call has failed.
    ///
    /// A call that fails after the last start is counted, and ends nothing.
    pub fn stop_on_error(mut self) -> Self {
        self.stop_on_error = true;
        self
    }
}

impl<'s, F, T> IntoFuture for Spread<'s, F, T>
where
    T: 'static,
    F: AsyncFn(&mut Session) -> Result<T> + 'static,
{
    type Output = Result;
    type IntoFuture = Pending<'s, ()>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { session, call, rate, interval, metric, stop_on_error, .. } = self;
        let calls = Rc::new(Calls {
            call,
            name: task_of(&metric).into(),
            metric: session.metric(metric.by_ref()),
            failure: Failure::default(),
        });
        Box::pin(async move {
            let (start, core) = (now(), session.core.clone());
            let mut stopping = pin!(core.stop.reached(StopLevel::Round));
            for due in spread(rate, interval) {
                let due = after(start, due);
                tokio::select! {
                    biased;
                    () = &mut stopping => return Ok(()),
                    error = calls.failure.come(), if stop_on_error => return Err(error),
                    () = core.pacer.until(due) => calls.start(session, due),
                }
            }
            Ok(())
        })
    }
}

/// What the calls of one spread have in common.
struct Calls<F> {
    call: F,
    /// Of the child tasks.
    name: Rc<str>,
    metric: MetricId,
    failure: Failure,
}

impl<F> Calls<F> {
    /// Starts a call that was due then, in a child of the session.
    fn start<T>(self: &Rc<Self>, session: &mut Session, due: Instant)
    where
        T: 'static,
        F: AsyncFn(&mut Session) -> Result<T> + 'static,
    {
        let child = session.fork();
        let line = Rc::new(Line::to(&child.mailbox));
        let end = Rc::<End>::default();
        let running = self.clone().run(child, due, end.clone());
        let abort = tokio::task::spawn_local(running).abort_handle();
        session.tasks.push(Child { name: self.name.clone(), end, abort, line });
    }

    async fn run<T>(self: Rc<Self>, mut session: Session, due: Instant, end: Rc<End>)
    where
        F: AsyncFn(&mut Session) -> Result<T>,
    {
        session.lag = Some(due.elapsed());
        let life = async |session: &mut Session| live(session, &self.call, self.metric, &end).await;
        if let Err(error) = attended(&mut session, life).await
            && error.kind() != ErrorKind::Interrupted
        {
            session.core.recorder.session(session.scope, SessionEvent::RoundFailed);
            self.failure.put(error);
        }
        // Its failure is the spread's, not that of who joins the calls.
        end.reach(None);
    }
}

/// The first failure of a call, for a spread that ends with it.
#[derive(Default)]
struct Failure {
    first: RefCell<Option<Error>>,
    come: Notify,
}

impl Failure {
    fn put(&self, error: Error) {
        self.first.borrow_mut().get_or_insert(error);
        self.come.notify_one();
    }

    async fn come(&self) -> Error {
        loop {
            if let Some(error) = self.first.borrow_mut().take() {
                return error;
            }
            self.come.notified().await;
        }
    }
}
