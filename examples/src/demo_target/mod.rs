//! The demo target: a small real server that counts what it served: HTTP/1.1, HTTP/2 by prior
//! knowledge, and WebSocket.
//!
//! An example names [`url()`] as its `base_url`, and so finds a server on a free port of its own
//! process. A test starts its own [`DemoTarget`] and compares [`DemoTarget::served`] with what a
//! report says. `cargo run -p chaperon-examples --example demo_target` runs it alone.
//!
//! | path | what it does |
//! |---|---|
//! | `GET /` | a greeting |
//! | `POST /login` | `user` and `password`, as form or JSON: sets the cookie `session`; 401 if wrong |
//! | `GET /account` | who is logged in; 401 without the cookie |
//! | `POST /logout` | ends the login |
//! | `GET /foo`, `GET /bar` | two more pages to browse |
//! | `PUT /baz` | the JSON it was sent |
//! | `/echo` | any method: the body it was sent |
//! | `/status/{code}` | any method: that status, 200 to 599 |
//! | `GET /delay/{ms}` | answers after so many milliseconds |
//! | `GET /redirect/{n}` | redirects `n` times, then 200 |
//! | `GET /users/{id}` | a user as JSON |
//! | `POST /a`, `/a/config`, `/b`, `/c` | the JSON they were sent |
//! | `/ping/pong` | WebSocket: answers `pong` to `ping` |
//! | `/ws/echo` | WebSocket: echoes text and binary messages |
//! | `PUT` or `POST /channels/{name}` | publishes the JSON it was sent; answers its number, `{"sequence":1}` |
//! | `PUT` or `POST /channels` | a batch: `[{"channel":"a","payload":…}, …]` |
//! | `GET /channels/{name}` | long poll: what is newer than `?last_message_sequence=`, else than now; 204 after `wait=` milliseconds, 5 s if not given |
//! | `/channels/{name}` | WebSocket: sends what is newer than the query's or the first message's `last_message_sequence` |
//! | `POST /publications` | publishes the JSON it was sent |
//! | `/publications` | WebSocket: sends each publication from the handshake on |
//! | [`store()`] | TCP, line by line: `SET key value` is answered `OK`, `GET key` by `VALUE value` or `NONE` |
//! | `GET /served` | what was served so far, as JSON; not counted itself |

mod account;
mod book;
mod channels;
mod in_process;
mod pages;
mod publish;
mod routes;
mod served;
mod server;
mod store;
mod subscribe;
mod web_socket;

pub use in_process::{in_process, store, url};
pub use served::{Messages, Requests, Served};
pub use server::DemoTarget;
