//! Why a session is given no row.

use crate::error::{Error, ErrorKind};

/// Why a session is given no row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FeedError {
    /// There is no such feed.
    #[error("the load test has no feed `{feed}`{there_are}")]
    Unknown {
        /// The name that was asked for.
        feed: String,
        /// The nearest, or which there are.
        there_are: String,
    },
    /// The rows are of another type.
    #[error(
        "the rows of the feed `{feed}` are declared as `{declared}`, and asked for as `{asked}`"
    )]
    WrongType {
        /// The feed.
        feed: String,
        /// The type of its rows.
        declared: &'static str,
        /// The type that was asked for.
        asked: &'static str,
    },
    /// All rows were given.
    #[error(
        "the feed `{feed}` has run dry: all of its {rows} rows were given. Give it more rows, or \
         write `.wrap()` for it to start over, or `.stop()` for the load test to end"
    )]
    Dry {
        /// The feed.
        feed: String,
        /// How many rows it has.
        rows: usize,
    },
    /// All rows were given, which is to end the load test.
    #[error("the feed `{feed}` has run dry: all of its {rows} rows were given")]
    Stops {
        /// The feed.
        feed: String,
        /// How many rows it has.
        rows: usize,
    },
    /// All rows belong to sessions.
    #[error(
        "the feed `{feed}` has run dry: all of its {rows} rows belong to sessions that have not \
         ended. Give it more rows, run fewer sessions side by side, or leave out `.unique()`"
    )]
    AllTaken {
        /// The feed.
        feed: String,
        /// How many rows it has.
        rows: usize,
    },
}

impl FeedError {
    /// The error that scenario code meets.
    pub(crate) fn into_error(self) -> Error {
        let kind = match self {
            Self::Unknown { .. } | Self::WrongType { .. } => ErrorKind::Feed,
            Self::Dry { .. } | Self::AllTaken { .. } => ErrorKind::FeedDry,
            Self::Stops { .. } => ErrorKind::Interrupted,
        };
        Error::new(kind, self.to_string())
    }
}
