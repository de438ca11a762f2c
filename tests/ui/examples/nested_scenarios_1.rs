//! Scenarios within scenarios, and one after the other: A, B and C.
//!
//! A needs a config value. B runs A and gives it one. C assigns one, which in a sequence is the
//! config of the scenario that follows.

use chaperon::prelude::*;
use chaperon_examples::demo_target;

/// Config keys of `scenario_a`.
#[derive(Config)]
struct ConfigA {
    /// Sent to the server, so that one can see where it came from.
    config_value: String,
}

#[scenario]
async fn scenario_a(session: &mut Session, config: &ConfigA) -> Result {
    session.post("/a").json(json!({"name": "A"})).await?;
    session.post("/a/config").json(json!({"config": config.config_value})).await?;
    Ok(())
}

#[scenario]
async fn scenario_b(session: &mut Session) -> Result {
    steps! { session =>
        .post("/b").json(json!({"name": "B"}));
        run scenario_a;
    }
}

#[scenario(assigns(config_value: String))]
async fn scenario_c(session: &mut Session) -> Result {
    session.post("/c").json(json!({"name": "C"})).await?;
    session.assign("config_value", "This can be used by anyone interested in this value");
    Ok(())
}

load_test! {
    /// Scenarios A, B and C, alone, nested and in sequence.
    pub NestedScenarios {
        default_config: { base_url: demo_target::url() },
        scenarios: [
            // Scenario A with a value of its own.
            scenario_a { config_value: "Some value to be used by scenario A" },
            // Scenario B, which runs A and gives it the value that it needs.
            scenario_b,
            // C, then A: what C assigned is A's config.
            [scenario_c, scenario_a],
            // Many at once.
            100 * scenario_a { config_value: "This scenario is now run 100 times!" },
            // The same for a sequence.
            100 * [scenario_c, scenario_a],
        ],
    }
}

chaperon::main!(NestedScenarios);
