//! Sessions of other nodes, when nobody is there to take them in.

use crate::config::Layer;
use crate::runner::Guests;
use crate::scenario::{Scenario, ScenarioRef};
use crate::session::{Luggage, Visit};

use super::clock::works;

#[tokio::test]
async fn who_waits_when_the_load_ends_and_who_comes_later_is_sent_away() {
    let guests = Guests::new(vec![ScenarioRef::of::<works>()]);
    let visit = || Visit {
        scenario: works::NAME.to_owned(),
        name: "browse 1".to_owned(),
        entry: 0,
        config: Layer::default().sent(),
        luggage: Luggage::default(),
    };
    let waits = guests.welcome(visit()).unwrap();
    guests.close();
    let over = Err("its load has ended".to_owned());
    assert_eq!(waits.await.unwrap(), over);
    assert_eq!(guests.welcome(visit()).map(drop), over.map(drop));
}
