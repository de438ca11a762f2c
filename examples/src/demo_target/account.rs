//! Logging in and out: one user, and a cookie that says who has logged in.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use cookie::Cookie;
use serde::Deserialize;

const USER: &str = "admin";
const PASSWORD: &str = "secret";
const COOKIE_NAME: &str = "session";

/// Who has logged in, by the value of the cookie.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    logins: Mutex<HashMap<String, String>>,
    random: RandomState,
}

#[derive(Deserialize)]
struct Login {
    user: String,
    password: String,
}

pub(super) async fn log_in(
    State(accounts): State<Arc<Accounts>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let login = match read_login(&headers, &body) {
        Ok(login) => login,
        Err(reason) => return (StatusCode::UNPROCESSABLE_ENTITY, reason).into_response(),
    };
    if login.user != USER || login.password != PASSWORD {
        return (StatusCode::UNAUTHORIZED, "wrong user or password\n").into_response();
    }
    let cookie = accounts.open(login.user);
    ([(SET_COOKIE, cookie.to_string())], "logged in\n").into_response()
}

fn read_login(headers: &HeaderMap, body: &[u8]) -> Result<Login, String> {
    let content_type = headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if content_type.starts_with(b"application/json") {
        serde_json::from_slice(body).map_err(|error| format!("not a login: {error}\n"))
    } else {
        serde_urlencoded::from_bytes(body).map_err(|error| format!("not a login: {error}\n"))
    }
}

pub(super) async fn show(
    State(accounts): State<Arc<Accounts>>,
    headers: HeaderMap,
) -> Result<String, (StatusCode, &'static str)> {
    let token = token(&headers).ok_or((StatusCode::UNAUTHORIZED, "log in first\n"))?;
    let user = accounts.user(&token).ok_or((StatusCode::UNAUTHORIZED, "log in again\n"))?;
    Ok(format!("account of {user}\n"))
}

pub(super) async fn log_out(
    State(accounts): State<Arc<Accounts>>,
    headers: HeaderMap,
) -> impl IntoResponse {
    if let Some(token) = token(&headers) {
        accounts.close(&token);
    }
    ([(SET_COOKIE, format!("{COOKIE_NAME}=; Path=/; Max-Age=0"))], "logged out\n")
}

fn token(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(Cookie::split_parse)
        .flatten()
        .find(|cookie| cookie.name() == COOKIE_NAME)
        .map(|cookie| cookie.value().to_owned())
}

impl Accounts {
    fn open(&self, user: String) -> Cookie<'static> {
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        // One a login, and not to be guessed by mistake; a real server would want real randomness.
        let token = format!("{:x}-{:016x}", logins.len(), self.random.hash_one(logins.len()));
        logins.insert(token.clone(), user);
        Cookie::build((COOKIE_NAME, token)).path("/").http_only(true).build()
    }

    fn user(&self, token: &str) -> Option<String> {
        let logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        logins.get(token).filter(|user| !user.is_empty()).cloned()
    }

    /// The entry stays, without a user: its place in the count keeps tokens unique.
    fn close(&self, token: &str) {
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(user) = logins.get_mut(token) {
            user.clear();
        }
    }
}
