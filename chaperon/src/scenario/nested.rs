//! A scenario inside another one, in the same session.

use std::marker::PhantomData;
use std::rc::Rc;

use super::life::{Place, live, teardown};
use super::visit::travel;
use super::{Scenario, ScenarioRef};
use crate::action::Pending;
use crate::config::{Config, ConfigError, Layer};
use crate::error::Result;
use crate::metrics::{NameRef, Sample, ScopeId};
use crate::session::{Profile, Session, Tasks};
use crate::time::{Instant, now};

/// A nested run that has not been awaited yet. Made by [`Session::run_scenario`].
#[must_use = "a scenario does not run until it is awaited"]
pub struct RunScenario<'s, S> {
    session: &'s mut Session,
    overlay: Layer,
    merge: bool,
    /// Whether it may run on another node.
    elsewhere: bool,
    scenario: PhantomData<fn() -> S>,
}

impl Session {
    /// Runs another scenario from init to teardown, in this session.
    ///
    /// Its config is this session's, over it what the session has assigned, over that `config`:
    /// write [`config!`](crate::config!). What it assigns and its cookies stay in this session;
    /// its config does not. It is recorded as `run_scenario(name)`, what it does under its own
    /// name.
    ///
    /// # Errors
    /// Those of the scenario, and [`ErrorKind::Config`](crate::ErrorKind::Config) when a key that
    /// it needs is not set.
    pub fn run_scenario<S: Scenario>(
        &mut self,
        config: impl FnOnce(&mut Layer, &<S::Config as Config>::Keys),
    ) -> RunScenario<'_, S> {
        let mut overlay = Layer::new();
        config(&mut overlay, &<S::Config as Config>::KEYS);
        let (merge, elsewhere) = (true, false);
        RunScenario { session: self, overlay, merge, elsewhere, scenario: PhantomData }
    }

    /// Runs another scenario as [`run_scenario`](Self::run_scenario) does, wherever in the load test
    /// there is room: on any of its machines, chosen at random. What it has assigned and its cookies
    /// go there with it and come back, as does its config, but for secrets that were set while it ran;
    /// live values and connections stay here. On one machine it is `run_scenario`.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn noise(session: &mut Session) -> Result {
    ///     session.get("/noise").await?;
    ///     Ok(())
    /// }
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.schedule_scenario::<noise>(config! { timeout: 5s }).await
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`run_scenario`](Self::run_scenario), and [`ErrorKind::Node`](crate::ErrorKind::Node) when the
    /// node goes away, or does not know the scenario: one that no load test lists is listed in
    /// `chaperon::main!(..; scenarios: noise)`.
    pub fn schedule_scenario<S: Scenario>(
        &mut self,
        config: impl FnOnce(&mut Layer, &<S::Config as Config>::Keys),
    ) -> RunScenario<'_, S> {
        RunScenario { elsewhere: true, ..self.run_scenario(config) }
    }

    /// Sets the session up for the next scenario of a sequence: what was assigned is config now.
    pub(super) fn assigns_become_config(&mut self, scenario: &str) -> Result {
        let mut layer = self.profile.layer().clone();
        layer.merge(self.assigned_layer()?);
        self.profile = Rc::new(Profile::new(scenario.into(), layer)?);
        Ok(())
    }

    /// All that is assigned, as config.
    fn assigned_layer(&self) -> Result<Layer> {
        let mut layer = Layer::new();
        for (key, value) in self.assigns.tree() {
            layer.set_value(key, value).map_err(ConfigError::into_error)?;
        }
        Ok(layer)
    }
}

impl<S> RunScenario<'_, S> {
    /// Whether the config given goes over this session's (the default), or stands alone.
    pub fn merge_config(mut self, merge: bool) -> Self {
        self.merge = merge;
        self
    }
}

impl<'s, S: Scenario> IntoFuture for RunScenario<'s, S> {
    type Output = Result;
    type IntoFuture = Pending<'s, ()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let scenario = ScenarioRef::of::<S>();
            let profile = match self.profile(scenario) {
                Ok(profile) => profile,
                Err(error) => return Err(self.session.note_error(error)),
            };
            match self.session.core.elsewhere.clone().filter(|_| self.elsewhere) {
                Some(elsewhere) => travel(self.session, scenario, &profile, &*elsewhere).await,
                None => run(self.session, scenario, profile).await,
            }
        })
    }
}

impl<S> RunScenario<'_, S> {
    fn profile(&self, scenario: ScenarioRef) -> Result<Profile> {
        let mut layer = scenario.defaults();
        if self.merge {
            layer.merge(self.session.profile.layer().clone());
            layer.merge(self.session.assigned_layer()?);
        }
        layer.merge(self.overlay.clone());
        Profile::new(scenario.name().into(), layer)
    }
}

async fn run(session: &mut Session, scenario: ScenarioRef, profile: Profile) -> Result {
    let metric = NameRef::of("run_scenario", scenario.name());
    let metric = session.core.recorder.intern(session.scope, metric);
    let start = now();
    let nested = Nested::enter(session, scenario, profile);
    let outcome = live(nested.session, scenario, Place::Nested).await;
    drop(nested);
    session.record_sample(metric, Sample::new(start.elapsed()));
    outcome.into_result()
}

/// A session while it runs a nested scenario. Dropping it, however that comes about, gives the
/// session its own scenario back.
struct Nested<'s> {
    session: &'s mut Session,
    outer: Outer,
}

/// What a session gets back.
struct Outer {
    profile: Rc<Profile>,
    scope: ScopeId,
    tasks: Tasks,
    ends: Option<Instant>,
}

impl<'s> Nested<'s> {
    fn enter(session: &'s mut Session, scenario: ScenarioRef, profile: Profile) -> Self {
        let scope = session.core.recorder.scope_beside(session.scope, scenario.name());
        let outer = Outer {
            profile: std::mem::replace(&mut session.profile, Rc::new(profile)),
            scope: std::mem::replace(&mut session.scope, scope),
            tasks: std::mem::take(&mut session.tasks),
            ends: session.ends,
        };
        let hook = scenario.teardown();
        session.leave_unfinished(Box::new(move |session| {
            Box::pin(teardown(session, hook, Place::Later))
        }));
        Self { session, outer }
    }
}

impl Drop for Nested<'_> {
    fn drop(&mut self) {
        let Outer { profile, scope, tasks, ends } = &mut self.outer;
        std::mem::swap(&mut self.session.profile, profile);
        std::mem::swap(&mut self.session.tasks, tasks);
        self.session.scope = *scope;
        self.session.ends = *ends;
    }
}
