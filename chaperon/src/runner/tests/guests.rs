//! Sessions of other nodes: what they choose by, and when nobody is there to take them in.

use std::sync::Arc;
use std::time::Duration;

use chaperon_macros::scenario;
use futures_util::future::BoxFuture;

use super::clock::{Run, waits, works};
use crate::config::Layer;
use crate::error::Result;
use crate::load_test::Entry;
use crate::runner::Guests;
use crate::scenario::{Scenario, ScenarioRef};
use crate::session::{Elsewhere, Return, Session, Visit};

/// Another node, which is this one.
struct Here(Arc<Guests>);

impl Elsewhere for Here {
    fn visit(&self, visit: Visit) -> BoxFuture<'static, Result<Return, String>> {
        let back = self.0.welcome(visit).unwrap();
        Box::pin(async { back.await.unwrap() })
    }
}

#[scenario]
async fn sends(session: &mut Session) -> Result {
    for _ in 0..2 {
        session.schedule_scenario::<waits>(|_, _| {}).await?;
    }
    Ok(())
}

/// How long sessions wait at random that came from another node.
async fn waited(seed: u64, cores: u64) -> Vec<Duration> {
    let guests = Arc::new(Guests::new(vec![ScenarioRef::of::<waits>()]));
    let elsewhere: Arc<dyn Elsewhere> = Arc::new(Here(guests.clone()));
    let run = Run { seed, cores, node: Some((elsewhere, guests)), ..Run::default() };
    let waited = run.of(vec![Entry::new::<sends>().count(3)]).await.waited;
    waited.into_iter().map(|(_, waited)| waited).collect()
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn equal_seeds_choose_the_same_where_they_are_guests() {
    let first = waited(7, 1).await;
    assert!(first.len() == 6 && first.iter().any(|one| *one != first[0]), "{first:?}");
    assert_eq!(first, waited(7, 1).await);
    assert_eq!(first, waited(7, 2).await);
    assert_ne!(first, waited(8, 1).await);
}

#[tokio::test]
async fn who_waits_when_the_load_ends_and_who_comes_later_is_sent_away() {
    let guests = Guests::new(vec![ScenarioRef::of::<works>()]);
    let visit = || Visit {
        scenario: works::NAME.to_owned(),
        name: "browse 1".to_owned(),
        entry: 0,
        seed: 7,
        config: Layer::default().sent(),
        luggage: Default::default(),
    };
    let waits = guests.welcome(visit()).unwrap();
    guests.close();
    let over = Err("its load has ended".to_owned());
    assert_eq!(waits.await.unwrap(), over);
    assert_eq!(guests.welcome(visit()).map(drop), over.map(drop));
}
