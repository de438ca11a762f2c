//! Signs of a leader, and which of several is the one.

use std::cell::Cell;
use std::time::Duration;

use crate::cluster::protocol::Epoch;
use crate::time::{Instant, after, now};

/// What a worker knows of its leader.
pub(super) struct Sign {
    /// The highest epoch that was seen.
    epoch: Cell<Epoch>,
    last: Cell<Instant>,
}

impl Sign {
    pub(super) fn new() -> Self {
        Self { epoch: Cell::new(0), last: Cell::new(now()) }
    }

    /// Notes a sign of the leader of this epoch; whether it leads, as far as is known here.
    pub(super) fn of(&self, epoch: Epoch) -> bool {
        let leads = epoch >= self.epoch.get();
        if leads {
            self.epoch.set(epoch);
            self.last.set(now());
        }
        leads
    }

    /// Waits until there has been no sign for so long.
    pub(super) async fn missing(&self, patience: Duration) {
        loop {
            let until = after(self.last.get(), patience);
            if until <= now() {
                return;
            }
            tokio::time::sleep_until(until).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn a_leader_of_an_earlier_epoch_is_none_and_gives_no_sign() {
        let sign = Sign::new();
        let start = now();
        tokio::time::sleep(MINUTE / 2).await;
        assert!(sign.of(7));
        assert!(sign.of(7));
        tokio::time::sleep(MINUTE / 2).await;
        assert!(!sign.of(6));
        sign.missing(MINUTE).await;
        assert_eq!(start.elapsed(), MINUTE + MINUTE / 2);
    }
}
