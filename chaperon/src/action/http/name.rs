//! Under which name a request is measured.

use std::borrow::Cow;
use std::fmt;

use http::Method;

use super::spec::Spec;
use crate::net::{BaseUrl, Url};

/// What a request is called in tables and errors: `get(/path)`. Put together where it is shown.
#[derive(Debug, Clone, Default)]
pub(super) struct ActionName {
    pub(super) method: Method,
    /// The path or its template.
    pub(super) name: String,
}

impl ActionName {
    /// The method as metrics name it.
    pub(super) fn verb(&self) -> &str {
        match self.method.as_str() {
            "GET" => "get",
            "POST" => "post",
            "PUT" => "put",
            "PATCH" => "patch",
            "DELETE" => "delete",
            "HEAD" => "head",
            "OPTIONS" => "options",
            other => other,
        }
    }
}

impl fmt::Display for ActionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.verb(), self.name)
    }
}

/// The name of the first hop: as given, else the path as written.
pub(super) fn of_request<'r>(
    spec: &'r Spec<'_>,
    url: &Url,
    base: Option<&BaseUrl>,
) -> Cow<'r, str> {
    let skip_query = spec.skip_query;
    if let Some(name) = &spec.metric {
        return name.as_ref().into();
    }
    let plain = spec.fills.is_empty() && !spec.path.contains("://");
    if !plain && spec.fills.is_empty() {
        return of_hop(url, base, skip_query).into();
    }
    let path = if skip_query { without_query(&spec.path) } else { &spec.path };
    let query = if skip_query || spec.params.is_empty() { None } else { url.query() };
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
