//! `setup`, `worker_setup`: what the load test's set-ups gave.

use std::sync::Arc;

use crate::error::Result;
use crate::session::Session;

impl Session {
    /// What the load test's `setup` gave: one value for all sessions of the load test.
    ///
    /// The function is run once before the load, in a session of its own whose config is
    /// `default_config` and what the run was given. What it does is exported as warm-up, so it is
    /// in no threshold and no headline figure. When it fails there is no load, and the run fails.
    /// It may take as long as `load_test_timeout` says.
    ///
    /// What it gives is written as JSON and read back, so that it is the same wherever a session
    /// runs.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the load test has no `setup`, or when
    /// it gives another type.
    ///
    /// ```
    /// use chaperon::prelude::*;
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Debug, Serialize, Deserialize)]
    /// struct Login {
    ///     token: String,
    /// }
    ///
    /// async fn log_in(session: &mut Session) -> Result<Login> {
    ///     session.post("/login").json(json!({ "user": "load" })).decode::<Login>().await
    /// }
    ///
    /// #[scenario]
    /// async fn browse(session: &mut Session) -> Result {
    ///     let login = session.setup::<Login>()?;
    ///     session.get("/orders").bearer_auth(&login.token).await?;
    ///     Ok(())
    /// }
    ///
    /// load_test! {
    ///     pub Orders {
    ///         default_config: { base_url: "http://localhost:5000" },
    ///         setup: log_in,
    ///         scenarios: [20 * browse for 5min],
    ///     }
    /// }
    /// ```
    pub fn setup<T: Send + Sync + 'static>(&self) -> Result<Arc<T>> {
        self.core.given.borrow().setup()
    }

    /// What the load test's `worker_setup` gave: one value for all sessions of this process.
    ///
    /// The function is run once in every process that makes load, after `setup`, whose value it may
    /// ask for. Its value never leaves the process, and may be anything that threads can share.
    /// For the rest it is as [`setup`](Self::setup).
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) when the load test has no `worker_setup`, or
    /// when it gives another type.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn warm_caches(session: &mut Session) -> Result<Vec<String>> {
    ///     session.get("/products").decode::<Vec<String>>().await
    /// }
    ///
    /// #[scenario]
    /// async fn browse(session: &mut Session) -> Result {
    ///     let products = session.worker_setup::<Vec<String>>()?;
    ///     for product in products.iter() {
    ///         session.get("/products/{name}").param("name", product).await?;
    ///     }
    ///     Ok(())
    /// }
    ///
    /// load_test! {
    ///     pub Shop {
    ///         default_config: { base_url: "http://localhost:5000" },
    ///         worker_setup: warm_caches,
    ///         scenarios: [20 * browse for 5min],
    ///     }
    /// }
    /// ```
    pub fn worker_setup<T: Send + Sync + 'static>(&self) -> Result<Arc<T>> {
        self.core.given.borrow().worker_setup()
    }
}
