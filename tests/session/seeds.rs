//! Seeds: what a run repeats of another one.

use chaperon::RunOptions;
use chaperon::prelude::*;

use super::in_process::{Ran, run_with};
use super::recording::Recording;

/// Tells the server how long its random delays were, by a clock that stands still but for them.
#[scenario]
async fn rolls(session: &mut Session) -> Result {
    tokio::time::pause();
    let before = tokio::time::Instant::now();
    session.random_delay(hours(1)).await?;
    let first = before.elapsed().as_millis();
    let child = session.spawn("child", async |session| session.random_delay(hours(1)).await);
    session.join(child).timeout(hours(2)).await?;
    let both = before.elapsed().as_millis();
    tokio::time::resume();
    session.get(format!("/{first}/{both}")).await?;
    Ok(())
}

load_test! {
    Rolls { scenarios: [rolls { delay: 1us..2us } times 4] }
}

/// What a run tells the server: milliseconds, each no more than the runtime's timer rounds off it.
#[derive(Debug)]
struct Told(Vec<u64>);

impl PartialEq for Told {
    fn eq(&self, other: &Self) -> bool {
        let is_one = |(one, other): (&u64, &u64)| one.abs_diff(*other) <= 5;
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(is_one)
    }
}

/// What a run tells, and its results.
async fn told(change: impl FnOnce(&mut RunOptions)) -> (Told, Ran) {
    let server = Recording::plain();
    let ran = run_with::<Rolls>(&server.url(), change).await;
    assert_eq!(ran.sessions("rolls").finished, 4, "{:?}", ran.all_errors());
    let seen = server.seen();
    let numbers = seen.iter().flat_map(|seen| seen.target.split('/').skip(1));
    (Told(numbers.map(|number| number.parse().unwrap()).collect()), ran)
}

#[tokio::test]
async fn equal_seeds_choose_the_same_and_others_something_else() {
    let with = |seed| told(move |options| options.seed = Some(seed));
    let (first, ran) = with(7).await;
    assert_eq!(ran.0.seed(), 7);
    assert_eq!(first.0.len(), 8);
    assert_ne!(Told(first.0[..2].to_vec()), Told(first.0[2..4].to_vec()), "no session is another");
    assert_eq!(first, with(7).await.0);
    assert_ne!(first, with(8).await.0);
}

#[tokio::test]
async fn a_run_without_a_seed_tells_the_one_that_repeats_it() {
    let (first, ran) = told(|_| {}).await;
    let (other, another) = told(|_| {}).await;
    assert_ne!((ran.0.seed(), &first), (another.0.seed(), &other));
    let saved: serde_json::Value = serde_json::from_slice(&ran.0.to_json().unwrap()).unwrap();
    assert_eq!(saved["seed"], ran.0.seed());
    let again = told(|options| options.seed = saved["seed"].as_u64()).await.0;
    assert_eq!(first, again);
}
