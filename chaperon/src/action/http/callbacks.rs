//! What is called with the outcome of a request: `with_result`, `on_ok`, `on_error`.

use super::request::HttpRequest;
use super::response::Response;
use crate::error::{Error, Result};
use crate::session::Session;

impl<'s> HttpRequest<'s> {
    /// Calls `f` with the outcome, whatever it is, before it is given back.
    ///
    /// A status of 400 or above is a response like any other, unless
    /// [`expect_status`](Self::expect_status) or [`error_for_status`](Self::error_for_status) makes
    /// it an error. Several callbacks are called in the order in which they were given. When one
    /// fails its error is counted and ends the request, instead of the outcome. They are no part
    /// of what is timed.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn log_in(session: &mut Session) -> Result {
    ///     session
    ///         .post("/login")
    ///         .form([("user", "admin"), ("password", "secret")])
    ///         .with_result(async |session, result| {
    ///             session.check("logged in", result.is_ok_and(|response| response.status() == 200));
    ///             Ok(())
    ///         })
    ///         .await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn with_result<T, F>(mut self, f: F) -> Self
    where
        T: 's,
        F: AsyncFnOnce(&mut Session, Result<&Response, &Error>) -> Result<T> + 's,
    {
        self.spec.callbacks.push(f);
        self
    }

    /// Calls `f` with the response when its status is from 200 to 399.
    ///
    /// See [`with_result`](Self::with_result) for when and how.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn log_in(session: &mut Session) -> Result {
    ///     steps! { session =>
    ///         .post("/login")
    ///             .on_ok(async |session, response| {
    ///                 session.assign("token", response.text());
    ///                 Ok(())
    ///             })
    ///             .on_error(async |session, error| session.abort(error.to_string()));
    ///         .get("/account");
    ///     }
    /// }
    /// ```
    pub fn on_ok<T, F>(self, f: F) -> Self
    where
        T: 's,
        F: AsyncFnOnce(&mut Session, &Response) -> Result<T> + 's,
    {
        self.with_result(async move |session: &mut Session, result: Result<&Response, &Error>| {
            match result {
                Ok(response) if response.is_ok() => f(session, response).await.map(drop),
                _ => Ok(()),
            }
        })
    }

    /// Calls `f` with the error when the request fails, or is answered with a status that is not
    /// from 200 to 399: an error of kind [`Status`](crate::error::ErrorKind::Status) then.
    ///
    /// Such a response is still what the request gives, unless `f` fails. See
    /// [`with_result`](Self::with_result) for when and how.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session
    ///         .get("/account")
    ///         .on_error(async |session, error| {
    ///             log_warn!(session, "no account: {error}");
    ///             session.delete_cookies();
    ///             Ok(())
    ///         })
    ///         .await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn on_error<T, F>(self, f: F) -> Self
    where
        T: 's,
        F: AsyncFnOnce(&mut Session, &Error) -> Result<T> + 's,
    {
        self.with_result(async move |session: &mut Session, result: Result<&Response, &Error>| {
            match result {
                Ok(response) if response.is_ok() => Ok(()),
                Ok(response) => f(session, &response.not_ok()).await.map(drop),
                Err(error) => f(session, error).await.map(drop),
            }
        })
    }
}
