//! The bodies of a request.

use bytes::Bytes;
use serde::Serialize;

use super::HttpRequest;
use crate::error::Result;
use crate::net::http::{Body, Multipart};

impl HttpRequest<'_> {
    /// Sends text or bytes as they are; `Content-Type` is yours to set.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.with_body(Ok(Body::bytes(body)))
    }

    /// Sends the fields of a form: a list of pairs, a map or a struct.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.post("/login").form([("user", "admin"), ("password", "secret")]).await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn form(self, fields: impl Serialize) -> Self {
        self.with_body(Body::form(&fields))
    }

    /// Sends JSON, and asks for JSON.
    pub fn json(self, value: impl Serialize) -> Self {
        self.with_body(Body::json(&value))
    }

    /// Sends bytes compressed by gzip, with the `Content-Encoding` that says so.
    pub fn gzip(self, body: impl Into<Bytes>) -> Self {
        self.with_body(Body::bytes(body).gzip())
    }

    /// Sends the parts of a form with files.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     use chaperon::{Multipart, Part};
    ///
    ///     let file = Part::new("picture", vec![0_u8; 100]).file_name("a.png");
    ///     session.post("/upload").multipart(Multipart::new().part(file)).await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn multipart(self, parts: Multipart) -> Self {
        self.with_body(parts.encode())
    }

    fn with_body(mut self, body: Result<Body>) -> Self {
        match body {
            Ok(body) => {
                body.describe(&mut self.spec.headers);
                self.spec.body = body.bytes;
                self
            }
            Err(error) => self.wrong(error.to_string()),
        }
    }
}
