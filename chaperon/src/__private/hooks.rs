//! `init` and `teardown`, which may take the scenario's config or do without.

use crate::config::Config;
use crate::error::Result;
use crate::scenario::Running;
use crate::session::Session;

/// A function that can be the `init` or `teardown` of a scenario with the config `C`.
///
/// `Form` tells the two forms apart; it is found by inference.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the `init` or `teardown` of a scenario",
    label = "not of the form that `init` and `teardown` have",
    note = "write `async fn set_up(session: &mut Session) -> Result`, or with the scenario's config as a second argument: `config: &{C}`"
)]
pub trait HookFunction<C, Form>: 'static {
    /// Calls it.
    fn call(self, session: &mut Session) -> impl Future<Output = Result>;
}

/// The form `async fn(session)`.
pub struct Alone;

/// The form `async fn(session, config)`.
pub struct WithConfig;

impl<C, F> HookFunction<C, Alone> for F
where
    F: AsyncFnOnce(&mut Session) -> Result + 'static,
{
    async fn call(self, session: &mut Session) -> Result {
        self(session).await
    }
}

impl<C, F> HookFunction<C, WithConfig> for F
where
    C: Config,
    F: AsyncFnOnce(&mut Session, &C) -> Result + 'static,
{
    async fn call(self, session: &mut Session) -> Result {
        let config = session.config_of::<C>()?;
        self(session, &config).await
    }
}

/// Calls the function with the session, and with the config if it takes one.
pub fn hook<'s, C: 'static, Form: 'static>(
    function: impl HookFunction<C, Form>,
    session: &'s mut Session,
) -> Running<'s> {
    Box::pin(function.call(session))
}
