//! A feed as a load test declares it: where its rows come from, and how they are dealt.

use std::any::type_name;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;

use super::file::{self, ReadFile};
use super::rows::Rows;
use super::{csv, jsonl};

/// Rows of data for sessions, such as one user each: typed, from a CSV file, a file of JSON lines,
/// or made in code.
///
/// `load_test!` declares feeds in its field `feeds`, and [`Definition::feed`](crate::Definition::feed)
/// does where a load test is built. A session asks for a row by
/// [`session.feed`](crate::Session::feed).
///
/// ```
/// use chaperon::prelude::*;
/// use chaperon::{Definition, Entry, Feed, LoadTest};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct User {
///     name: String,
///     password: String,
/// }
///
/// #[scenario]
/// async fn log_in(session: &mut Session) -> Result {
///     let user = session.feed::<User>("users").await?;
///     session.post("/login").form([("user", &user.name), ("password", &user.password)]).await?;
///     Ok(())
/// }
///
/// load_test! {
///     Written {
///         default_config: { base_url: "http://localhost:5000" },
///         feeds: { users: csv("users.csv").shuffled().wrap() as User },
///         scenarios: [20 * log_in for 5min],
///     }
/// }
///
/// // The same, built by hand.
/// let built = Definition::new().feed("users", Feed::csv::<User>("users.csv").shuffled().wrap());
/// assert_eq!(
///     format!("{:?}", built.feeds().collect::<Vec<_>>()),
///     format!("{:?}", Written::define().feeds().collect::<Vec<_>>()),
/// );
/// ```
///
/// # Reading
/// A path that is not absolute counts from the folder that the program is run in. All rows are read
/// and checked before anything is sent, also by `check`: what is wrong with a file is told by line
/// and column.
///
/// # Dealing
/// All sessions of the load test, on whatever core, are given the rows of one feed: each row once,
/// in the order of the file unless it is [`shuffled`](Self::shuffled). A session that asks when
/// there is none left gets an error of the kind [`FeedDry`](crate::ErrorKind::FeedDry), unless the
/// feed starts over by [`wrap`](Self::wrap) or ends the load test by [`stop`](Self::stop).
#[derive(Clone)]
pub struct Feed {
    source: Source,
    type_name: &'static str,
    pub(super) shuffled: bool,
    pub(super) unique: bool,
    pub(super) wraps: bool,
    pub(super) stops: bool,
}

/// Where rows come from.
#[derive(Clone)]
enum Source {
    File { format: &'static str, path: PathBuf, read: ReadFile },
    Given(Rows),
}

impl Feed {
    /// Rows of a CSV file: its first line names the columns, which are the fields of `T`.
    ///
    /// ```
    /// use chaperon::Feed;
    /// use serde::Deserialize;
    ///
    /// // name,age
    /// // anna,31
    /// // "Smith, Bob",
    /// #[derive(Deserialize)]
    /// struct User {
    ///     name: String,
    ///     age: Option<u8>,
    /// }
    ///
    /// let users = Feed::csv::<User>("users.csv");
    /// # let _ = users;
    /// ```
    ///
    /// Columns that `T` does not have are passed over. Cells may be quoted, and then hold commas and
    /// ends of lines; an empty one is the `None` of an `Option`.
    pub fn csv<T: for<'de> Deserialize<'de> + Send + Sync + 'static>(
        path: impl Into<PathBuf>,
    ) -> Self {
        Self::file::<T>("csv", path.into(), csv::read::<T>)
    }

    /// Rows of a file that holds a JSON value a line. Blank lines are passed over.
    ///
    /// ```
    /// use chaperon::Feed;
    /// use serde::Deserialize;
    ///
    /// // {"name": "anna", "tags": ["new"]}
    /// // {"name": "bob", "tags": []}
    /// #[derive(Deserialize)]
    /// struct User {
    ///     name: String,
    ///     tags: Vec<String>,
    /// }
    ///
    /// let users = Feed::jsonl::<User>("users.jsonl").unique().wrap();
    /// # let _ = users;
    /// ```
    pub fn jsonl<T: for<'de> Deserialize<'de> + Send + Sync + 'static>(
        path: impl Into<PathBuf>,
    ) -> Self {
        Self::file::<T>("jsonl", path.into(), jsonl::read::<T>)
    }

    /// These rows.
    ///
    /// ```
    /// use chaperon::Feed;
    ///
    /// let numbers = Feed::rows((1..=1000).map(|number| format!("user-{number}"))).stop();
    /// assert_eq!(numbers.to_string(), "rows(1000).stop() as alloc::string::String");
    /// ```
    pub fn rows<T: Send + Sync + 'static>(rows: impl IntoIterator<Item = T>) -> Self {
        Self::new::<T>(Source::Given(Rows::new(rows.into_iter().map(Arc::new).collect())))
    }

    fn file<T>(format: &'static str, path: PathBuf, read: ReadFile) -> Self {
        Self::new::<T>(Source::File { format, path, read })
    }

    fn new<T>(source: Source) -> Self {
        Self {
            source,
            type_name: type_name::<T>(),
            shuffled: false,
            unique: false,
            wraps: false,
            stops: false,
        }
    }

    /// Deals the rows in a random order: the same one with the same `--seed`, and another one each
    /// time the feed starts over.
    #[must_use]
    pub fn shuffled(mut self) -> Self {
        self.shuffled = true;
        self
    }

    /// Has a row belong to one session at a time: where a feed starts over, a row is given again
    /// only when the session that took it has ended. There must be more rows than are taken at a
    /// time: one that is asked for while all are taken is an error of the kind
    /// [`FeedDry`](crate::ErrorKind::FeedDry).
    ///
    /// Without [`wrap`](Self::wrap) a row is given once, and so to one session, anyway.
    #[must_use]
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Starts over when all rows were given.
    #[must_use]
    pub fn wrap(mut self) -> Self {
        self.wraps = true;
        self
    }

    /// Stops the load test when a session asks for a row and all were given: as with `--duration`,
    /// what is under way has `graceful_stop` to come to its end. The session that asked is counted
    /// as interrupted.
    #[must_use]
    pub fn stop(mut self) -> Self {
        self.stops = true;
        self
    }

    /// The type of its rows.
    pub(super) fn type_name(&self) -> &'static str {
        self.type_name
    }

    /// What does not go together in it.
    pub(crate) fn mistake(&self) -> Option<&'static str> {
        (self.wraps && self.stops).then_some(
            "a feed that starts over by `wrap` never runs dry, and so never stops the load test: \
             leave out `wrap` or `stop`",
        )
    }

    /// Its rows, or all that is wrong with them.
    pub(super) fn read(&self) -> Result<Rows, Vec<String>> {
        match &self.source {
            Source::Given(rows) if rows.count() == 0 => Err(vec!["it has no rows".to_owned()]),
            Source::Given(rows) => Ok(rows.clone()),
            Source::File { path, read, .. } => file::read(path, *read),
        }
    }
}

/// As it is written in `load_test!`, with the whole path of the type.
impl fmt::Display for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::File { format, path, .. } => write!(f, "{format}({path:?})")?,
            Source::Given(rows) => write!(f, "rows({})", rows.count())?,
        }
        let modifiers = [
            (self.shuffled, "shuffled"),
            (self.unique, "unique"),
            (self.wraps, "wrap"),
            (self.stops, "stop"),
        ];
        for (_, modifier) in modifiers.iter().filter(|(is_set, _)| *is_set) {
            write!(f, ".{modifier}()")?;
        }
        write!(f, " as {}", self.type_name)
    }
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
