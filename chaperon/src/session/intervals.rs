//! What a session does at intervals, and when the next of it is due.
//!
//! That it is done, and while what, is in `action`.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use super::Session;
use crate::error::Result;
use crate::time::{Instant, after};

/// What is done at an interval.
type Run = Rc<dyn for<'a> Fn(&'a mut Session) -> Pin<Box<dyn Future<Output = Result> + 'a>>>;

/// One thing to be done at an interval.
pub struct Interval {
    period: Duration,
    /// When it is to be done next.
    due: Instant,
    run: Run,
}

impl Interval {
    /// What is to be done each `period`, the first time when it is `due`.
    pub(crate) fn new<F>(period: Duration, due: Instant, f: F) -> Self
    where
        F: AsyncFn(&mut Session) -> Result + 'static,
    {
        let f = Rc::new(f);
        let run: Run = Rc::new(move |session| {
            let f = f.clone();
            Box::pin(async move { f(session).await })
        });
        Self { period, due, run }
    }
}

/// All that a session does at intervals.
#[derive(Default)]
pub struct Intervals {
    all: Vec<Interval>,
    /// Whether one of them is under way; most sessions never ask.
    busy: Option<Rc<Cell<bool>>>,
}

/// As long as it is there, the work of an interval is under way.
pub struct Turn(Rc<Cell<bool>>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl Intervals {
    pub(crate) fn push(&mut self, interval: Interval) {
        self.all.push(interval);
    }

    /// Whether there is nothing to be done at intervals.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// When the next is due; `None` when there is none, or one is under way.
    pub(crate) fn next(&self) -> Option<Instant> {
        let due = self.all.iter().map(|interval| interval.due).min();
        due.filter(|_| !self.busy.as_ref().is_some_and(|busy| busy.get()))
    }

    /// Begins what is due first, and sets its next time: a whole number of periods after this one,
    /// and not before `now`.
    pub(crate) fn begin(&mut self, now: Instant) -> Option<(Run, Turn)> {
        let interval = self.all.iter_mut().min_by_key(|interval| interval.due)?;
        interval.due = next(interval.due, interval.period, now);
        let busy = self.busy.get_or_insert_default();
        busy.set(true);
        Some((interval.run.clone(), Turn(busy.clone())))
    }
}

/// The first moment after `now` that is a whole number of periods after `due`.
fn next(due: Instant, period: Duration, now: Instant) -> Instant {
    let late = now.saturating_duration_since(due).as_nanos();
    let into = late % period.as_nanos().max(1);
    let left = period.saturating_sub(Duration::from_nanos_u128(into));
    after(now.max(due), left)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_next_time_stays_on_the_grid_and_is_the_first_to_come(
            period in 1..1_000_000_000_u64, late in 0..u64::from(u32::MAX)
        ) {
            let due = Instant::now();
            let now = due + Duration::from_nanos(late);
            let next = next(due, Duration::from_nanos(period), now);
            let from_due = u64::try_from((next - due).as_nanos()).unwrap();
            prop_assert_eq!(from_due % period, 0);
            prop_assert!(next > now && next - now <= Duration::from_nanos(period));
        }
    }
}
