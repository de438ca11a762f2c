//! Which metrics are recorded at all.

use std::fmt;
use std::sync::Arc;

use crate::metrics::name::{NameOf, NameRef};
use crate::metrics::snapshot::{Snapshot, View};

type Predicate = dyn Fn(&NameRef<'_>) -> bool + Send + Sync;

/// Which metrics are recorded: all (the default), those of some types, or those a predicate takes.
///
/// It is asked when a name is first seen, before anything is recorded; a name it refuses is asked
/// for again each time, so a predicate should be quick. Errors, session counts and traffic are
/// always kept.
///
/// ```
/// use chaperon::metrics::{MetricFilter, NameRef};
///
/// let filter = MetricFilter::types(["call", "post", "my_custom_metric"]);
/// assert!(filter.takes(&NameRef::http("post", "/login")));
/// assert!(!filter.takes(&NameRef::http("get", "/")));
///
/// let filter = MetricFilter::by(|name| name.to_string().starts_with("get(/api"));
/// assert!(filter.takes(&NameRef::http("get", "/api/users")));
/// ```
#[derive(Clone, Default)]
pub struct MetricFilter(Rule);

#[derive(Clone, Default)]
enum Rule {
    #[default]
    All,
    Types(Arc<[Box<str>]>),
    By(Arc<Predicate>),
}

impl MetricFilter {
    /// Only metrics of these types: `get`, `call`, `run_scenario`, or a custom metric's name.
    /// A type takes its HTTP errors too; `error` takes the HTTP errors of every verb.
    pub fn types<T: Into<Box<str>>>(types: impl IntoIterator<Item = T>) -> Self {
        Self(Rule::Types(types.into_iter().map(Into::into).collect()))
    }

    /// Only metrics for whose name the predicate is true.
    pub fn by(predicate: impl Fn(&NameRef<'_>) -> bool + Send + Sync + 'static) -> Self {
        Self(Rule::By(Arc::new(predicate)))
    }

    /// Whether a metric of this name is recorded.
    pub fn takes(&self, name: &NameRef<'_>) -> bool {
        match &self.0 {
            Rule::All => true,
            Rule::Types(types) => types.iter().any(|kind| is_of(name, kind)),
            Rule::By(predicate) => predicate(name),
        }
    }

    /// Those of the types of which nothing was recorded: most often because of a slip of the pen.
    /// A metric without a place of its own, because there were too many, has no type.
    ///
    /// ```
    /// use chaperon::metrics::{MetricFilter, Snapshot};
    ///
    /// let filter = MetricFilter::types(["post", "gett"]);
    /// assert_eq!(filter.unused(&Snapshot::default()), ["post", "gett"]);
    /// ```
    pub fn unused(&self, recorded: &Snapshot) -> Vec<&str> {
        match &self.0 {
            Rule::Types(types) if !recorded.overflowed() => {
                let metrics = recorded.metrics(View::All);
                let of =
                    |kind: &str| metrics.iter().any(|(key, _)| is_of(&key.name.by_ref(), kind));
                types.iter().map(AsRef::as_ref).filter(|kind| !of(kind)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn is_of(name: &NameRef<'_>, kind: &str) -> bool {
    name.action() == kind || (kind == "error" && matches!(name, NameOf::HttpError { .. }))
}

impl fmt::Debug for MetricFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Rule::All => f.write_str("all"),
            Rule::Types(types) => f.debug_list().entries(types.iter()).finish(),
            Rule::By(_) => f.write_str("by a predicate"),
        }
    }
}
