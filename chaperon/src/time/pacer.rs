//! The pacer of a core: waits for moments more exactly than the runtime's timer, which rounds up
//! to whole milliseconds.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::sync::Notify;

use super::clock::{Instant, now};
use super::timer::Timer;

/// What is left to wait when the runtime's timer has done its part, at most; it rounds up by one.
const FINE: Duration = Duration::from_millis(2);

/// Waits for moments, exact to some microseconds; one for all that wait on a core.
#[derive(Debug, Default)]
pub struct Pacer {
    waiting: RefCell<BTreeMap<Turn, Waker>>,
    changed: Notify,
    turns: Cell<u64>,
}

/// A moment that somebody waits for; those of the same moment in the order in which they came.
type Turn = (Instant, u64);

impl Pacer {
    /// Waits for a moment, and never returns before it.
    pub async fn until(&self, due: Instant) {
        if !clock_runs() {
            return tokio::time::sleep_until(due).await;
        }
        if due.saturating_duration_since(now()) > FINE {
            tokio::time::sleep_until(due - FINE).await;
        }
        let turn = (due, self.turns.replace(self.turns.get() + 1));
        Until { pacer: self, turn }.await;
    }

    /// Wakes those whose moment has come, for ever. Nobody who waits is woken without it.
    pub async fn drive(&self) {
        let timer = Timer::new();
        loop {
            self.wake();
            let next = self.waiting.borrow().keys().next().copied();
            match next {
                None => self.changed.notified().await,
                Some((due, _)) => {
                    let left = due.saturating_duration_since(now());
                    tokio::select! {
                        () = timer.wait(left) => {}
                        () = self.changed.notified() => {}
                    }
                }
            }
        }
    }

    fn wake(&self) {
        let now = now();
        let mut waiting = self.waiting.borrow_mut();
        while let Some(first) = waiting.first_entry()
            && first.key().0 <= now
        {
            first.remove().wake();
        }
    }
}

/// One who waits.
struct Until<'p> {
    pacer: &'p Pacer,
    turn: Turn,
}

impl Future for Until<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.turn.0 <= now() {
            return Poll::Ready(());
        }
        let mut waiting = self.pacer.waiting.borrow_mut();
        waiting.insert(self.turn, context.waker().clone());
        if waiting.keys().next() == Some(&self.turn) {
            self.pacer.changed.notify_one();
        }
        Poll::Pending
    }
}

impl Drop for Until<'_> {
    fn drop(&mut self) {
        self.pacer.waiting.borrow_mut().remove(&self.turn);
    }
}

/// Whether the clock is the real one: a test may have stopped it, and then only the runtime's own
/// timer moves it on.
fn clock_runs() -> bool {
    let before = std::time::Instant::now();
    let now = now().into_std();
    (before..=std::time::Instant::now()).contains(&now)
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    /// Waits for moments so many microseconds from now, and gives in which order they came, having
    /// made sure that none came early.
    async fn order(micros: &[u64]) -> Vec<u64> {
        let pacer = Rc::new(Pacer::default());
        let come = Rc::<RefCell<Vec<u64>>>::default();
        let start = now();
        let waits = micros.iter().map(|&wait| {
            let (pacer, come) = (pacer.clone(), come.clone());
            tokio::task::spawn_local(async move {
                let due = start + Duration::from_micros(wait);
                pacer.until(due).await;
                assert!(now() >= due);
                come.borrow_mut().push(wait);
            })
        });
        let waits: Vec<_> = waits.collect();
        let driver = pacer.clone();
        let driver = tokio::task::spawn_local(async move { driver.drive().await });
        for wait in waits {
            wait.await.unwrap();
        }
        driver.abort();
        assert!(pacer.waiting.borrow().is_empty());
        come.take()
    }

    #[tokio::test(flavor = "local")]
    async fn moments_are_never_early_by_the_clock_of_the_machine() {
        let mut come = order(&[900, 300, 0, 5000, 300]).await;
        // A machine that is busy comes to several at once, in any order.
        come.sort_unstable();
        assert_eq!(come, [0, 300, 300, 900, 5000]);
    }

    #[tokio::test(flavor = "local", start_paused = true)]
    async fn moments_come_in_their_order() {
        let order = order(&[9_000, 3_000, 0, 50_000, 3_000]).await;
        assert_eq!(order, [0, 3_000, 3_000, 9_000, 50_000]);
    }

    #[tokio::test(flavor = "local", start_paused = true)]
    async fn a_clock_that_is_stopped_is_moved_on() {
        let start = now();
        assert_eq!(order(&[7_000_000, 2_000]).await, [2_000, 7_000_000]);
        assert_eq!(start.elapsed(), Duration::from_secs(7));
    }

    #[tokio::test(flavor = "local")]
    async fn who_gives_up_waits_no_longer() {
        let pacer = Pacer::default();
        let waiting = pacer.until(now() + Duration::from_millis(1));
        tokio::select! {
            biased;
            () = waiting => panic!("nobody drives it"),
            () = tokio::task::yield_now() => {}
        }
        assert!(pacer.waiting.borrow().is_empty());
    }
}
