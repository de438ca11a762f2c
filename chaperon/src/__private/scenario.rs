//! What `#[scenario]` and `steps!` become calls of.

pub use crate::action::call_name;
pub use crate::config::AssignInfo;
pub use crate::error::{Error, Result as Outcome};
pub use crate::scenario::{Hook, Runs, Scenario, info_of, keys_inside, keys_of};
pub use crate::session::Session;

use crate::config::Layer;

/// What a `run` step sets, as `run_scenario` takes it.
pub fn set_layer<K>(given: Layer) -> impl FnOnce(&mut Layer, &K) {
    move |layer, _| layer.merge(given)
}
