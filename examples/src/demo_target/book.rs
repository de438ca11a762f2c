//! The book in which the server writes down what it serves, and whether one of its tasks panicked.
//!
//! An answer is written down before it is sent, so whoever has received it finds it in the book.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::served::{Messages, Requests, Served};

#[derive(Debug, Default)]
pub(super) struct Book {
    served: Mutex<Served>,
    panics: Mutex<Vec<String>>,
}

impl Book {
    pub(super) fn served(&self) -> Served {
        unpoisoned(&self.served).clone()
    }

    /// What was under way when a task of the server panicked.
    pub(super) fn panics(&self) -> Vec<String> {
        unpoisoned(&self.panics).clone()
    }

    fn request(&self, name: &str, write: impl FnOnce(&mut Requests)) {
        let mut served = unpoisoned(&self.served);
        let requests = served.http.entry(name.to_owned()).or_default();
        write(requests);
        if *requests == Requests::default() {
            served.http.remove(name); // a handshake that succeeded
        }
    }

    pub(super) fn web_socket(&self, path: &str, write: impl FnOnce(&mut Messages)) {
        write(unpoisoned(&self.served).web_socket.entry(path.to_owned()).or_default());
    }

    /// Writes down a command to the store.
    pub(super) fn command(&self, name: &str) {
        *unpoisoned(&self.served).store.entry(name.to_owned()).or_default() += 1;
    }
}

/// Plain numbers are whole whenever the lock is free, also after a panic.
fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The middleware around all that is counted.
pub(super) async fn write_down(
    State(book): State<Arc<Book>>,
    method: Method,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let path = path.as_ref().map_or("(unknown)", MatchedPath::as_str);
    let name = format!("{method} {path}");
    book.request(&name, |requests| requests.unanswered += 1);
    let watch = PanicWatch::new(Arc::clone(&book), name);
    let response = next.run(request).await;
    book.request(&watch.name, |requests| requests.unanswered -= 1);
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        book.web_socket(path, |messages| messages.connects += 1);
    } else {
        book.request(&watch.name, |requests| {
            *requests.statuses.entry(response.status().as_u16()).or_default() += 1;
        });
    }
    response
}

/// Notes a panic of what it watches, by being dropped in it.
pub(super) struct PanicWatch {
    book: Arc<Book>,
    name: String,
}

impl PanicWatch {
    pub(super) fn new(book: Arc<Book>, name: String) -> Self {
        Self { book, name }
    }
}

impl Drop for PanicWatch {
    fn drop(&mut self) {
        if std::thread::panicking() {
            unpoisoned(&self.book.panics).push(self.name.clone());
        }
    }
}

/// Counts a WebSocket among those that are open until it is dropped, and notes a panic meanwhile.
pub(super) struct OpenSocket {
    _watch: PanicWatch,
    book: Arc<Book>,
    path: MatchedPath,
}

impl OpenSocket {
    pub(super) fn new(book: &Arc<Book>, path: &MatchedPath) -> Self {
        book.web_socket(path.as_str(), |messages| messages.open += 1);
        let name = format!("WebSocket {}", path.as_str());
        let (watch, book) = (PanicWatch::new(Arc::clone(book), name), Arc::clone(book));
        Self { _watch: watch, book, path: path.clone() }
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        self.book.web_socket(self.path.as_str(), |messages| messages.open -= 1);
    }
}
