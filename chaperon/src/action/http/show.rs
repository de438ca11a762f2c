//! Showing a request and what came of it.

use std::fmt::Write;

use super::hop::Hop;
use crate::action::show::{beginning, headers};
use crate::error::Result;
use crate::net::http::Exchange;
use crate::session::Session;

/// Shows one hop.
pub(super) fn show(session: &Session, hop: &Hop<'_>, outcome: &Result<Box<Exchange>>) {
    session.show(|| {
        let mut text = asked(session, hop);
        match outcome {
            Ok(exchange) => answered(exchange, &mut text),
            Err(error) => {
                // Writing to a text cannot fail.
                let _ = write!(text, "\n! {}: {error}", error.kind());
            }
        }
        text
    });
}

fn asked(session: &Session, hop: &Hop<'_>) -> String {
    let mut text = format!("{} {}", hop.action.method, hop.url);
    let defaults = hop.defaults(&session.profile).headers().clone();
    let own = &hop.spec.headers;
    let defaults = defaults.into_iter().filter_map(|(name, value)| Some((name?, value)));
    let defaults = defaults.filter(|(name, _)| !own.contains_key(name)).collect();
    headers('>', &defaults, &mut text);
    headers('>', own, &mut text);
    if let Some(cookies) = session.cookies.header(&hop.url) {
        let _ = write!(text, "\n> cookie: {cookies}");
    }
    if !hop.spec.body.is_empty() {
        let _ = write!(text, "\n> {}", beginning(&hop.spec.body));
    }
    text
}

fn answered(exchange: &Exchange, text: &mut String) {
    let status = exchange.status();
    let _ = write!(text, "\n< {status} in {:?}", exchange.elapsed);
    headers('<', exchange.headers(), text);
    if !exchange.body.is_empty() {
        let _ = write!(text, "\n< {}", beginning(&exchange.body));
    } else if exchange.body_length > 0 {
        let _ = write!(text, "\n< ({} bytes, counted only)", exchange.body_length);
    }
}
