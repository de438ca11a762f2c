//! Load and performance testing of HTTP and WebSocket services, as a language inside Rust.
//!
//! A load test says what virtual users do, how many of them there are, and for how long. Scenarios
//! are ordinary async functions over a [`Session`]; their config is typed, so that a mistake in a
//! load test is a compile error; the runtime runs them on one thread a core and measures what they
//! do.
//!
//! ```no_run
//! use chaperon::prelude::*;
//!
//! /// Config keys of `ws_ping_pong`. A field without a default is required.
//! #[derive(Config)]
//! struct PingPong {
//!     /// Round trips per session.
//!     iterations: u32,
//!     /// How long to wait for each pong.
//!     #[config(default = 2s)]
//!     patience: Duration,
//! }
//!
//! #[scenario]
//! async fn ws_ping_pong(session: &mut Session, config: &PingPong) -> Result {
//!     session.ws_connect("/ping/pong").await?;
//!     session
//!         .repeat_traced(config.iterations, async |session| {
//!             session.ws_send("ping").await?;
//!             session.ws_await_recv("pong").timeout(config.patience).await
//!         })
//!         .named("ping_pong")
//!         .await?;
//!     session.ws_close().await
//! }
//!
//! load_test! {
//!     /// 100 sessions, 10 round trips each.
//!     pub PingPongTest {
//!         default_config: { base_url: "http://localhost:5000" },
//!         scenarios: [
//!             100 * ws_ping_pong { iterations: 10 },
//!         ],
//!     }
//! }
//!
//! chaperon::main!(PingPongTest);
//! ```
//!
//! The program that [`main!`] makes has the commands `run`, `try`, `list` and `check`; [`run`] does
//! the same from a test or a program of your own.
//!
//! | to | see |
//! |---|---|
//! | write scenarios | [`Session`], [`scenario`](macro@scenario), [`steps!`] |
//! | declare load tests | [`load_test!`](macro@load_test), [`Config`](macro@Config), [`config::Settings`] for the built-in keys |
//! | give sessions data of their own | [`Feed`] |
//! | choose how load is made, and which latency to trust | [`docs::load_models`] |
//! | hold them to limits | [`threshold`] |
//! | choose what carries requests | [`config::HttpVersion`], [`config::HttpWire`] |
//! | run them | [`main!`], [`run`], [`RunOptions`] |
//! | read what came of it | [`results::RunResults`], [`export`], [`metrics`] |
//! | tell errors apart | [`ErrorKind`] |
//! | understand what the compiler says | [`docs::when_it_does_not_compile`] |
//! | make load from many machines | [`docs::many_machines`] |
//! | have runs asked for by requests | [`docs::http_api`] |
//! | come from Elixir's Chaperon | [`docs::migration`] |
//!
//! # Features
//!
//! None of them is on by default.
//!
//! - `cluster`: many machines as one generator, by the commands `coordinator`, `worker`, `submit`,
//!   `status` and `cancel`, and `chaperon::cluster` for programs of one's own (see
//!   [`docs::many_machines`]).
//! - `api`: the command `serve`, an HTTP API over a queue of runs (see [`docs::http_api`]); with it
//!   comes `cluster`.
//! - `influx`, `object-store`: the exports of these names (see [`export`]).
//! - `reqwest`: the wire of that name (`http.wire`), for proxies and for [`HttpClients`] of one's
//!   own. What differs from the usual wire is told by [`config::HttpWire::Reqwest`].

extern crate self as chaperon;

#[doc(hidden)]
pub mod __private;
pub mod action;
#[cfg(feature = "api")]
pub mod api;
mod cli;
#[cfg(feature = "cluster")]
pub mod cluster;
pub mod config;
pub mod docs;
pub mod error;
pub mod event;
pub mod export;
mod feed;
mod load_test;
pub mod metrics;
#[cfg(not(fuzzing))]
mod net;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod net;
mod plan;
pub mod report;
pub mod results;
mod run;
mod runner;
pub mod scenario;
mod session;
mod time;

pub use ::http::{HeaderMap, Method, Version};
/// The crate whose clients [`HttpClients`] takes.
#[cfg(feature = "reqwest")]
pub use ::reqwest;
pub use action::{Response, Signal, WsMessage};
pub use chaperon_macros::Config;
/// # Example
/// ```
/// use chaperon::prelude::*;
///
/// #[derive(Config)]
/// struct Browse {
///     page: u32,
/// }
///
/// /// Shown by `list`.
/// #[scenario(name = "Shop.Browse", init = log_in, teardown = log_out)]
/// async fn browse(session: &mut Session, config: &Browse) -> Result {
///     session.get("/pages/{page}").param("page", config.page).await?;
///     Ok(())
/// }
///
/// async fn log_in(session: &mut Session) -> Result {
///     session.get("/login").await?;
///     Ok(())
/// }
///
/// async fn log_out(session: &mut Session, config: &Browse) -> Result {
///     session.assign("last_page", config.page);
///     session.get("/logout").await?;
///     Ok(())
/// }
///
/// use chaperon::scenario::Scenario;
/// assert_eq!(browse::NAME, "Shop.Browse");
/// ```
pub use chaperon_macros::scenario;
pub use error::{Error, ErrorKind, Result};
pub use feed::Feed;
pub use load_test::{Definition, Entry, Load, LoadTest, Stage, Stages, threshold};
pub use net::http::{HttpClients, Multipart, Part};
pub use run::{Output, RunError, RunOptions, run, run_definition};
pub use session::{ActionResult, Session, SessionError, SessionId};
pub use time::{BadRate, Rate, Starts, timestamp_ms};

#[doc(inline)]
pub use crate::{__config as config, __load_test as load_test};

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a load-test file needs.
pub mod prelude {
    pub use std::time::Duration;

    pub use chaperon_macros::{Config, scenario};
    pub use serde_json::json;

    pub use crate::action::Response;
    pub use crate::config::env;
    pub use crate::error::Result;
    pub use crate::session::Session;
    pub use crate::time::{days, hours, millis, minutes, seconds, timestamp_ms, weeks};
    pub use crate::{__config as config, __load_test as load_test, steps};
    pub use crate::{log_debug, log_error, log_info, log_warn};
}
