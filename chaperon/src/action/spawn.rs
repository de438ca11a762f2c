//! Child tasks: `spawn`.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use crate::error::{ErrorKind, Result};
use crate::metrics::{MetricId, NameRef, Sample};
use crate::session::{Child, End, Line, Session, StopLevel, attended, guard, interrupted};
use crate::time::now;

/// A child task, to be [joined](Session::join) for its value.
#[derive(Debug)]
pub struct Task<T> {
    pub(crate) name: Rc<str>,
    pub(crate) end: Rc<End>,
    pub(crate) value: Rc<RefCell<Option<T>>>,
}

impl<T> Task<T> {
    /// The name that it was spawned under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it has not ended yet.
    pub fn is_running(&self) -> bool {
        !self.end.is_reached()
    }
}

impl Session {
    /// Starts `f` in a child session, side by side with this one.
    ///
    /// The child has its own id and copies of the assigns and cookies, and uses the connections of
    /// the same slot. It is recorded as `task(name)`, what it does under the scenario. When the
    /// scenario ends well it is awaited; after an error, a timeout or a cut it is cut too.
    ///
    /// `f` outlives the borrow of the scenario's config: copy values into it, or read the config
    /// inside by [`config_of`](Self::config_of).
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let page = session.spawn("page", async |session| {
    ///         Ok(session.get("/page").await?.text().into_owned())
    ///     });
    ///     session.spawn("noise", async |session| session.get("/noise").await);
    ///     let text: String = session.join(page).await?;
    ///     session.assign("text", text);
    ///     session.join("noise").await
    /// }
    /// ```
    pub fn spawn<T, F>(&mut self, name: impl Into<Cow<'static, str>>, f: F) -> Task<T>
    where
        T: 'static,
        F: AsyncFnOnce(&mut Session) -> Result<T> + 'static,
    {
        let name: Rc<str> = name.into().into();
        let task = Task { name: name.clone(), end: Rc::default(), value: Rc::default() };
        let child = self.fork();
        let line = Rc::new(Line::to(&child.mailbox));
        let running = run(child, f, name.clone(), task.end.clone(), task.value.clone());
        let abort = tokio::task::spawn_local(running).abort_handle();
        self.tasks.push(Child { name, end: task.end.clone(), abort, line });
        task
    }
}

impl Session {
    /// The child tasks of this name that still run, in the order in which they were spawned; none
    /// when nothing was ever spawned under it.
    ///
    /// Those spawned by [`cc_spread`](Self::cc_spread) are among them. To wait for all of a name,
    /// [`join`](Self::join) it; of the tasks listed here each can be joined for itself, without
    /// its value, which is for the [`Task`] that [`spawn`](Self::spawn) gave.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// /// Uploads as fast as it can, never more than five at a time.
    /// #[scenario]
    /// async fn uploads(session: &mut Session) -> Result {
    ///     session
    ///         .repeat(100, async |session| {
    ///             if session.tasks("upload").len() == 5 {
    ///                 let oldest = session.tasks("upload").swap_remove(0);
    ///                 session.join(oldest).await?;
    ///             }
    ///             session.spawn("upload", async |session| session.put("/files").await);
    ///             Ok(())
    ///         })
    ///         .await
    /// }
    /// ```
    pub fn tasks(&self, name: &str) -> Vec<Task<()>> {
        let children = self.tasks.named(name).into_iter();
        let running = children.filter(|child| !child.end.is_reached());
        running
            .map(|Child { name, end, .. }| Task {
                name,
                end,
                value: Rc::new(RefCell::new(Some(()))),
            })
            .collect()
    }
}

async fn run<T, F>(
    mut session: Session,
    f: F,
    name: Rc<str>,
    end: Rc<End>,
    value: Rc<RefCell<Option<T>>>,
) where
    F: AsyncFnOnce(&mut Session) -> Result<T>,
{
    let metric = session.metric(NameRef::of("task", &name));
    let life = attended(&mut session, async |session| live(session, f, metric, &end).await);
    let failure = match life.await {
        Ok(result) => {
            *value.borrow_mut() = Some(result);
            None
        }
        Err(error) => Some(error),
    };
    end.reach(failure);
}

/// The life of a child, until its own children have ended too. Its error has been counted.
pub(super) async fn live<T, F>(
    session: &mut Session,
    f: F,
    metric: MetricId,
    end: &End,
) -> Result<T>
where
    F: AsyncFnOnce(&mut Session) -> Result<T>,
{
    let start = now();
    let core = session.core.clone();
    let entry = session.entry;
    let whole = async {
        let result = f(session).await?;
        session.await_children().await?;
        Ok(result)
    };
    let guarded = guard(&core, entry, Some(StopLevel::Cut), whole);
    let outcome = tokio::select! {
        biased;
        outcome = guarded => outcome,
        () = end.is_cut() => Err(interrupted()),
    };
    match &outcome {
        Err(error) if error.kind() == ErrorKind::Interrupted => {
            core.recorder.cut(session.scope, start.elapsed());
        }
        _ => session.record_sample(metric, Sample::new(start.elapsed())),
    }
    session.cut_children().await;
    session.finish_nested(0).await;
    outcome.map_err(|error| session.note_error(error))
}

impl Session {
    /// Waits for the children that nobody has joined.
    pub(crate) async fn await_children(&mut self) -> Result {
        self.tasks.close_lines();
        for child in self.tasks.all() {
            // A failure has been counted where it happened, and nobody asked for the value. Boxed,
            // as most sessions have no children.
            let _ = Box::pin(child.end.wait()).await;
        }
        Ok(())
    }

    /// Cuts the children that still run, each counted as interrupted, and waits for the teardowns
    /// of scenarios inside them.
    pub(crate) async fn cut_children(&mut self) {
        for child in self.tasks.cut() {
            // That it was cut is no news to who did it.
            let _ = Box::pin(child.end.wait()).await;
        }
    }
}
