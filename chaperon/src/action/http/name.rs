//! Under which name a request is measured.

use std::borrow::Cow;

use super::spec::Spec;
use crate::net::{BaseUrl, Url};

/// The name of the first hop: as given, else the path as written.
pub(super) fn of_request<'r>(
    spec: &'r Spec<'_>,
    url: &Url,
    base: Option<&BaseUrl>,
    skip_query: bool,
) -> Cow<'r, str> {
    if let Some(name) = &spec.metric {
        return name.as_ref().into();
    }
    let plain = spec.fills.is_empty() && !spec.path.contains("://");
    if !plain && spec.fills.is_empty() {
        return of_hop(url, base, skip_query).into();
    }
    let path = if skip_query { without_query(&spec.path) } else { &spec.path };
    let query = url.query().filter(|_| !skip_query && !spec.params.is_empty());
    match (query, path.is_empty()) {
        (Some(query), _) => format!("{}?{query}", without_query(path)).into(),
        (None, true) => "/".into(),
        (None, false) => path.into(),
    }
}

/// The name of a request by its URL alone: the path, after the host when it is not the base URL's.
pub(in crate::action) fn of_hop(url: &Url, base: Option<&BaseUrl>, skip_query: bool) -> String {
    let target = if skip_query { url.path() } else { url.target() };
    match base {
        Some(base) if base.origin() == url.origin() => target.to_owned(),
        _ => format!("{}{target}", url.origin().authority()),
    }
}

fn without_query(path: &str) -> &str {
    path.split_once('?').map_or(path, |(path, _)| path)
}
