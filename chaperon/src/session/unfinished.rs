//! Nested scenarios that were cut before their teardown could run.

use std::pin::Pin;
use std::rc::Rc;

use super::{Profile, Session};
use crate::error::Result;
use crate::metrics::ScopeId;

/// The teardown of a scenario.
pub type Teardown = for<'a> fn(&'a mut Session) -> Pin<Box<dyn Future<Output = Result> + 'a>>;

/// Runs a teardown, within its limits.
pub type Finish =
    for<'a> fn(&'a mut Session, Option<Teardown>) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

/// A nested scenario under way: what its teardown needs, should the scenario be cut from outside.
pub struct Unfinished {
    pub(crate) teardown: Option<Teardown>,
    pub(crate) finish: Finish,
    pub(crate) profile: Rc<Profile>,
    pub(crate) scope: ScopeId,
}

impl Session {
    /// Runs the teardowns of nested scenarios that were cut, the innermost first, until so many
    /// are left under way.
    pub(crate) async fn finish_nested(&mut self, left: usize) {
        while self.unfinished.len() > left {
            let Some(nested) = self.unfinished.pop() else { return };
            let Unfinished { teardown, finish, profile, scope } = nested;
            let outer = (std::mem::replace(&mut self.profile, profile), self.scope);
            self.scope = scope;
            finish(self, teardown).await;
            (self.profile, self.scope) = outer;
        }
    }
}
