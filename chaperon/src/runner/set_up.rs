//! Before the load: the load test's set-ups, on a core of their own.

use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::core::{self, Post, frames, services};
use super::entry::declared;
use super::start::{Launch, Running, Setup};
use crate::error::Result;
use crate::event::Event;
use crate::metrics::{RunPhase, Scope};
use crate::scenario::SetUp;
use crate::session::{Core, Given, Profile, Session, Slot, Start, net_settings};
use crate::time::now;

/// What the set-ups gave, or why there is nothing to share.
pub type SetUpOutcome = Result<Given, String>;

/// Starts the set-ups, one after the other. What they gave comes before the core's end.
///
/// # Errors
/// When the machine gives no thread.
pub fn set_up(setup: &Setup) -> io::Result<(Running, oneshot::Receiver<SetUpOutcome>)> {
    let (outcome, receiver) = oneshot::channel();
    let setup = Arc::new(setup.clone());
    let mut launch = Launch::new(setup.clone(), now());
    let index = u32::try_from(setup.shares.len()).unwrap_or(u32::MAX);
    launch.core(index, |post| core::live(post, |post| drive(post, outcome)))?;
    let titles = vec![Arc::from("the set-up")];
    Ok((launch.watched(titles)?, receiver))
}

async fn drive(post: Post, outcome: oneshot::Sender<SetUpOutcome>) -> Result<Duration> {
    let core = services(&post);
    core.recorder.set_phase(RunPhase::WarmUp);
    let done = async {
        // Without a listener the run is over, and there is nobody left to tell.
        let _ = outcome.send(all(&post.setup, &core).await);
    };
    Ok(frames(&core, post.index as usize, post.start, done).await)
}

async fn all(setup: &Setup, core: &Rc<Core>) -> SetUpOutcome {
    for set_up in &setup.set_ups {
        let (field, name) = (set_up.field(), set_up.name());
        core.tell(Event::SettingUp { field, name: name.into() });
        let in_words = |message: String| format!("`{field}: {name}`: {message}");
        let profile = Profile::new(field.into(), setup.set_up_config.clone());
        let profile = Rc::new(profile.map_err(|error| in_words(error.to_string()))?);
        let given = one(setup, set_up, core, &profile).await;
        given.map_err(|error| in_words(profile.redact(&error.to_string())))?;
    }
    Ok(core.given.take())
}

async fn one(setup: &Setup, set_up: &SetUp, core: &Rc<Core>, profile: &Rc<Profile>) -> Result {
    let declared = declared(setup).into_iter().chain(profile.base_url().cloned());
    let net = Rc::new(net_settings(profile, &declared.collect::<Vec<_>>())?);
    let slot = Slot::new(core.net.clone(), net, core.random_of(u32::MAX, 0));
    let mut session = Session::new(Start {
        name: set_up.field().into(),
        entry: 0,
        core: core.clone(),
        slot: Rc::new(slot),
        scope: core.recorder.scope(&Scope::of(set_up.field())),
        profile: profile.clone(),
    });
    let gift = set_up.run(&mut session).await?;
    core.given.borrow_mut().put(set_up.field(), gift);
    Ok(())
}
