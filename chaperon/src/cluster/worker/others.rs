//! The nodes of a run, for sessions that visit them.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::sleep;

use crate::cluster::engine::{Engine, EngineError};
use crate::cluster::lookout::Lookout;
use crate::cluster::protocol::{Answer, Ask, from_bytes, to_bytes};
use crate::session::{Elsewhere, Return, Visit};

/// How long a visit may take; that it does not take longer is the affair of who waits for it.
const LONG: Duration = Duration::from_secs(24 * 60 * 60);

/// How often a node that is visited is looked for.
const LOOK: Duration = Duration::from_secs(3);

/// The nodes that run a load test.
pub(super) struct Others {
    pub(super) engine: Arc<dyn Engine>,
    pub(super) run: String,
    pub(super) nodes: Vec<String>,
}

/// Why a visit came to nothing.
enum Failed {
    /// The node did not let it begin.
    AtTheDoor(String),
    /// It may have begun.
    Within(String),
}

impl Elsewhere for Others {
    fn visit(&self, visit: Visit) -> BoxFuture<'static, Result<Return, String>> {
        let (engine, run, mut nodes) = (self.engine.clone(), self.run.clone(), self.nodes.clone());
        fastrand::shuffle(&mut nodes);
        Box::pin(async move {
            let ask = to_bytes(&Ask::RunScenario { run, visit });
            let mut why = "the run has no nodes".to_owned();
            for node in nodes {
                let asked = engine.ask(&node, ask.clone(), LONG);
                let outcome = tokio::select! {
                    answer = asked => understood(&node, answer),
                    () = gone(&engine, &node) => {
                        Err(Failed::Within(format!("node {node} went away")))
                    }
                };
                match outcome {
                    Ok(back) => return Ok(back),
                    Err(Failed::Within(why)) => return Err(why),
                    Err(Failed::AtTheDoor(refused)) => why = refused,
                }
            }
            Err(why)
        })
    }
}

fn understood(node: &str, answer: Result<bytes::Bytes, EngineError>) -> Result<Return, Failed> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error @ EngineError::NoNode { .. }) => {
            return Err(Failed::AtTheDoor(error.to_string()));
        }
        Err(error) => return Err(Failed::Within(error.to_string())),
    };
    match from_bytes::<Answer>(&answer) {
        Ok(Answer::Ran { back }) => Ok(back),
        Ok(Answer::Refused { reason }) => {
            Err(Failed::AtTheDoor(format!("node {node} refuses: {reason}")))
        }
        Ok(Answer::Cut { reason }) => Err(Failed::Within(format!("node {node}: {reason}"))),
        _ => Err(Failed::Within(format!("node {node} gave no answer that is understood"))),
    }
}

/// Waits until a node is no longer there.
async fn gone(engine: &Arc<dyn Engine>, node: &str) {
    let mut lookout = Lookout::new(engine);
    loop {
        sleep(LOOK).await;
        if let Ok(false) = lookout.sees(node).await {
            return;
        }
    }
}
