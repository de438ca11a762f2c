//! The session's own values: assigns, config, and what it measures by itself.

use std::fmt::Display;
use std::rc::Rc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::config::Config;
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::NameRef;
use crate::session::Session;

impl Session {
    /// Keeps a value under a dotted key, for this session and those it starts.
    ///
    /// A value that cannot be written as JSON is counted as the error `assign`.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.assign("api.token", "abc");
    ///     session.update_assign("visits", |visits: Option<u32>| visits.unwrap_or(0) + 1);
    ///     let token: String = session.assigned("api.token")?;
    ///     session.get("/").bearer_auth(token).await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn assign(&mut self, key: &str, value: impl Serialize) {
        match serde_json::to_value(value) {
            Ok(value) => self.assigns.put(key, value),
            Err(error) => {
                let message = format!("`{key}` cannot be assigned: {error}");
                self.note_error(Error::new(ErrorKind::Assign, message));
            }
        }
    }

    /// The value assigned under a dotted key.
    ///
    /// # Errors
    /// [`ErrorKind::Assign`] when nothing is assigned there, or it is of another type.
    pub fn assigned<T: DeserializeOwned>(&self, key: &str) -> Result<T> {
        let value = self.assigns.get(key).ok_or_else(|| {
            Error::new(ErrorKind::Assign, format!("nothing is assigned under `{key}`"))
        })?;
        T::deserialize(value).map_err(|error| {
            Error::new(ErrorKind::Assign, format!("what is assigned under `{key}`: {error}"))
        })
    }

    /// The value assigned under a dotted key, or `default` when there is none of that type.
    pub fn assigned_or<T: DeserializeOwned>(&self, key: &str, default: T) -> T {
        self.assigned(key).unwrap_or(default)
    }

    /// Changes the value under a dotted key; `f` gets `None` when there is none of that type.
    pub fn update_assign<T, U>(&mut self, key: &str, f: impl FnOnce(Option<T>) -> U)
    where
        T: DeserializeOwned,
        U: Serialize,
    {
        let value = f(self.assigned(key).ok());
        self.assign(key, value);
    }

    /// Forgets the value under a dotted key.
    pub fn delete_assign(&mut self, key: &str) {
        self.assigns.remove(key);
    }

    /// The session's config as the typed struct `C`, shared and read once.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] when a key of `C` is missing or of another type.
    pub fn config_of<C: Config>(&self) -> Result<Rc<C>> {
        self.profile.read::<C>()
    }

    /// The config value under a dotted key.
    ///
    /// # Errors
    /// [`ErrorKind::Config`], naming the key, the nearest known one and the scenario.
    pub fn config<T: DeserializeOwned>(&self, key: &str) -> Result<T> {
        self.profile.get(key)
    }

    /// The config value under a dotted key, or `default` when it is not set.
    ///
    /// A value of another type is no reason to take the default: it is counted as the error `config`,
    /// which names key, type and value, before the session goes on with `default`.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.set_config("api.version", 2);
    ///     session.check("what is set", session.config_or("api.version", 1) == 2);
    ///     session.check("the default", session.config_or("api.page", 50) == 50);
    ///     Ok(())
    /// }
    /// ```
    pub fn config_or<T: DeserializeOwned>(&self, key: &str, default: T) -> T {
        match self.profile.get_if_set(key) {
            Ok(value) => value.unwrap_or(default),
            Err(error) => {
                self.note_error(error);
                default
            }
        }
    }

    /// Sets a config value from here on: for [`config`](Self::config), children and nested
    /// scenarios. A value that cannot be written as JSON is counted as the error `config`.
    ///
    /// How a slot connects is settled before its first session: `allow_targets`, `resolve`, `tls`,
    /// `insecure`, `local_addresses`, `http.max_connections` and `http.version` stay as they were.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.set_config("http.follow_redirects", 0);
    ///     let redirects: u32 = session.config("http.follow_redirects")?;
    ///     session.check("none are followed", redirects == 0);
    ///     Ok(())
    /// }
    /// ```
    pub fn set_config(&mut self, key: &str, value: impl Serialize) {
        let changed = serde_json::to_value(value)
            .map_err(|error| Error::new(ErrorKind::Config, format!("`{key}`: {error}")))
            .and_then(|value| self.profile.with(key, &value));
        match changed {
            Ok(profile) => self.profile = Rc::new(profile),
            Err(error) => {
                self.note_error(error);
            }
        }
    }

    /// Changes a config value from here on; `f` gets `None` when there is none of that type.
    pub fn update_config<T, U>(&mut self, key: &str, f: impl FnOnce(Option<T>) -> U)
    where
        T: DeserializeOwned,
        U: Serialize,
    {
        let value = f(self.config(key).ok());
        self.set_config(key, value);
    }

    /// How long one action may take; `None` is no limit. The config key `timeout`.
    pub fn timeout(&self) -> Option<Duration> {
        self.profile.settings().timeout.get()
    }

    /// Records a sample of a metric of your own: a `Duration`, or a number without unit.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.add_metric("rendering", millis(12)); // microseconds in the results
    ///     session.add_metric("basket value", 19.9); // a number without unit
    ///     session.counter("items bought", 3);
    ///     Ok(())
    /// }
    /// ```
    pub fn add_metric(&mut self, name: &str, value: impl Sample) {
        match value.sample() {
            // Measured by the scenario itself, from when it says: no start lag is part of it.
            Measure::Time(duration) => {
                self.core.recorder.record(self.metric(NameRef::custom(name)), duration);
            }
            Measure::Number(number) => {
                self.core.recorder.number(self.metric(NameRef::number(name)), number);
            }
        }
    }

    /// Adds to a counter of your own.
    pub fn counter(&mut self, name: &str, count: u64) {
        self.core.recorder.count(self.metric(NameRef::counter(name)), count);
    }

    /// Sets a gauge of your own.
    pub fn gauge(&mut self, name: &str, value: f64) {
        self.core.recorder.gauge(self.metric(NameRef::gauge(name)), value);
    }

    /// Counts whether something holds, as `check(name)`, and gives it back.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let response = session.get("/").await?;
    ///     session.check("greets", response.text().contains("Hello"));
    ///     Ok(())
    /// }
    /// ```
    pub fn check(&mut self, name: impl Display, holds: bool) -> bool {
        self.core.recorder.check(self.metric(NameRef::check(&name.to_string())), holds);
        holds
    }
}

/// What [`Session::add_metric`] takes: a `Duration` or a number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be measured",
    label = "neither a `Duration` nor a number"
)]
pub trait Sample {
    #[doc(hidden)]
    fn sample(self) -> Measure;
}

#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Measure {
    Time(Duration),
    Number(f64),
}

impl Sample for Duration {
    fn sample(self) -> Measure {
        Measure::Time(self)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Sample for $number {
            #[expect(clippy::allow_attributes, reason = "not each of the types loses digits")]
            #[allow(clippy::cast_precision_loss, clippy::cast_lossless)]
            fn sample(self) -> Measure {
                Measure::Number(self as f64)
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64);
