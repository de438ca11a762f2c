//! Equal seeds, equal choices: of each slot, session after session, and of each arrival.

use std::time::Duration;

use super::clock::{Run, waits};
use crate::load_test::{Entry, Load, Stages};
use crate::time::Rate;

/// How long the sessions of an entry wait at random, each with the moment at which it began.
async fn waited(seed: u64, cores: u64, load: Load) -> Vec<(Duration, Duration)> {
    let slots = if load.arrives() { 1 } else { 3 };
    let run = Run { seed, cores, ..Run::default() };
    run.of(vec![Entry::new::<waits>().count(slots).load(load)]).await.waited
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn equal_seeds_choose_the_same_on_any_number_of_cores() {
    let rates = Stages::of(Rate::per_second(5), Duration::from_secs(4));
    for load in [
        Load::Once,
        Load::For(Duration::from_secs(20)),
        Load::At { rates: rates.clone(), poisson: false },
        Load::At { rates, poisson: true },
    ] {
        let first = waited(7, 1, load.clone()).await;
        assert!(first.len() >= 3 && first.iter().any(|one| one.1 != first[0].1), "{first:?}");
        assert_eq!(first, waited(7, 1, load.clone()).await);
        assert_eq!(first, waited(7, 2, load.clone()).await);
        assert_ne!(first, waited(8, 1, load).await);
    }
}
