//! The one error that scenario code meets, and the kinds it can have.
//!
//! Each floor builds its errors beside its code and turns them into this one; exit codes are not
//! decided here.

mod kind;

use std::fmt;

pub use kind::ErrorKind;

/// `Result` with [`Error`], the outcome of everything a session does.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What went wrong in a session.
///
/// Any [`std::error::Error`] becomes one with `?` (its kind is [`ErrorKind::Other`]). As with
/// `anyhow`, it is therefore not a `std::error::Error` itself, but converts into a boxed one.
///
/// ```
/// use chaperon::{Error, ErrorKind};
///
/// fn parse(text: &str) -> chaperon::Result<u32> {
///     Ok(text.parse()?)
/// }
///
/// let error: Error = parse("ten").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Other);
/// assert_eq!(error.to_string(), "invalid digit found in string");
/// ```
pub struct Error(Box<Repr>);

struct Repr {
    kind: ErrorKind,
    message: String,
    source: Option<Source>,
    /// Whether it has been counted.
    noted: bool,
}

impl Error {
    /// An error of the given kind, with a message of one line.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Repr { kind, message: message.into(), source: None, noted: false }))
    }

    /// The same error, with what caused it.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same error, told from one step further out: `context: message`.
    #[must_use]
    pub fn context(mut self, context: impl fmt::Display) -> Self {
        self.0.message = format!("{context}: {}", self.0.message);
        self
    }

    /// Marks the error as counted; whether it was not so before.
    pub(crate) fn note(&mut self) -> bool {
        !std::mem::replace(&mut self.0.noted, true)
    }

    /// Whether it has been counted.
    pub(crate) fn is_noted(&self) -> bool {
        self.0.noted
    }

    /// The same error, marked as counted.
    pub(crate) fn noted(mut self) -> Self {
        self.0.noted = true;
        self
    }

    /// Whether it ends the session whatever loops are around it.
    pub(crate) fn ends_session(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Aborted | ErrorKind::Interrupted)
    }

    /// What kind of error this is, by which it is counted.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        let mut source = self.0.source.as_deref().map(|source| source as &dyn std::error::Error);
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.0.kind)
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self::new(ErrorKind::Other, error.to_string()).with_sources_of(&error)
    }
}

impl Error {
    fn with_sources_of(mut self, error: &dyn std::error::Error) -> Self {
        let mut source = error.source();
        while let Some(error) = source {
            self.0.message = format!("{}: {error}", self.0.message);
            source = error.source();
        }
        self
    }
}

impl From<Error> for Box<dyn std::error::Error + Send + Sync> {
    fn from(error: Error) -> Self {
        Box::new(Boxed(error))
    }
}

impl From<Error> for Box<dyn std::error::Error> {
    fn from(error: Error) -> Self {
        Box::new(Boxed(error))
    }
}

/// An [`Error`] where a `std::error::Error` is asked for.
#[derive(Debug)]
struct Boxed(Error);

impl fmt::Display for Boxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Boxed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.0.source.as_deref().map(|source| source as _)
    }
}
