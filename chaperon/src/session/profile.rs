//! The config of a session, and what follows from it: shared by all sessions of an entry.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::wire::{default_headers, limits, own_headers};
use crate::config::{Config, ConfigError, Effective, Layer, Settings};
use crate::error::{Error, ErrorKind, Result};
use crate::net::http::{Defaults, Limits};
use crate::net::{BaseUrl, Url};

/// A session's config: the values, the built-in keys among them, and the typed structs read of it.
pub struct Profile {
    scenario: Rc<str>,
    layer: Layer,
    effective: Effective,
    settings: Settings,
    base_url: Option<BaseUrl>,
    default_headers: Defaults,
    typed: RefCell<Vec<(TypeId, Rc<dyn Any>)>>,
}

impl Profile {
    /// The profile of a scenario with this config.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] when a secret is not set or a built-in key is of the wrong type.
    pub fn new(scenario: Rc<str>, layer: Layer) -> Result<Self> {
        let explain = |error: ConfigError| error.in_scenario(&*scenario).into_error();
        let effective = layer.resolve().map_err(explain)?;
        let settings = effective.read::<Settings>().map_err(explain)?;
        let base_url = settings.base_url.as_ref();
        let base_url = base_url.map(|base| BaseUrl::parse(base.url().as_str())).transpose()?;
        let default_headers = default_headers(&settings)?.into();
        Ok(Self {
            scenario,
            layer,
            effective,
            settings,
            base_url,
            default_headers,
            typed: RefCell::default(),
        })
    }

    /// The scenario whose config it is.
    pub fn scenario(&self) -> Rc<str> {
        self.scenario.clone()
    }

    /// The values of all keys, secrets by name.
    pub fn layer(&self) -> &Layer {
        &self.layer
    }

    /// The built-in keys.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where relative paths go.
    pub(crate) fn base_url(&self) -> Option<&BaseUrl> {
        self.base_url.as_ref()
    }

    /// The URL of a path, or of a whole URL.
    pub(crate) fn url(&self, path: &str) -> Result<Url> {
        self.url_of(path.into())
    }

    /// The same; a path that is owned becomes part of the URL.
    pub(crate) fn url_of(&self, path: Cow<'_, str>) -> Result<Url> {
        match &self.base_url {
            Some(base) => base.url(path),
            None if path.contains("://") => Url::parse(&path),
            None => Err(Error::new(
                ErrorKind::Config,
                format!(
                    "`{path}` needs a `base_url`: set it in `default_config` or by \
                     --set base_url=http://host:port"
                ),
            )),
        }
    }

    /// The headers that every request has.
    pub(crate) fn default_headers(&self) -> &Defaults {
        &self.default_headers
    }

    /// The headers that a request has which was redirected to another origin: ours alone.
    pub(crate) fn headers_for_strangers(&self) -> Defaults {
        own_headers().into()
    }

    /// How large responses may be.
    pub(crate) fn limits(&self) -> Limits {
        limits(&self.settings)
    }

    /// A text with the secrets of the config left out.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.effective.redact(text)
    }

    /// A name with the secrets of the config left out. Quick where there are none.
    pub(crate) fn hide(&self, name: String) -> String {
        match self.effective.has_secrets() {
            true => self.redact(&name),
            false => name,
        }
    }

    /// The config as a typed struct, read once.
    pub(crate) fn read<C: Config>(&self) -> Result<Rc<C>> {
        let typed =
            self.typed(TypeId::of::<C>(), |effective| Ok(Rc::new(effective.read::<C>()?)))?;
        typed
            .downcast::<C>()
            .map_err(|_| Error::new(ErrorKind::Config, "the config was read as another type"))
    }

    /// The config as the type with this id, read once by `read`.
    pub(crate) fn typed(
        &self,
        id: TypeId,
        read: impl FnOnce(&Effective) -> Result<Rc<dyn Any>, ConfigError>,
    ) -> Result<Rc<dyn Any>> {
        if let Some((_, value)) = self.typed.borrow().iter().find(|(known, _)| *known == id) {
            return Ok(value.clone());
        }
        let value = read(&self.effective).map_err(|error| self.explain(error))?;
        self.typed.borrow_mut().push((id, value.clone()));
        Ok(value)
    }

    /// The value under a dotted key.
    pub(crate) fn get<T: DeserializeOwned>(&self, key: &str) -> Result<T> {
        self.effective.get(key).map_err(|error| self.explain(error))
    }

    /// The value under a dotted key, if it is set.
    pub(crate) fn get_if_set<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        match self.effective.get(key) {
            Err(ConfigError::NotSet { .. }) => Ok(None),
            value => value.map(Some).map_err(|error| self.explain(error)),
        }
    }

    /// The same profile with one key changed.
    pub(crate) fn with(&self, key: &str, value: &Value) -> Result<Self> {
        let mut layer = self.layer.clone();
        layer.set_value(key, value).map_err(|error| self.explain(error))?;
        Self::new(self.scenario.clone(), layer)
    }

    fn explain(&self, error: ConfigError) -> Error {
        error.in_scenario(&*self.scenario).into_error()
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").field("scenario", &self.scenario).finish_non_exhaustive()
    }
}
