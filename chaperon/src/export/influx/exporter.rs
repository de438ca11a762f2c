//! `Influx`: the exporter that sends points.

use std::fmt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;
use url::Url;

use super::{line, settings};
use crate::export::agent::{agent, reason as unanswered};
use crate::export::error::ExportError;
use crate::export::exporter::{ExportOptions, Exporter};
use crate::results::RunResults;

/// How many points go in one request.
const BATCH: usize = 5000;

/// How much of an answer is shown that is not InfluxDB's.
const SHOWN: usize = 200;

/// InfluxDB: a point a metric, sent when the run is over. Needs the cargo feature `influx`.
///
/// The measurement is `load_test`; its tags are `action`, such as `get(/path)` or
/// `error.http.500(get(/path))`, `load_test`, `session` where sessions are kept apart, and `tag`.
/// Its fields are `duration` (of the run, in seconds), `total_count`, and the figures of a line of
/// [`Csv`](crate::export::Csv): `max`, `mean`, `min`, `percentile_10_0` .. `percentile_99_999`.
/// Times are microseconds. The points bear the time when the run ended.
///
/// Other than Chaperon's, all figures but `total_count` are floating-point numbers: a plain number
/// keeps its fraction. InfluxDB takes one type a field within a shard, so that results of both
/// belong into different databases.
///
/// ```
/// use chaperon::export::Influx;
///
/// let influx = Influx::v1("http://localhost:8086", "chaperon")?.with_user("chaperon", "secret");
/// assert_eq!(format!("{influx:?}"), "InfluxDB at http://localhost:8086 (database chaperon)");
/// # Ok::<(), chaperon::export::ExportError>(())
/// ```
#[derive(Clone)]
pub struct Influx {
    /// Where points are written to.
    address: Url,
    /// What people see of it.
    target: String,
    /// The header, and what of it nobody may see.
    authorization: Option<(String, String)>,
}

impl Influx {
    /// A database of InfluxDB 1, at `<url>/write`.
    ///
    /// # Errors
    /// [`ExportError::Setting`] when the URL is none, or holds a password.
    pub fn v1(url: &str, database: &str) -> Result<Self, ExportError> {
        let address = address(url, &["write"], &[("db", database)])?;
        Ok(Self {
            target: format!("InfluxDB at {} (database {database})", base(url)),
            address,
            authorization: None,
        })
    }

    /// The user of an InfluxDB 1 that asks for one.
    #[must_use]
    pub fn with_user(self, user: &str, password: &str) -> Self {
        let header = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        Self { authorization: Some((header, password.to_owned())), ..self }
    }

    /// A bucket of InfluxDB 2, at `<url>/api/v2/write`.
    ///
    /// # Errors
    /// [`ExportError::Setting`] when the URL is none, or holds a password.
    pub fn v2(url: &str, org: &str, bucket: &str, token: &str) -> Result<Self, ExportError> {
        let query = [("org", org), ("bucket", bucket)];
        Ok(Self {
            address: address(url, &["api", "v2", "write"], &query)?,
            target: format!("InfluxDB at {} (bucket {bucket} of organisation {org})", base(url)),
            authorization: Some((format!("Token {token}"), token.to_owned())),
        })
    }

    /// What the environment says. Of InfluxDB 1: `CHAPERON_INFLUX_HOST` (`localhost`),
    /// `CHAPERON_INFLUX_PORT` (8086), `CHAPERON_INFLUX_DB` (`chaperon`), and where a user is asked
    /// for `CHAPERON_INFLUX_USER` (`chaperon`) and `CHAPERON_INFLUX_PW`. Of InfluxDB 2:
    /// `CHAPERON_INFLUX_ORG`, `CHAPERON_INFLUX_BUCKET` and `CHAPERON_INFLUX_TOKEN`. For both,
    /// `CHAPERON_INFLUX_URL` may stand in place of host and port, such as `https://influx.example`.
    ///
    /// # Errors
    /// [`ExportError::Setting`] names the variable that is missing or wrong.
    pub fn from_env() -> Result<Self, ExportError> {
        settings::read(|name| std::env::var(name).ok())
    }

