//! A watchdog that names the scenario that blocks a core.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::event::{Event, Events};
use crate::session::{Busy, StopLevel};

/// How long scenario code may keep a core before it is named.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the cores are looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Starts the watchdog's thread; it ends when the cores have ended.
pub(super) fn start(
    titles: Vec<Arc<str>>,
    busy: Vec<Arc<Busy>>,
    events: Events,
    stop: watch::Receiver<StopLevel>,
) -> io::Result<()> {
    let thread = std::thread::Builder::new().name("chaperon-watchdog".to_owned());
    thread.spawn(move || watch(&titles, &busy, &events, &stop))?;
    Ok(())
}

fn watch(
    titles: &[Arc<str>],
    busy: &[Arc<Busy>],
    events: &Events,
    stop: &watch::Receiver<StopLevel>,
) {
    let mut visits = vec![Visit::default(); busy.len()];
    // The run is over when its stop level has nobody left to raise it.
    while stop.has_changed().is_ok() {
        std::thread::sleep(LOOK);
        for ((core, busy), visit) in (0..).zip(busy).zip(&mut visits) {
            if let Some(entry) = visit.overstayed(busy.look(), Instant::now()) {
                let scenario = titles[entry as usize].clone();
                // Without a listener the run is over, and there is nobody left to tell.
                let _ = events.send(Event::Blocked { core, scenario, since: PATIENCE });
            }
        }
    }
}

/// The visit that was seen last, and whether it has been told of.
#[derive(Debug, Clone, Default)]
struct Visit {
    seen: Option<((u32, u64), Instant)>,
    told: bool,
}

impl Visit {
    /// The entry to tell of, once a visit, when it has lasted too long.
    fn overstayed(&mut self, look: Option<(u32, u64)>, now: Instant) -> Option<u32> {
        let look = look?;
        match self.seen {
            Some((seen, since)) if seen == look => {
                let late = now.duration_since(since) >= PATIENCE && !self.told;
                self.told |= late;
                late.then_some(look.0)
            }
            _ => {
                *self = Self { seen: Some((look, now)), told: false };
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_that_stays_too_long_is_told_of_once() {
        let start = Instant::now();
        let mut visit = Visit::default();
        assert_eq!(visit.overstayed(Some((3, 1)), start), None);
        assert_eq!(visit.overstayed(Some((3, 1)), start + PATIENCE / 2), None);
        assert_eq!(visit.overstayed(Some((3, 1)), start + PATIENCE), Some(3));
        assert_eq!(visit.overstayed(Some((3, 1)), start + PATIENCE * 2), None);
        assert_eq!(visit.overstayed(Some((3, 2)), start + PATIENCE * 3), None, "another visit");
        assert_eq!(visit.overstayed(None, start + PATIENCE * 4), None);
    }
}
