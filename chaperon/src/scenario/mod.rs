//! Scenarios: what a virtual user does, from init to teardown, alone or in sequence.
//!
//! How many there are and when they start is not decided here.

mod assigns;
mod declare;
mod life;
mod nested;
mod outcome;
mod sequence;
mod set_up;
mod visit;

pub use declare::{Hook, Running, Runs, Scenario, ScenarioRef, info_of, keys_inside, keys_of};

pub use nested::RunScenario;
pub use outcome::Outcome;
pub use sequence::{Member, run_session};
pub use set_up::SetUp;
pub use visit::receive;
