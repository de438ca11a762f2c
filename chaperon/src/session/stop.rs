//! How a core knows that the run is to stop, and how far.

use std::cell::Cell;

use tokio::sync::Notify;

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
    raised: Notify,
}

impl Stop {
    /// Raises the level; it never falls.
    pub fn raise(&self, level: StopLevel) {
        if level > self.level.get() {
            self.level.set(level);
            self.raised.notify_waiters();
        }
    }

    /// Whether loops and load clauses should end at their round.
    pub fn stopping(&self) -> bool {
        self.level.get() >= StopLevel::Round
    }

    /// The level now.
    pub fn level(&self) -> StopLevel {
        self.level.get()
    }

    /// Waits until the level is reached. Every session holds such a wait: it is small.
    pub async fn reached(&self, level: StopLevel) {
        while self.level.get() < level {
            self.raised.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
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
}
