//! What an exporter is.

use std::path::{Path, PathBuf};

use crate::export::error::ExportError;
use crate::metrics::View;
use crate::results::{RunResults, write_file};

/// What is exported.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct ExportOptions {
    /// Which phases of the run; all of them unless said, so that counts equal what the target
    /// served.
    pub view: View,
}

/// A format that results are written in, or a place that they are sent to.
///
/// ```
/// use chaperon::export::{Csv, ExportError, ExportOptions, Exporter};
/// use chaperon::results::RunResults;
///
/// /// CSV, but the columns are split by semicolons.
/// struct Semicolons;
///
/// impl Exporter for Semicolons {
///     fn name(&self) -> &str {
///         "semicolons"
///     }
///
///     fn extension(&self) -> &str {
///         "csv"
///     }
///
///     fn encode(&self, results: &RunResults, options: &ExportOptions) -> Result<Vec<u8>, ExportError> {
///         Csv { separator: ';' }.encode(results, options)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an exporter",
    label = "not an exporter",
    note = "implement `chaperon::export::Exporter` for it, or use `Csv`, `Json`"
)]
pub trait Exporter: Send + Sync {
    /// The format's name, as on the command line: `csv`.
    fn name(&self) -> &str;

    /// What its files' names end in, without the dot.
    fn extension(&self) -> &str;

    /// Whether results are sent away, so that standard output cannot stand for where they go.
    fn sends(&self) -> bool {
        false
    }

    /// The results in this format.
    ///
    /// # Errors
    /// [`ExportError::Encode`] when they cannot be brought into it.
    fn encode(&self, results: &RunResults, options: &ExportOptions)
    -> Result<Vec<u8>, ExportError>;

    /// Writes encoded results where they belong: unless this is overridden, to the file
    /// `<base>.<extension>`, whole or not at all. Gives the file, if it is one.
    ///
    /// # Errors
    /// [`ExportError::Write`] or [`ExportError::Send`], which name the target.
    fn write_output(&self, encoded: &[u8], base: &Path) -> Result<Option<PathBuf>, ExportError> {
        let path = with_extension(base, self.extension());
        match write_file(&path, encoded) {
            Ok(()) => Ok(Some(path)),
            Err(source) => Err(ExportError::Write { path, source }),
        }
    }
}

impl std::fmt::Debug for dyn Exporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The base with `.extension` put behind it; what follows a dot in the base stays.
pub(super) fn with_extension(base: &Path, extension: &str) -> PathBuf {
    let mut path = base.as_os_str().to_owned();
    path.push(".");
    path.push(extension);
    path.into()
}