    fn send(&self, points: &str) -> Result<(), String> {
        let mut request = http::Request::post(self.address.as_str());
        if let Some((header, _)) = &self.authorization {
            request = request.header(AUTHORIZATION, header);
        }
        let request = request.body(points).map_err(|error| error.to_string())?;
        let mut answer = agent().run(request).map_err(|error| unanswered(&error))?;
        if answer.status().is_success() {
            return Ok(());
        }
        let text = answer.body_mut().read_to_string().unwrap_or_default();
        Err(format!("{}: {}", answer.status(), said(&text)))
    }

    fn failed(&self, reason: String) -> ExportError {
        let secret = self.authorization.iter().map(|(_, secret)| secret);
        let secret = secret.filter(|secret| !secret.is_empty());
        let reason = secret.fold(reason, |text, secret| text.replace(secret.as_str(), "***"));
        ExportError::Send { target: self.target.clone(), reason }
    }
}

impl fmt::Debug for Influx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.target)
    }
}

impl Exporter for Influx {
    fn name(&self) -> &str {
        "influx"
    }

    fn extension(&self) -> &str {
        "influx"
    }

    fn sends(&self) -> bool {
        true
    }

    fn encode(
        &self,
        results: &RunResults,
        options: &ExportOptions,
    ) -> Result<Vec<u8>, ExportError> {
        Ok(line::points(results, options.view).into_bytes())
    }

    /// Sends the points; no file is written.
    fn write_output(&self, encoded: &[u8], _: &Path) -> Result<Option<PathBuf>, ExportError> {
        let points = String::from_utf8_lossy(encoded);
        let lines: Vec<&str> = points.lines().collect();
        for batch in lines.chunks(BATCH) {
            self.send(&batch.join("\n")).map_err(|reason| self.failed(reason))?;
        }
        Ok(None)
    }
}

/// The address that points are written to.
fn address(url: &str, path: &[&str], query: &[(&str, &str)]) -> Result<Url, ExportError> {
    let wrong = |reason: &str| ExportError::setting("CHAPERON_INFLUX_URL", reason);
    let no_address = || wrong("is no address: write one such as http://localhost:8086");
    let mut url = Url::parse(url).map_err(|_| no_address())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(no_address());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "holds a user or a password: set CHAPERON_INFLUX_USER and CHAPERON_INFLUX_PW instead",
        ));
    }
    url.path_segments_mut().map_err(|()| no_address())?.pop_if_empty().extend(path);
    url.query_pairs_mut().clear().extend_pairs(query).append_pair("precision", "ns");
    Ok(url)
}

/// A URL as people see it.
fn base(url: &str) -> String {
    let Ok(mut shown) = Url::parse(url) else { return url.to_owned() };
    shown.set_query(None);
    shown.as_str().trim_end_matches('/').to_owned()
}

/// What an answer says: InfluxDB's message, or the begin of what came in its place.
fn said(text: &str) -> String {
    let json = serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
    let message = ["error", "message"].into_iter().find_map(|key| json.get(key)?.as_str());
    message.unwrap_or(text).trim().chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_are_those_of_both_versions() {
        let influx = Influx::v1("http://localhost:8086/", "a b&c").unwrap();
        assert_eq!(influx.address.as_str(), "http://localhost:8086/write?db=a+b%26c&precision=ns");
        let influx = Influx::v2("https://influx.example/eu", "my org", "b", "t").unwrap();
        let expected = "https://influx.example/eu/api/v2/write?org=my+org&bucket=b&precision=ns";
        assert_eq!(influx.address.as_str(), expected);
    }

    #[test]
    fn what_the_server_says_is_told_without_the_secret() {
        let influx = Influx::v1("http://localhost", "x").unwrap().with_user("me", "hush");
        let error = influx.failed(said(r#"{"error":"no user me with password hush"}"#));
        assert_eq!(
            error.to_string(),
            "cannot send the results to InfluxDB at http://localhost (database x): no user me with \
             password ***"
        );
        assert_eq!(said(r#"{"code":"invalid","message":"bad line"}"#), "bad line");
        assert_eq!(said(&"x".repeat(1000)).len(), SHOWN);
    }
}
