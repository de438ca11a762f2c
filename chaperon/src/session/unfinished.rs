//! What was cut before it could clear up behind itself: nested scenarios before their teardown, and
//! actions.

use std::pin::Pin;
use std::rc::Rc;

use super::{Profile, Session};
use crate::error::Result;
use crate::metrics::ScopeId;

/// The teardown of a scenario.
pub type Teardown = for<'a> fn(&'a mut Session) -> Pin<Box<dyn Future<Output = Result> + 'a>>;

/// Clears up, within its limits.
pub type Finish =
    Box<dyn for<'a> FnOnce(&'a mut Session) -> Pin<Box<dyn Future<Output = ()> + 'a>>>;

/// Something under way: how to clear up, should it be cut from outside, and in whose name.
pub struct Unfinished {
    finish: Finish,
    profile: Rc<Profile>,
    scope: ScopeId,
}

impl Session {
    /// Keeps what is to be done if nobody else does it before this session's scenario ends.
    pub(crate) fn leave_unfinished(&mut self, finish: Finish) {
        let (profile, scope) = (self.profile.clone(), self.scope);
        self.unfinished.push(Unfinished { finish, profile, scope });
    }

    /// Has clear up what was cut, the innermost first, until so many are left under way.
    pub(crate) async fn finish_nested(&mut self, left: usize) {
        while self.unfinished.len() > left {
            let Some(nested) = self.unfinished.pop() else { return };
            let Unfinished { finish, profile, scope } = nested;
            let outer = (std::mem::replace(&mut self.profile, profile), self.scope);
            self.scope = scope;
            finish(self).await;
            (self.profile, self.scope) = outer;
        }
    }
}
