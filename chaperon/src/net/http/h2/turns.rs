//! Turns on a connection: as many at once as the server allows, the others in the order they came.

use std::cell::Cell;

use tokio::sync::{Semaphore, SemaphorePermit};

/// More than any server has use for.
const MOST: usize = 1 << 20;

/// Who has a turn on a connection, and who waits for one.
///
/// Unlike a [`Gate`](crate::net::gate::Gate), it grows and shrinks while it is in use, as the
/// server says.
#[derive(Debug)]
pub(super) struct Turns {
    free: Semaphore,
    allowed: Cell<usize>,
    taken: Cell<usize>,
    /// How many of those who have a turn must not pass it on.
    surplus: Cell<usize>,
}

/// A turn; over when dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    permit: Option<SemaphorePermit<'a>>,
}

impl Turns {
    pub(super) fn new(allowed: usize) -> Self {
        Self {
            free: Semaphore::new(allowed),
            allowed: Cell::new(allowed),
            taken: Cell::default(),
            surplus: Cell::default(),
        }
    }

    /// How many have a turn.
    pub(super) fn taken(&self) -> usize {
        self.taken.get()
    }

    /// Takes a turn, if one is free at once.
    pub(super) fn try_take(&self) -> Option<Turn<'_>> {
        self.free.try_acquire().ok().map(|permit| self.turn(permit))
    }

    /// Waits for a turn; `None` when there will be none any more.
    pub(super) async fn wait(&self) -> Option<Turn<'_>> {
        self.free.acquire().await.ok().map(|permit| self.turn(permit))
    }

    /// From now on this many may have one at once.
    pub(super) fn allow(&self, allowed: usize) {
        let allowed = allowed.min(MOST);
        let before = self.allowed.replace(allowed);
        if allowed > before {
            let more = allowed - before;
            let kept = self.surplus.get().min(more);
            self.surplus.set(self.surplus.get() - kept);
            self.free.add_permits(more - kept);
        } else if allowed < before {
            let fewer = before - allowed;
            let gone = self.free.forget_permits(fewer);
            self.surplus.set(self.surplus.get() + fewer - gone);
        }
    }

    /// Tells those who wait that there will be none any more.
    pub(super) fn close(&self) {
        self.free.close();
    }

    fn turn<'a>(&'a self, permit: SemaphorePermit<'a>) -> Turn<'a> {
        self.taken.set(self.taken.get() + 1);
        Turn { turns: self, permit: Some(permit) }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let Turns { taken, surplus, .. } = self.turns;
        taken.set(taken.get().saturating_sub(1));
        if surplus.get() > 0
            && let Some(permit) = self.permit.take()
        {
            surplus.set(surplus.get() - 1);
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What may happen to the turns of a connection.
    #[derive(Debug, Clone)]
    enum Event {
        Take,
        Leave,
        Allow(usize),
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![Just(Event::Take), Just(Event::Leave), (0..6_usize).prop_map(Event::Allow)]
    }

    proptest! {
        #[test]
        fn a_turn_is_free_exactly_while_fewer_are_taken_than_allowed(
            events in proptest::collection::vec(event(), 0..60)
        ) {
            let turns = Turns::new(1);
            let (mut allowed, mut held) = (1, Vec::new());
            for event in events {
                match event {
                    Event::Take => {
                        let turn = turns.try_take();
                        prop_assert_eq!(turn.is_some(), held.len() < allowed);
                        held.extend(turn);
                    }
                    Event::Leave => drop(held.pop()),
                    Event::Allow(number) => {
                        turns.allow(number);
                        allowed = number;
                    }
                }
                prop_assert_eq!(turns.taken(), held.len());
            }
        }
    }
}
