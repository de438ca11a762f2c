//! What `#[scenario]` writes down about a function, and its form without types.

use std::any::{Any, TypeId};
use std::pin::Pin;
use std::rc::Rc;

use crate::config::{
    AssignInfo, BuiltIn, Config, ConfigError, Effective, Handles, KeyInfo, Layer, NoKey,
};
use crate::error::Result;
use crate::session::Session;

/// A future that borrows the session for `'a`; it stays on its core.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result> + 'a>>;

/// `init` or `teardown` of a scenario.
pub type Hook = for<'a> fn(&'a mut Session) -> Running<'a>;

/// What a virtual user does. Implemented by [`#[scenario]`](macro@crate::scenario).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scenario",
    label = "not a scenario",
    note = "a scenario is a `#[scenario] async fn {Self}(session: &mut Session) -> Result`"
)]
pub trait Scenario: 'static {
    /// The keys that the scenario reads; `()` when it reads none of its own.
    type Config: Config;
    /// The name under which it is shown: its path without the crate, unless named otherwise.
    const NAME: &'static str;
    /// Its documentation.
    const DOCS: &'static str = "";
    /// What it leaves for the scenario that follows it in a sequence. When it ends well without
    /// having assigned one of these, or as another type, that is an error of the session.
    const ASSIGNS: &'static [AssignInfo] = &[];
    /// The keys of the scenarios that it runs inside, which a load test may set too.
    const RUNS: &'static [&'static [KeyInfo]] = &[];
    /// What runs before it, if anything.
    const INIT: Option<Hook> = None;
    /// What runs after it, however it ended, if anything.
    const TEARDOWN: Option<Hook> = None;

    /// The scenario itself.
    fn run(session: &mut Session, config: &Self::Config) -> impl Future<Output = Result>;
}

/// What is known about the scenario's own keys.
pub const fn info_of<S: Scenario>() -> &'static [KeyInfo] {
    <S::Config as Config>::INFO
}

/// The typed handles of the keys of those scenarios that a scenario runs inside: they are `Keys`,
/// which lead on to `End`. Implemented by [`#[scenario]`](macro@crate::scenario).
///
/// `Keys` is a parameter and not an associated type, so that a public scenario may run a private
/// one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scenario",
    label = "not a scenario",
    note = "a scenario is a `#[scenario] async fn {Self}(session: &mut Session) -> Result`"
)]
pub trait Runs<End, Keys>: Scenario {}

/// The typed handles of all keys that a block may set for a scenario: its own, those of the
/// scenarios that it runs inside, and the built-in ones.
pub fn keys_of<S, K>() -> &'static <S::Config as Config>::Before<K>
where
    S: Runs<BuiltIn, K>,
    K: Handles,
{
    <S::Config as Config>::Before::<K>::all()
}

/// The typed handles of the keys of the scenarios that the scenario runs inside.
pub fn keys_inside<S, K>() -> &'static K
where
    S: Runs<NoKey, K>,
    K: Handles,
{
    K::all()
}

/// A [`Scenario`] without its type, as load tests list them.
#[derive(Clone, Copy)]
pub struct ScenarioRef(&'static Erased);

struct Erased {
    name: &'static str,
    docs: &'static str,
    keys: &'static [KeyInfo],
    assigns: &'static [AssignInfo],
    runs: &'static [&'static [KeyInfo]],
    init: Option<Hook>,
    teardown: Option<Hook>,
    config_type: fn() -> TypeId,
    defaults: fn() -> Layer,
    read: fn(&Effective) -> Result<Rc<dyn Any>, ConfigError>,
    run: for<'a> fn(&'a mut Session, &'a dyn Any) -> Running<'a>,
}

impl ScenarioRef {
    /// The scenario `S`.
    pub const fn of<S: Scenario>() -> Self {
        Self(
            const {
                &Erased {
                    name: S::NAME,
                    docs: S::DOCS,
                    keys: <S::Config as Config>::INFO,
                    assigns: S::ASSIGNS,
                    runs: S::RUNS,
                    init: S::INIT,
                    teardown: S::TEARDOWN,
                    config_type: TypeId::of::<S::Config>,
                    defaults: Layer::defaults_of::<S::Config>,
                    read: read::<S>,
                    run: run::<S>,
                }
            },
        )
    }

    /// The name under which it is shown.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// Its documentation.
    pub const fn docs(self) -> &'static str {
        self.0.docs
    }

    /// The keys it reads.
    pub const fn keys(self) -> &'static [KeyInfo] {
        self.0.keys
    }

    /// What it assigns for the scenario after it.
    pub const fn assigns(self) -> &'static [AssignInfo] {
        self.0.assigns
    }

    /// The keys of the scenarios that it runs inside.
    pub const fn runs(self) -> &'static [&'static [KeyInfo]] {
        self.0.runs
    }

    pub(crate) fn init(self) -> Option<Hook> {
        self.0.init
    }

    pub(crate) fn teardown(self) -> Option<Hook> {
        self.0.teardown
    }

    /// The defaults of the keys it reads, and of the built-in ones.
    pub fn defaults(self) -> Layer {
        (self.0.defaults)()
    }

    pub(crate) fn config_type(self) -> TypeId {
        (self.0.config_type)()
    }

    /// Reads its config, for [`run`](Self::run) or just to see whether it can be read.
    pub(crate) fn read(self, config: &Effective) -> Result<Rc<dyn Any>, ConfigError> {
        (self.0.read)(config)
    }

    pub(crate) fn run<'a>(self, session: &'a mut Session, config: &'a dyn Any) -> Running<'a> {
        (self.0.run)(session, config)
    }
}

impl std::fmt::Debug for ScenarioRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ScenarioRef").field(&self.name()).finish()
    }
}

fn read<S: Scenario>(config: &Effective) -> Result<Rc<dyn Any>, ConfigError> {
    Ok(Rc::new(config.read::<S::Config>()?))
}

fn run<'a, S: Scenario>(session: &'a mut Session, config: &'a dyn Any) -> Running<'a> {
    match config.downcast_ref::<S::Config>() {
        Some(config) => Box::pin(S::run(session, config)),
        None => Box::pin(std::future::ready(Err(crate::error::Error::new(
            crate::error::ErrorKind::Config,
            format!("the config of scenario `{}` was read as another type", S::NAME),
        )))),
    }
}
