//! How a core knows that the run is to stop, and how far.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// How far the run is to stop. Each level includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum StopLevel {
    /// Nothing stops.
    #[default]
    Go,
    /// Loops, delays and load clauses end at their round; what is under way goes on.
    Round,
    /// What is under way is cut; teardown runs.
    Cut,
    /// Teardown is cut too.
    Kill,
}

/// The stop level of one core.
#[derive(Debug, Default)]
pub struct Stop {
    level: Cell<StopLevel>,
    waiting: RefCell<Waiting>,
}

/// Who waits for a level. Places that were left are taken again.
#[derive(Debug, Default)]
struct Waiting {
    places: Vec<Option<Waker>>,
    free: Vec<usize>,
}

/// The wait for a level. Every session holds some, and looks at them each time it is woken: they
/// are small, and a look is nearly nothing.
#[derive(Debug)]
pub struct Reached<'s> {
    stop: &'s Stop,
    level: StopLevel,
    place: Option<usize>,
}

impl Stop {
    /// Raises the level; it never falls.
    pub fn raise(&self, level: StopLevel) {
        if level > self.level.get() {
            self.level.set(level);
            let waiting: Vec<Waker> =
                self.waiting.borrow().places.iter().flatten().cloned().collect();
            waiting.into_iter().for_each(Waker::wake);
        }
    }

    /// Whether loops and load clauses should end at their round.
    pub fn stopping(&self) -> bool {
        self.level.get() >= StopLevel::Round
    }

    /// The level now.
    #[cfg(test)]
    pub fn level(&self) -> StopLevel {
        self.level.get()
    }

    /// Waits until the level is reached.
    pub fn reached(&self, level: StopLevel) -> Reached<'_> {
        Reached { stop: self, level, place: None }
    }
}

impl Waiting {
    fn enter(&mut self, waker: &Waker) -> usize {
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        self.stay(place, waker);
        place
    }

    fn stay(&mut self, place: usize, waker: &Waker) {
        if let Some(known) = self.places.get_mut(place)
            && known.as_ref().is_none_or(|known| !known.will_wake(waker))
        {
            *known = Some(waker.clone());
        }
    }

    fn leave(&mut self, place: usize) -> Option<Waker> {
        self.free.push(place);
        self.places.get_mut(place)?.take()
    }
}

impl Future for Reached<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let stop = self.stop;
        if stop.level.get() >= self.level {
            return Poll::Ready(());
        }
        let mut waiting = stop.waiting.borrow_mut();
        match self.place {
            Some(place) => waiting.stay(place, cx.waker()),
            None => self.place = Some(waiting.enter(cx.waker())),
        }
        Poll::Pending
    }
}

impl Drop for Reached<'_> {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            // Dropped when nothing is borrowed: it may be all that is left of a task.
            let _waker = self.stop.waiting.borrow_mut().leave(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use futures_util::future::join;

    use super::*;

    #[tokio::test]
    async fn a_level_is_reached_by_itself_and_by_those_above() {
        let stop = Stop::default();
        assert!(!stop.stopping());
        stop.raise(StopLevel::Cut);
        stop.reached(StopLevel::Round).await;
        stop.reached(StopLevel::Cut).await;
        stop.raise(StopLevel::Round);
        assert_eq!(stop.level(), StopLevel::Cut);
    }

    #[tokio::test]
    async fn who_waits_is_woken_and_who_gave_up_leaves_the_place_to_another() {
        let stop = Stop::default();
        for _ in 0..3 {
            let wait = stop.reached(StopLevel::Round);
            assert!(wait.now_or_never().is_none());
        }
        assert_eq!(stop.waiting.borrow().places.len(), 1);
        let waits = join(stop.reached(StopLevel::Round), stop.reached(StopLevel::Kill));
        let raise = async {
            tokio::task::yield_now().await;
            assert_eq!(stop.waiting.borrow().places.iter().flatten().count(), 2);
            stop.raise(StopLevel::Round);
            tokio::task::yield_now().await;
            stop.raise(StopLevel::Kill);
        };
        join(waits, raise).await;
        assert_eq!(stop.waiting.borrow().places.iter().flatten().count(), 0);
    }
}
