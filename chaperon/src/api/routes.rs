//! What is asked by which method and path, and what every request goes through before.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};

use super::auth::Token;
use super::hosts::Hosts;
use super::options::ApiOptions;
use super::problem::Problem;
use super::{OptionParser, cancel, listing, one_run, schedule, steer};
use crate::cluster::client::Client;
use crate::cluster::coordinator::Exporters;

/// What all routes share.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) client: Client,
    pub(crate) option_parser: Arc<dyn OptionParser>,
    /// How the exports are made that an item names.
    pub(crate) exporters: Exporters,
}

/// What a request has to pass.
#[derive(Clone)]
struct Door {
    hosts: Hosts,
    token: Option<Token>,
}

/// Paths that tell no more than that the program is there.
const OPEN: [&str; 2] = ["/", "/healthcheck"];

pub(super) fn router(api: Api, options: &ApiOptions) -> Router {
    let hosts = Hosts::new(options.address.ip(), &options.hosts);
    let door = Door { hosts, token: options.token.clone() };
    Router::new()
        .route("/", get(health))
        .route("/healthcheck", get(health))
        .route("/version", get(version))
        .route("/load_tests", get(listing::list).post(schedule::schedule).delete(cancel::all))
        .route("/load_tests/scheduled", delete(cancel::scheduled))
        .route("/load_tests/{id}", get(one_run::state).delete(cancel::one))
        .route("/load_tests/{id}/metrics", get(one_run::metrics))
        .route("/load_tests/{id}/report", get(one_run::report))
        .route("/load_tests/{id}/pause", post(steer::pause))
        .route("/load_tests/{id}/resume", post(steer::resume))
        .route("/load_tests/{id}/rate", put(steer::rate))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_so)
        .layer(from_fn_with_state(door, pass))
        .with_state(api)
}

async fn health() -> String {
    format!("Chaperon @ {}", env!("CARGO_PKG_VERSION"))
}

async fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

async fn nowhere(uri: Uri) -> Problem {
    let message = format!("nothing is at {}; see `chaperon::docs::http_api`", uri.path());
    Problem::new(StatusCode::NOT_FOUND, message)
}

async fn not_so(method: Method, uri: Uri) -> Problem {
    let message = format!("{} takes no {method}; `Allow` says what it takes", uri.path());
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, message)
}

/// Lets a request in, or not.
async fn pass(State(door): State<Door>, request: Request, next: Next) -> Response {
    let mut response = match door.let_in(&request) {
        Ok(()) => told(next.run(request).await),
        Err(refused) => *refused,
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

impl Door {
    fn let_in(&self, request: &Request) -> Result<(), Box<Response>> {
        let checked = self.hosts.check(request.uri(), request.headers());
        checked.map_err(|problem| Box::new(problem.into_response()))?;
        let open = OPEN.contains(&request.uri().path());
        match &self.token {
            Some(token) if !open && !token.allows(request.headers()) => Err(Box::new(stranger())),
            _ => Ok(()),
        }
    }
}

fn stranger() -> Response {
    let problem = Problem::new(
        StatusCode::UNAUTHORIZED,
        "give the user `chaperon` and the token as its password: curl -u chaperon:TOKEN",
    );
    let basic = HeaderValue::from_static("Basic realm=\"chaperon\", charset=\"UTF-8\"");
    ([(WWW_AUTHENTICATE, basic)], problem).into_response()
}

/// An error as JSON also when the framework made it, such as of a path that is no text.
fn told(response: Response) -> Response {
    let status = response.status();
    let json = HeaderValue::from_static("application/json");
    let own = response.headers().get(CONTENT_TYPE) == Some(&json);
    if own || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let message = status.canonical_reason().unwrap_or("the request cannot be answered");
    Problem::new(status, message.to_lowercase()).into_response()
}
