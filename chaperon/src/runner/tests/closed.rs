//! Closed loads: slots in which session follows session.

use std::cell::{Cell, RefCell};

use chaperon_macros::scenario;

use super::clock::{Ran, Run, works};
use crate::error::Result;
use crate::load_test::{Entry, Load, Stages};
use crate::session::Session;
use crate::time::millis;

async fn on_cores(cores: u64, entry: Entry) -> Ran {
    Run { cores, ..Run::default() }.of(vec![entry]).await
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn once_each_all_start_at_once() {
    for cores in [1, 2, 3] {
        let ran = on_cores(cores, Entry::new::<works>().count(5)).await;
        assert_eq!(ran.starts(), [0; 5]);
        assert_eq!(ran.sessions().finished, 5);
    }
}

thread_local! {
    static BEGUN: Cell<usize> = const { Cell::new(0) };
    static BEGUN_MEANWHILE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Waits a moment, as for a connection, and says how many have begun by then.
#[scenario]
async fn connects(_: &mut Session) -> Result {
    BEGUN.set(BEGUN.get() + 1);
    tokio::task::yield_now().await;
    BEGUN_MEANWHILE.with_borrow_mut(|all| all.push(BEGUN.get()));
    Ok(())
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn the_first_go_on_before_the_last_have_begun() {
    let ran = on_cores(1, Entry::new::<connects>().count(1_000)).await;
    assert_eq!(ran.sessions().finished, 1_000);
    let meanwhile = BEGUN_MEANWHILE.take();
    assert_eq!(meanwhile.len(), 1_000);
    assert!(meanwhile[0] < 100, "{}", meanwhile[0]);
    assert!(meanwhile[500] < 600, "{}", meanwhile[500]);
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn for_a_time_session_follows_session_and_none_starts_after_it() {
    for cores in [1, 2] {
        let entry = Entry::new::<works>().count(2).load(Load::For(millis(1_000)));
        let ran = on_cores(cores, entry).await;
        assert_eq!(ran.starts(), [0, 0, 250, 250, 500, 500, 750, 750]);
        assert_eq!(ran.sessions().finished, 8);
    }
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn every_period_a_slot_starts_a_session() {
    let paced = |period| {
        Entry::new::<works>().count(2).load(Load::For(millis(1_000))).every(millis(period))
    };
    let ran = on_cores(2, paced(400)).await;
    assert_eq!(ran.starts(), [0, 0, 400, 400, 800, 800]);
    // Each session takes longer than the period: the moments that went by are left out.
    let ran = on_cores(1, paced(100)).await;
    assert_eq!(ran.starts(), [0, 0, 250, 250, 500, 500, 750, 750]);
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn times_is_how_many_there_are_in_all() {
    for cores in [1, 2] {
        let entry = Entry::new::<works>().count(3).load(Load::Times(7));
        let ran = on_cores(cores, entry).await;
        let starts = ran.starts();
        assert_eq!((starts.len(), &starts[..3]), (7, &[0, 0, 0][..]), "{starts:?}");
        assert!(starts[3..].iter().all(|start| start % 250 == 0 && *start > 0), "{starts:?}");
    }
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn with_stages_slots_open_and_close() {
    let stages = Stages::from(0).to(2, millis(1_000)).hold(millis(500)).to(0, millis(1_000));
    for cores in [1, 2] {
        let ran = on_cores(cores, Entry::new::<works>().load(Load::With(stages.clone()))).await;
        // One slot is open from 0 to 2,500 ms, the other from 500 to 2,000.
        let mut expected: Vec<u128> = (0..10).map(|number| number * 250).collect();
        expected.extend((2..8).map(|number| number * 250));
        expected.sort_unstable();
        assert_eq!(ran.starts(), expected);
    }
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn after_a_time_each_model_begins_as_if_it_were_the_first_moment() {
    let stages = Stages::of(1, millis(300));
    let entries = [
        (Load::Once, None, vec![2_000]),
        (Load::For(millis(300)), None, vec![2_000, 2_250]),
        (Load::For(millis(700)), Some(millis(600)), vec![2_000, 2_600]),
        (Load::Times(2), None, vec![2_000, 2_250]),
        (Load::With(stages), None, vec![2_000, 2_250]),
    ];
    for (load, every, expected) in entries {
        let entry = Entry::new::<works>().load(load).after(millis(2_000));
        let entry = every.into_iter().fold(entry, Entry::every);
        assert_eq!(on_cores(1, entry).await.starts(), expected);
    }
}
