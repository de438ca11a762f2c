//! Before the load: conducting the set-ups, which are told to stop as the load is.

use std::io;
use std::time::Duration;

use tokio::sync::mpsc;

use super::brake::Order;
use super::conductor::{Conductor, Listener, at};
use crate::event::{Ending, Event};
use crate::runner::{self, Setup};
use crate::session::{Given, StopLevel};
use crate::time::{after, now};

impl Conductor {
    /// Runs the set-ups; gives what they gave. When one of them fails the run is told to stop.
    ///
    /// # Errors
    /// When the machine does not give what is needed.
    pub(crate) async fn set_up(
        &mut self,
        setup: &Setup,
        orders: &mut mpsc::UnboundedReceiver<Order>,
        listener: &mut Listener<'_>,
    ) -> io::Result<Given> {
        let late = || Ending::SetupFailed("it took longer than `load_test_timeout`".to_owned());
        self.latest = self.timeout.map(|timeout| after(now(), timeout));
        self.end = self.latest.map(|at| (at, late()));
        let (mut running, mut outcome) = runner::set_up(setup)?;
        loop {
            tokio::select! {
                Some(event) = running.events.recv() => match event {
                    Event::CoreEnded { .. } => break,
                    Event::Frame { snapshot, .. } => {
                        self.hear(Event::SetUpMeasured(snapshot), listener);
                    }
                    other => self.hear(other, listener),
                },
                Some(order) = orders.recv() => self.follow(order),
                () = at(self.due()) => {
                    if self.brake.advance(now()) {
                        break;
                    }
                }
            }
            self.end_by_plan();
            running.stop(self.brake.level());
        }
        let cut = || Err("it did not end in time".to_owned());
        Ok(self.given(outcome.try_recv().unwrap_or_else(|_| cut())))
    }

    /// What the set-ups gave. A run that was told to stop meanwhile ends for that reason.
    fn given(&mut self, outcome: Result<Given, String>) -> Given {
        outcome.unwrap_or_else(|message| {
            if self.brake.level() == StopLevel::Go {
                self.brake.press(now(), Ending::SetupFailed(message), Duration::ZERO);
            }
            Given::default()
        })
    }
}
