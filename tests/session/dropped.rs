//! Arrivals that are dropped: when that makes a run invalid, and when a threshold allows it.

use chaperon::event::Ending;
use chaperon::prelude::*;
use chaperon::results::{Judged, Outcome};
use chaperon::{LoadTest, RunError, RunOptions};

use super::in_process::{Ran, run};
use super::recording::Recording;

/// Takes so long that of those that arrive in the meantime most find no room.
#[scenario]
async fn slow(session: &mut Session) -> Result {
    session.get("/").await?;
    session.delay(millis(300)).await
}

load_test! {
    Unsaid {
        default_config: { max_sessions: 1, .. },
        scenarios: [slow at 100/s for 300ms],
    }
}

load_test! {
    Allowed {
        default_config: { max_sessions: 1, .. },
        scenarios: [slow at 100/s for 300ms],
        thresholds: [dropped < 100% in slow],
    }
}

load_test! {
    Refused {
        default_config: { max_sessions: 1, .. },
        scenarios: [slow at 100/s for 300ms],
        thresholds: [dropped < 5%],
    }
}

/// Whether the run says of itself that too many arrivals found no room.
fn is_invalid_by_drops(ran: &Ran) -> bool {
    let invalid = ran.0.verdict().invalid;
    invalid.iter().any(|reason| reason.to_string().contains("found no room"))
}

#[tokio::test]
async fn a_threshold_says_how_many_arrivals_may_be_dropped() {
    let server = Recording::plain();
    assert!(is_invalid_by_drops(&run::<Unsaid>(&server.url()).await));
    for (ran, passes) in
        [(run::<Allowed>(&server.url()).await, true), (run::<Refused>(&server.url()).await, false)]
    {
        assert!(!is_invalid_by_drops(&ran), "the threshold stands in place of that");
        let sessions = ran.sessions("slow");
        let share = sessions.dropped as f64 * 100.0 / sessions.due as f64;
        let judged: &Judged = &ran.0.thresholds()[0];
        assert_eq!(judged.measured.unwrap().value, share, "{sessions:?}");
        assert_eq!((judged.passed(), ran.0.verdict().failures.is_empty()), (passes, passes));
    }
}

load_test! {
    AbortsAsAWhole {
        default_config: { max_sessions: 1, .. },
        scenarios: [slow at 100/s for 1h],
        thresholds: [dropped < 5% else abort],
    }
}

load_test! {
    AbortsByAWindow {
        default_config: { max_sessions: 1, .. },
        scenarios: [slow at 100/s for 1h],
        thresholds: [dropped < 5% over 1s else abort],
    }
}

#[tokio::test]
async fn too_many_dropped_arrivals_may_stop_the_run() {
    async fn aborts<T: LoadTest>() {
        let ran = run::<T>(&Recording::plain().url()).await;
        let threshold = &ran.0.thresholds()[0];
        assert_eq!(ran.0.ending(), &Ending::Threshold(threshold.threshold.to_string()));
        assert_eq!(threshold.outcome, Outcome::Failed);
    }
    aborts::<AbortsAsAWhole>().await;
    aborts::<AbortsByAWindow>().await;
}

load_test! {
    InASequence {
        default_config: { base_url: "http://127.0.0.1:9" },
        scenarios: [[slow, slow] at 1/s for 1s, slow],
        thresholds: [dropped < 5% in slow],
    }
}

#[tokio::test]
async fn a_threshold_on_what_cannot_be_dropped_is_refused_before_anything_is_sent() {
    match chaperon::run::<InASequence>(RunOptions::default()).await {
        Err(RunError::Config { findings, .. }) => {
            let said = findings.iter().map(ToString::to_string).collect::<String>();
            assert!(said.contains("slow` alone arrive, so none can be dropped"), "{said}");
        }
        other => panic!("{other:?}"),
    }
}
