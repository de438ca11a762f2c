//! `ObjectStore`: the exporter that puts another's files into a bucket.

use std::fmt;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::{fs, thread};

use object_store::ObjectStoreExt;
use object_store::aws::AmazonS3;
use object_store::path::Path as Key;

use super::refusal::reason;
use super::settings::Settings;
use crate::export::error::ExportError;
use crate::export::exporter::{ExportOptions, Exporter, with_extension};
use crate::results::RunResults;

/// The files of another exporter, put into a bucket of S3 or of what speaks its protocol when they
/// have been written. Needs the cargo feature `object-store`.
///
/// The saved run and the config with the scenario list go with them. An object's key is the path of
/// the file below the folder that the program runs in, by default
/// `results/<date>/<load test>/[<tag>-]<time>.<extension>`; of a path that begins elsewhere, all of
/// it but the leading `/`.
///
/// The bucket is `S3_BUCKET`; the rest is read from the usual variables: `AWS_ACCESS_KEY_ID`,
/// `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION` or `AWS_DEFAULT_REGION` (`us-east-1`),
/// `AWS_ENDPOINT_URL` or `AWS_ENDPOINT`, and `AWS_ALLOW_HTTP=true` for one that is not encrypted.
/// Without keys, the roles of containers and web identities are used where their variables are
/// set, and that of a machine where `AWS_METADATA_ENDPOINT` is.
///
/// ```no_run
/// use std::sync::Arc;
///
/// use chaperon::RunOptions;
/// use chaperon::export::{Csv, ObjectStore};
///
/// let store = ObjectStore::new(Csv::default())?;
/// let options = RunOptions { exports: vec![Arc::new(store)], ..RunOptions::default() };
/// # Ok::<(), chaperon::export::ExportError>(())
/// ```
pub struct ObjectStore {
    name: String,
    inner: Box<dyn Exporter>,
    settings: Settings,
    store: AmazonS3,
}

impl ObjectStore {
    /// Puts what `exporter` writes into the bucket that the environment names.
    ///
    /// # Errors
    /// [`ExportError::Setting`] names the variable that is missing or wrong; [`ExportError::Send`]
    /// tells what else of the settings the store cannot use.
    pub fn new(exporter: impl Exporter + 'static) -> Result<Self, ExportError> {
        let settings = Settings::read(|name| std::env::var(name).ok())?;
        Ok(Self {
            name: format!("s3:{}", exporter.name()),
            store: settings.store()?,
            inner: Box::new(exporter),
            settings,
        })
    }

    /// Puts each of these files into the bucket.
    ///
    /// The store is made for an async runtime: it gets one on a thread of its own, since the
    /// caller may be on another's, where none may block or end.
    fn put(&self, files: Vec<(Key, Vec<u8>)>) -> Result<(), String> {
        thread::scope(|scope| {
            let thread = thread::Builder::new().spawn_scoped(scope, || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
                runtime.map_err(|error| error.to_string())?.block_on(self.put_all(files))
            });
            let done = thread.map_err(|error| error.to_string())?.join();
            done.unwrap_or_else(|_| Err("the client of the store broke down".to_owned()))
        })
    }

    async fn put_all(&self, files: Vec<(Key, Vec<u8>)>) -> Result<(), String> {
        for (key, bytes) in files {
            self.store.put(&key, bytes.into()).await.map_err(|error| reason(&error))?;
        }
        Ok(())
    }

    /// The files that lie beside every export; one that could not be written is told of already.
    fn beside(&self, base: &Path) -> Result<Vec<(Key, Vec<u8>)>, ExportError> {
        let files = ["run.json", "config.json"].map(|extension| with_extension(base, extension));
        let files = files.into_iter().filter_map(|path| match fs::read(&path) {
            Ok(bytes) => Some(Ok((key(&path), bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                Some(Err(self.settings.failed(format!("cannot read {}: {error}", path.display()))))
            }
        });
        files.collect()
    }
}

impl fmt::Debug for ObjectStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.inner.name(), self.settings.target)
    }
}

impl Exporter for ObjectStore {
    fn name(&self) -> &str {
        &self.name
    }

    fn extension(&self) -> &str {
        self.inner.extension()
    }

    fn sends(&self) -> bool {
        true
    }

    fn encode(
        &self,
        results: &RunResults,
        options: &ExportOptions,
    ) -> Result<Vec<u8>, ExportError> {
        self.inner.encode(results, options)
    }

    /// Writes the file, then puts it and those beside it into the bucket.
    fn write_output(&self, encoded: &[u8], base: &Path) -> Result<Option<PathBuf>, ExportError> {
        let file = self.inner.write_output(encoded, base)?;
        let named = file.clone().unwrap_or_else(|| with_extension(base, self.extension()));
        let mut files = vec![(key(&named), encoded.to_vec())];
        files.extend(self.beside(base)?);
        self.put(files).map_err(|reason| self.settings.failed(reason))?;
        Ok(file)
    }
}

/// The key of a file: the names in its path.
fn key(path: &Path) -> Key {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    Key::from_iter(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_can_be_called_from_within_a_runtime() {
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let store = object_store::aws::AmazonS3Builder::new()
            .with_bucket_name("loads")
            .with_endpoint(format!("http://{address}"))
            .with_allow_http(true)
            .with_access_key_id("id")
            .with_secret_access_key("hush")
            .with_retry(object_store::RetryConfig { max_retries: 0, ..Default::default() })
            .with_http_connector(crate::export::object_store::wire::Wires);
        let store = ObjectStore {
            name: "s3:csv".to_owned(),
            inner: Box::new(crate::export::Csv::default()),
            settings: Settings {
                bucket: "loads".to_owned(),
                target: "bucket loads".to_owned(),
                secrets: Vec::new(),
            },
            store: store.build().unwrap(),
        };
        let error = store.put(vec![(key(Path::new("a.csv")), Vec::new())]).unwrap_err();
        assert!(error.starts_with("Connection refused"), "{error}");
    }

    #[test]
    fn a_key_is_the_path_of_the_file() {
        for (path, expected) in [
            ("results/2026-11-21/Shop/1.csv", "results/2026-11-21/Shop/1.csv"),
            ("./out.json", "out.json"),
            ("/var/../tmp/out.json", "var/tmp/out.json"),
        ] {
            assert_eq!(key(Path::new(path)).as_ref(), expected);
        }
    }
}
