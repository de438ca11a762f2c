//! The names of metrics, and how they print: `get(/path)`, `call(module.function)`, `my_metric`.
//!
//! Which scenario a sample belongs to is not part of its name (see `key`).

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What a metric's samples are, and how they add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Durations, in microseconds.
    Time,
    /// Durations of HTTP requests that were answered with a status of 400 or above.
    HttpError,
    /// Plain numbers; fractions are kept to a thousandth.
    Number,
    /// A count that only grows.
    Counter,
    /// A level: last, least and largest.
    Gauge,
    /// Passes and fails.
    Check,
}

/// The name of a metric, over texts that it owns ([`MetricName`]) or borrows ([`NameRef`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameOf<S> {
    /// One HTTP request: `get(/path)`.
    Http {
        /// The verb, in lower case.
        method: S,
        /// The path or its template; `host/path` for other hosts than the base URL's.
        url: S,
    },
    /// The same request, when it was answered with 400 or above: `Error HTTP 500 get(/path)`.
    HttpError {
        /// The status it was answered with.
        status: u16,
        /// The verb, in lower case.
        method: S,
        /// As in `Http`.
        url: S,
    },
    /// A traced call: `call(module.function)`, or `call(function)` without a module.
    Call {
        /// The last segment but one of the function's path; may be empty.
        module: S,
        /// The function's name.
        function: S,
    },
    /// Any other timed action: `task(x)`, `iteration(x)`, `ws_send(/path)`.
    Action {
        /// The type of the action.
        action: S,
        /// What it was done to.
        subject: S,
    },
    /// A custom metric in time.
    Time(S),
    /// A custom metric in plain numbers.
    Number(S),
    /// A custom counter.
    Counter(S),
    /// A custom gauge.
    Gauge(S),
    /// A check: `check(name)`.
    Check(S),
    /// Where samples go once there are too many different names.
    Overflow(Unit),
}

/// A metric's name that owns its texts.
///
/// ```
/// use chaperon::metrics::MetricName;
///
/// assert_eq!(MetricName::http("get", "/users/{id}").to_string(), "get(/users/{id})");
/// assert_eq!(MetricName::of("task", "logout").to_string(), "task(logout)");
/// ```
pub type MetricName = NameOf<Arc<str>>;

/// A metric's name that borrows its texts: to look a metric up without allocating.
pub type NameRef<'a> = NameOf<&'a str>;

impl<S> NameOf<S> {
    /// One HTTP request. The verb is lower case.
    pub fn http<'a>(method: &'a str, url: &'a str) -> Self
    where
        S: From<&'a str>,
    {
        Self::Http { method: method.into(), url: url.into() }
    }

    /// An HTTP request that was answered with `status`, 400 or above.
    pub fn http_error<'a>(status: u16, method: &'a str, url: &'a str) -> Self
    where
        S: From<&'a str>,
    {
        Self::HttpError { status, method: method.into(), url: url.into() }
    }

    /// A traced call, by the last two segments of the function's path.
    pub fn call<'a>(module: &'a str, function: &'a str) -> Self
    where
        S: From<&'a str>,
    {
        Self::Call { module: module.into(), function: function.into() }
    }

    /// A traced call, by its name in one text: `module.function` or `function`.
    pub fn call_named<'a>(name: &'a str) -> Self
    where
        S: From<&'a str>,
    {
        let (module, function) = name.rsplit_once('.').unwrap_or(("", name));
        Self::call(module, function)
    }

    /// A timed action of type `action`, done to `subject`: `task(logout)`.
    pub fn of<'a>(action: &'a str, subject: &'a str) -> Self
    where
        S: From<&'a str>,
    {
        Self::Action { action: action.into(), subject: subject.into() }
    }

    /// A custom metric in time.
    pub fn custom<'a>(name: &'a str) -> Self
    where
        S: From<&'a str>,
    {
        Self::Time(name.into())
    }

    /// A custom metric in plain numbers, without unit.
    pub fn number<'a>(name: &'a str) -> Self
    where
        S: From<&'a str>,
    {
        Self::Number(name.into())
    }

    /// A custom counter.
    pub fn counter<'a>(name: &'a str) -> Self
    where
        S: From<&'a str>,
    {
        Self::Counter(name.into())
    }

    /// A custom gauge.
    pub fn gauge<'a>(name: &'a str) -> Self
    where
        S: From<&'a str>,
    {
        Self::Gauge(name.into())
    }

    /// A check, of passes and fails.
    pub fn check<'a>(name: &'a str) -> Self
    where
        S: From<&'a str>,
    {
        Self::Check(name.into())
    }

    /// What the samples of this metric are.
    pub fn unit(&self) -> Unit {
        match self {
            Self::Http { .. } | Self::Call { .. } | Self::Action { .. } | Self::Time(_) => {
                Unit::Time
            }
            Self::HttpError { .. } => Unit::HttpError,
            Self::Number(_) => Unit::Number,
            Self::Counter(_) => Unit::Counter,
            Self::Gauge(_) => Unit::Gauge,
            Self::Check(_) => Unit::Check,
            Self::Overflow(unit) => *unit,
        }
    }
}

