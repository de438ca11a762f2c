//! Steering runs: ended, paused, resumed, at other rates. All of it is written in their records, by
//! which leader and workers go.

use super::{Client, ClientError};
use crate::cluster::led::Unknown;
use crate::cluster::protocol::{Controls, Outcome, Run, RunState};
use crate::time::Rate;

impl Client {
    /// Ends a run, or takes it out of the queue; gives what it is then. What was measured by then is in
    /// its report, which comes once its sessions have ended; one that is over stays as it is.
    ///
    /// # Errors
    /// [`ClientError::NoRun`]; and those of the engine.
    pub async fn cancel(&self, id: &str) -> Result<Run, ClientError> {
        let run = self.runs.change(id, |run| Ok::<_, ClientError>(cancel(run))).await?;
        match run {
            Some(run) => Ok(run),
            None => Err(self.no_run(id).await),
        }
    }

    /// Ends all runs that are not over, those of the queue included; gives their ids.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn cancel_all(&self) -> Result<Vec<String>, ClientError> {
        self.cancel_where(|run| !run.state.is_over()).await
    }

    /// Takes all runs out of the queue; gives their ids.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn cancel_scheduled(&self) -> Result<Vec<String>, ClientError> {
        self.cancel_where(|run| run.state == RunState::Queued).await
    }

    /// The last of the queue go first, so that none of it is begun meanwhile.
    async fn cancel_where(&self, which: fn(&Run) -> bool) -> Result<Vec<String>, ClientError> {
        let mut cancelled = Vec::new();
        for Run { id, .. } in self.runs.list().await?.into_iter().rev().filter(which) {
            let mut done = false;
            let change = |run: &mut Run| {
                done = which(run) && cancel(run);
                Ok::<_, ClientError>(done)
            };
            self.runs.change(&id, change).await?;
            if done {
                cancelled.push(id);
            }
        }
        cancelled.reverse();
        Ok(cancelled)
    }

    /// Starts nothing new in a run until it is resumed. Its plan stands still meanwhile, so it goes on
    /// without a burst, and ends that much later.
    ///
    /// # Errors
    /// [`ClientError::NoRun`], [`ClientError::State`] when it does not run; and those of the engine.
    pub async fn pause(&self, id: &str) -> Result<(), ClientError> {
        self.steer(id, |controls| controls.paused = true).await
    }

    /// Goes on with a run that is paused.
    ///
    /// # Errors
    /// As [`pause`](Self::pause).
    pub async fn resume(&self, id: &str) -> Result<(), ClientError> {
        self.steer(id, |controls| controls.paused = false).await
    }

    /// Changes how often sessions of an entry arrive, over all workers, for the rest of its time;
    /// `entry` is its title: the name after `as`, or that of its scenario.
    ///
    /// # Errors
    /// As [`pause`](Self::pause); [`ClientError::Wrong`] when it is no entry whose sessions arrive, and
    /// [`ClientError::NoLoadTest`] when this program does not know the run's load test.
    pub async fn set_rate(&self, id: &str, entry: &str, rate: Rate) -> Result<(), ClientError> {
        self.check_entry(&self.run(id).await?, entry)?;
        let rate = rate.a_second();
        self.steer(id, |controls| _ = controls.rates.insert(entry.to_owned(), rate)).await
    }

    fn check_entry(&self, run: &Run, entry: &str) -> Result<(), ClientError> {
        let name = &run.submission.load_test;
        let wrong = |message: String| Err(ClientError::Wrong(message));
        let Some(test) = self.registry.find(name) else {
            return Err(Unknown::of(&self.registry, name).into());
        };
        let definition = test.define();
        let entries = definition.entries().iter();
        let arriving: Vec<String> =
            entries.filter(|entry| entry.load.arrives()).map(|entry| entry.title()).collect();
        match arriving.iter().any(|known| known == entry) {
            true => Ok(()),
            false if arriving.is_empty() => {
                wrong(format!("no sessions of {name} arrive, so there is no rate to be changed"))
            }
            false => {
                let near = crate::config::near(entry, arriving.iter().map(String::as_str));
                let near = near.map_or_else(String::new, |it| format!("; did you mean `{it}`?"));
                let all = arriving.join(", ");
                wrong(format!("no sessions of `{entry}` arrive in {name}{near}; there are: {all}"))
            }
        }
    }

    async fn steer(
        &self,
        id: &str,
        change: impl Fn(&mut Controls) + Send,
    ) -> Result<(), ClientError> {
        let steer = |run: &mut Run| {
            if run.state != RunState::Running {
                let message = format!("run {id} does not run: it is {}", run.state);
                return Err(ClientError::State(message));
            }
            let before = run.controls.clone();
            change(&mut run.controls);
            Ok(run.controls != before)
        };
        match self.runs.change(id, steer).await? {
            Some(_) => Ok(()),
            None => Err(self.no_run(id).await),
        }
    }
}

/// Cancels a run that is not over; whether it was not. What never began has its outcome by that.
fn cancel(run: &mut Run) -> bool {
    if run.state.is_over() {
        return false;
    }
    if run.state == RunState::Queued {
        let finding = "it was cancelled before it began".to_owned();
        let (findings, report, node) = (vec![finding], None, String::new());
        run.outcome = Some(Outcome { exit_code: 1, findings, report, node });
    }
    run.state = RunState::Cancelled;
    run.reason = Some("it was cancelled".to_owned());
    true
}
