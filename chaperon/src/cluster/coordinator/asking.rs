//! What a leader asks of workers.

use std::time::Duration;

use tokio::time::sleep;

use super::lead::Coordinator;
use crate::cluster::engine::EngineError;
use crate::cluster::lookout::{LOST, Lookout};
use crate::cluster::patience::patiently;
use crate::cluster::protocol::{Answer, Ask, Epoch, Node, OTHER_LEADER, from_bytes, to_bytes};
use crate::time::now;

/// How long something may take that a load test's author wrote: as long as its worker is there.
const LONG: Duration = Duration::from_secs(24 * 60 * 60);

/// How often it is looked whether a worker is there.
pub(super) const LOOK: Duration = Duration::from_secs(1);

/// Why an answer is none to what was asked.
pub(super) fn why_not(answer: Result<Answer, EngineError>) -> String {
    match answer {
        Ok(Answer::Refused { reason }) => reason,
        Ok(_) => "it answered something else".to_owned(),
        Err(error) => error.to_string(),
    }
}

impl Coordinator {
    /// Asks a node.
    pub(super) async fn ask(
        &self,
        node: &str,
        ask: impl Fn(Epoch) -> Ask,
        patience: Duration,
    ) -> Result<Answer, EngineError> {
        loop {
            let epoch = self.lease.epoch().await;
            let payload = to_bytes(&ask(epoch));
            let answer = patiently(|| self.engine.ask(node, payload.clone(), patience)).await?;
            let refused = |why: serde_json::Error| Answer::Refused { reason: why.to_string() };
            match from_bytes(&answer).unwrap_or_else(refused) {
                // It was seen that the lease was renewed before what was asked with the old one.
                Answer::Refused { reason }
                    if reason == OTHER_LEADER && self.lease.epoch().await != epoch => {}
                answer => return Ok(answer),
            }
        }
    }

    /// Asks a worker for what may take long, for as long as it is there.
    pub(super) async fn ask_long(
        &self,
        node: &str,
        boot: &str,
        ask: impl Fn(Epoch) -> Ask,
    ) -> Result<Answer, EngineError> {
        tokio::select! {
            answer = self.ask(node, ask, LONG) => answer,
            gone = self.gone(node, boot) => Err(gone?),
        }
    }

    /// Waits until a node is lost.
    async fn gone(&self, node: &str, boot: &str) -> Result<EngineError, EngineError> {
        let mut lookout = Lookout::new(&self.engine);
        let mut heard = now();
        while lookout.silence(heard) < LOST {
            sleep(LOOK).await;
            lookout.nodes().await?;
            heard = lookout.heard(boot).unwrap_or(heard);
        }
        Ok(EngineError::NoNode { node: node.to_owned() })
    }

    /// The nodes that are there, by their names.
    pub(super) async fn nodes(&self) -> Result<Vec<Node>, EngineError> {
        Lookout::new(&self.engine).nodes().await
    }
}