impl<S: AsRef<str>> NameOf<S> {
    /// The type of the action, by which metrics are filtered: `get`, `call`, `task`; for custom
    /// metrics the whole name.
    pub fn action(&self) -> &str {
        match self {
            Self::Http { method, .. } | Self::HttpError { method, .. } => method.as_ref(),
            Self::Call { .. } => "call",
            Self::Action { action, .. } => action.as_ref(),
            Self::Time(name) | Self::Number(name) | Self::Counter(name) | Self::Gauge(name) => {
                name.as_ref()
            }
            Self::Check(_) => "check",
            Self::Overflow(_) => "overflow",
        }
    }

    /// The same name over borrowed texts.
    pub fn by_ref(&self) -> NameRef<'_> {
        self.map(AsRef::as_ref)
    }
}

impl NameRef<'_> {
    /// The same name over texts of its own.
    pub fn into_owned(self) -> MetricName {
        self.map(|text| Arc::from(*text))
    }
}

impl<S> NameOf<S> {
    fn map<'a, T>(&'a self, text: impl Fn(&'a S) -> T) -> NameOf<T> {
        match self {
            Self::Http { method, url } => NameOf::Http { method: text(method), url: text(url) },
            Self::HttpError { status, method, url } => {
                NameOf::HttpError { status: *status, method: text(method), url: text(url) }
            }
            Self::Call { module, function } => {
                NameOf::Call { module: text(module), function: text(function) }
            }
            Self::Action { action, subject } => {
                NameOf::Action { action: text(action), subject: text(subject) }
            }
            Self::Time(name) => NameOf::Time(text(name)),
            Self::Number(name) => NameOf::Number(text(name)),
            Self::Counter(name) => NameOf::Counter(text(name)),
            Self::Gauge(name) => NameOf::Gauge(text(name)),
            Self::Check(name) => NameOf::Check(text(name)),
            Self::Overflow(unit) => NameOf::Overflow(*unit),
        }
    }
}

impl<S: AsRef<str>> fmt::Display for NameOf<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.by_ref() {
            NameOf::Http { method, url } => write!(f, "{method}({url})"),
            NameOf::HttpError { status, method, url } => {
                write!(f, "Error HTTP {status} {method}({url})")
            }
            NameOf::Call { module: "", function } => write!(f, "call({function})"),
            NameOf::Call { module, function } => write!(f, "call({module}.{function})"),
            NameOf::Action { action, subject } => write!(f, "{action}({subject})"),
            NameOf::Time(name)
            | NameOf::Number(name)
            | NameOf::Counter(name)
            | NameOf::Gauge(name) => f.write_str(name),
            NameOf::Check(name) => write!(f, "check({name})"),
            NameOf::Overflow(Unit::Time) => f.write_str("overflow"),
            NameOf::Overflow(Unit::HttpError) => f.write_str("Error HTTP overflow"),
            NameOf::Overflow(Unit::Number) => f.write_str("overflow(number)"),
            NameOf::Overflow(Unit::Counter) => f.write_str("overflow(counter)"),
            NameOf::Overflow(Unit::Gauge) => f.write_str("overflow(gauge)"),
            NameOf::Overflow(Unit::Check) => f.write_str("overflow(check)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_print_as_in_tables_and_exports() {
        for (name, expected) in [
            (NameRef::http("get", "/path"), "get(/path)"),
            (NameRef::http_error(500, "get", "/path"), "Error HTTP 500 get(/path)"),
            (NameRef::call("module", "function"), "call(module.function)"),
            (NameRef::call_named("a.module.function"), "call(a.module.function)"),
            (NameRef::call_named("ping_pong"), "call(ping_pong)"),
            (NameRef::of("ws_send", "/chat"), "ws_send(/chat)"),
            (NameRef::custom("my_metric"), "my_metric"),
            (NameRef::check("logged in"), "check(logged in)"),
        ] {
            assert_eq!(name.to_string(), expected);
            assert_eq!(name.into_owned().to_string(), expected);
        }
    }
}
