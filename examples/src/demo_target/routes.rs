//! Which path leads where.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post, put};
use axum::{Json, Router, middleware};

use super::account::{self, Accounts};
use super::book::{Book, write_down};
use super::channels::{Channels, ROOM};
use super::publish::{self, Hub};
use super::{pages, web_socket};

/// The largest body that is taken, in bytes.
const MAX_BODY: usize = 64 * 1024 * 1024;

pub(super) fn routes(book: Arc<Book>) -> Router {
    // `/served` comes after the layer, so that asking does not change the answer.
    Router::new()
        .merge(plain())
        .merge(accounts())
        .merge(web_sockets(Arc::clone(&book)))
        .merge(channels(Arc::clone(&book)))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(Arc::clone(&book), write_down))
        .route("/served", get(async move || Json(book.served())))
}

fn plain() -> Router {
    Router::new()
        .route("/", get(pages::greeting).post(pages::echo_json))
        .route("/foo", get(pages::foo))
        .route("/bar", get(pages::bar))
        .route("/baz", put(pages::echo_json))
        .route("/echo", any(pages::echo))
        .route("/status/{code}", any(pages::status))
        .route("/delay/{ms}", get(pages::delay))
        .route("/redirect/{n}", get(pages::redirect))
        .route("/users/{id}", get(pages::user))
        .route("/a", post(pages::echo_json))
        .route("/a/config", post(pages::echo_json))
        .route("/b", post(pages::echo_json))
        .route("/c", post(pages::echo_json))
}

fn accounts() -> Router {
    Router::new()
        .route("/login", post(account::log_in))
        .route("/account", get(account::show))
        .route("/logout", post(account::log_out))
        .with_state(Arc::<Accounts>::default())
}

fn web_sockets(book: Arc<Book>) -> Router {
    Router::new()
        .route("/ping/pong", get(web_socket::ping_pong))
        .route("/ws/echo", get(web_socket::echo))
        .with_state(book)
}

fn channels(book: Arc<Book>) -> Router {
    let batch = put(publish::publish_batch).post(publish::publish_batch);
    let channel = put(publish::publish).post(publish::publish).get(publish::read);
    let publications = post(publish::publish_publication).get(publish::subscribe_to_publications);
    Router::new()
        .route("/channels", batch)
        .route("/channels/{name}", channel)
        .route("/publications", publications)
        .layer(DefaultBodyLimit::max(ROOM))
        .with_state(Arc::new(Hub { book, channels: Channels::default() }))
}
