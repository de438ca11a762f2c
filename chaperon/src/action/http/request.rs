//! A request as it is built: `session.get("/").header("x", "y").await`.

use std::borrow::Cow;
use std::fmt::Display;
use std::marker::PhantomData;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::Method;
use http::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;

use super::response::Response;
use super::spec::{Expected, Spec};
use crate::action::Pending;
use crate::action::callback::Callbacks;
use crate::action::header::header;
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;

/// An HTTP request that has not been awaited yet. Made by [`Session::get`] and its kin.
///
/// A mistake in what it is built of is told when it is awaited.
///
/// ```
/// use chaperon::prelude::*;
///
/// async fn example(session: &mut Session) -> Result {
///     let response = session
///         .post("/users/{id}/orders")
///         .param("id", 7) // measured as `post(/users/{id}/orders)`
///         .json(json!({"item": "tea"}))
///         .expect_status(201)
///         .timeout(seconds(2))
///         .await?;
///     session.assign("order", response.json::<serde_json::Value>()?);
///     Ok(())
/// }
/// ```
#[must_use = "a request is not sent until it is awaited"]
pub struct HttpRequest<'s> {
    pub(super) session: &'s mut Session,
    pub(super) spec: Box<Spec<'s>>,
}

macro_rules! methods {
    ($($name:ident $method:ident;)*) => {
        impl Session {
            $(
                #[doc = concat!("Sends a ", stringify!($method), " request, once it is awaited.")]
                ///
                /// `path` is appended to `base_url`; a whole URL is taken as it is.
                ///
                /// # Errors
                /// Transport failures, each of its own [`ErrorKind`]. A status of 400 or above is
                /// no error: it is counted, and the response returned.
                pub fn $name<'s>(&'s mut self, path: impl Into<Cow<'s, str>>) -> HttpRequest<'s> {
                    self.request(Method::$method, path)
                }
            )*

            /// Sends a request of any method, once it is awaited.
            ///
            /// ```
            /// use chaperon::prelude::*;
            ///
            /// async fn example(session: &mut Session) -> Result {
            ///     session.request(chaperon::Method::OPTIONS, "/").await?;
            ///     Ok(())
            /// }
            /// ```
            ///
            /// # Errors
            /// As [`get`](Self::get).
            pub fn request<'s>(
                &'s mut self,
                method: Method,
                path: impl Into<Cow<'s, str>>,
            ) -> HttpRequest<'s> {
                HttpRequest::new(self, method, path.into())
            }
        }
    };
}

methods! {
    get GET;
    post POST;
    put PUT;
    patch PATCH;
    delete DELETE;
    head HEAD;
}

impl<'s> HttpRequest<'s> {
    fn new(session: &'s mut Session, method: Method, path: Cow<'s, str>) -> Self {
        let timeout = session.timeout();
        let skip_query = session.profile.settings().skip_query_params_in_metrics;
        let spec = Box::new(Spec {
            method,
            path,
            fills: Vec::new(),
            params: Vec::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            metric: None,
            timeout,
            expected: None,
            skip_query,
            problem: None,
            callbacks: Callbacks::default(),
        });
        Self { session, spec }
    }

    /// Adds a header; one of the same name given before is replaced.
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        match header(name, value) {
            Ok((name, value)) => {
                self.spec.headers.insert(name, value);
            }
            Err(error) => {
                self.spec.problem.get_or_insert(error);
            }
        }
        self
    }

    /// Adds headers.
    pub fn headers<N, V>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: AsRef<str>,
        V: Display,
    {
        headers
            .into_iter()
            .fold(self, |request, (name, value)| request.header(name.as_ref(), value))
    }

    /// Adds parameters to the query.
    pub fn params<N, V>(mut self, params: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Display,
    {
        let params = params.into_iter().map(|(name, value)| (name.into(), value.to_string()));
        self.spec.params.extend(params);
        self
    }

    /// Fills `{name}` in the path. The metric goes by the path as written, unfilled.
    pub fn param(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.spec.fills.push((name.into(), value.to_string()));
        self
    }

    /// Signs in with user and password.
    pub fn basic_auth(self, user: impl Display, password: impl Display) -> Self {
        let token = BASE64_STANDARD.encode(format!("{user}:{password}"));
        self.authorization(format!("Basic {token}"))
    }

    /// Signs in with a token.
    pub fn bearer_auth(self, token: impl Display) -> Self {
        self.authorization(format!("Bearer {token}"))
    }

    fn authorization(mut self, value: String) -> Self {
        match HeaderValue::try_from(value) {
            Ok(mut value) => {
                value.set_sensitive(true);
                self.spec.headers.insert(AUTHORIZATION, value);
                self
            }
            Err(_) => self.wrong("the credentials have control characters".to_owned()),
        }
    }

    /// Names the metric: `get(name)` instead of `get(/path)`.
    pub fn metric(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.spec.metric = Some(name.into());
        self
    }

    /// Takes at most this long, redirects included, instead of the session's `timeout`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.spec.timeout = Some(timeout);
        self
    }

    /// Makes any other status an error of kind [`ErrorKind::Status`].
    pub fn expect_status(mut self, status: u16) -> Self {
        self.spec.expected = Some(Expected::Status(status));
        self
    }

    /// Makes a status of 400 or above an error of kind [`ErrorKind::Status`].
    pub fn error_for_status(mut self) -> Self {
        self.spec.expected = Some(Expected::Success);
        self
    }

    /// Names the metric without the query, as the key `skip_query_params_in_metrics` does for all.
    pub fn skip_query_params_in_metrics(mut self) -> Self {
        self.spec.skip_query = true;
        self
    }

    /// Gives the body, decoded from JSON, instead of the response. Callbacks get the response.
    pub fn decode<T: DeserializeOwned>(self) -> Decoded<'s, T> {
        Decoded { request: self, value: PhantomData }
    }

    pub(super) fn wrong(mut self, message: String) -> Self {
        self.spec.problem.get_or_insert_with(|| Error::new(ErrorKind::BadRequest, message));
        self
    }
}

impl<'s> IntoFuture for HttpRequest<'s> {
    type Output = Result<Response>;
    type IntoFuture = Pending<'s, Response>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { session, spec } = self;
        match spec.begin(session) {
            Ok(mut hop) => Box::pin(async move {
                let outcome = hop.send(session).await;
                if hop.spec.callbacks.is_empty() {
                    return outcome;
                }
                hop.spec.callbacks.tell(session, outcome).await
            }),
            Err((problem, spec)) => Box::pin(async move {
                let problem = session.note_error(problem);
                spec.callbacks.tell(session, Err(problem)).await
            }),
        }
    }
}

/// A request whose JSON body is what is wanted. Made by [`HttpRequest::decode`].
#[must_use = "a request is not sent until it is awaited"]
pub struct Decoded<'s, T> {
    request: HttpRequest<'s>,
    value: PhantomData<fn() -> T>,
}

impl<'s, T: DeserializeOwned + 's> IntoFuture for Decoded<'s, T> {
    type Output = Result<T>;
    type IntoFuture = Pending<'s, T>;

    fn into_future(self) -> Self::IntoFuture {
        let HttpRequest { session, spec } = self.request;
        Box::pin(async move {
            let response = HttpRequest { session: &mut *session, spec }.await?;
            response.json().map_err(|error| session.note_error(error))
        })
    }
}
