//! Which bucket, where it is and who writes to it, by the environment.

use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{BackoffConfig, RetryConfig};

use super::refusal::reason;
use super::wire::Wires;
use crate::export::error::ExportError;

const BUCKET: &str = "S3_BUCKET";
const KEY: &str = "AWS_ACCESS_KEY_ID";
const SECRET: &str = "AWS_SECRET_ACCESS_KEY";
const TOKEN: &str = "AWS_SESSION_TOKEN";
const ALLOW_HTTP: &str = "AWS_ALLOW_HTTP";
const ENDPOINTS: [&str; 3] = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"];

/// Variables that say where credentials come from when there are no keys.
const ROLES: [&str; 4] = [
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_METADATA_ENDPOINT",
];

/// What the environment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) bucket: String,
    /// Where, as people see it.
    pub(super) target: String,
    /// What nobody may see.
    pub(super) secrets: Vec<String>,
}

impl Settings {
    /// By these variables; `read` gives the value of one.
    pub(super) fn read(read: impl Fn(&str) -> Option<String>) -> Result<Self, ExportError> {
        let read = |name| read(name).filter(|value| !value.is_empty());
        let needed = |name, what: &str| {
            read(name).ok_or_else(|| ExportError::setting(name, format!("is not set: {what}")))
        };
        let bucket = needed(BUCKET, "it names the bucket that results are put into")?;
        let roles = ROLES.into_iter().any(|name| read(name).is_some());
        if read(KEY).is_some() || read(SECRET).is_some() || !roles {
            needed(KEY, "results are put into the bucket with it")?;
            needed(SECRET, "results are put into the bucket with it")?;
        }
        let endpoint = ENDPOINTS.into_iter().find_map(|name| Some((name, read(name)?)));
        if let Some((name, url)) = &endpoint {
            check(name, url, read(ALLOW_HTTP).as_deref())?;
        }
        let place = endpoint.map(|(_, url)| format!(" at {}", url.trim_end_matches('/')));
        Ok(Self {
            target: format!("bucket {bucket}{}", place.unwrap_or_default()),
            bucket,
            secrets: [SECRET, TOKEN].into_iter().filter_map(read).collect(),
        })
    }

    /// The store itself.
    pub(super) fn store(&self) -> Result<AmazonS3, ExportError> {
        let retries = RetryConfig {
            max_retries: 3,
            retry_timeout: Duration::from_secs(60),
            backoff: BackoffConfig::default(),
        };
        let builder = AmazonS3Builder::from_env()
            .with_bucket_name(&self.bucket)
            .with_retry(retries)
            .with_http_connector(Wires);
        builder.build().map_err(|error| self.failed(reason(&error)))
    }

    /// The error that names the target, without secrets.
    pub(super) fn failed(&self, reason: String) -> ExportError {
        let secrets = self.secrets.iter();
        let reason = secrets.fold(reason, |text, secret| text.replace(secret.as_str(), "***"));
        ExportError::Send { target: self.target.clone(), reason }
    }
}

fn check(name: &'static str, url: &str, allow: Option<&str>) -> Result<(), ExportError> {
    let Ok(parsed) = url::Url::parse(url) else {
        let reason = "is no address: write one such as https://s3.example";
        return Err(ExportError::setting(name, reason));
    };
    if !parsed.username().is_empty() || parsed.password().is_some() {
        let reason = format!("holds a user or a password: set {KEY} and {SECRET} instead");
        return Err(ExportError::setting(name, reason));
    }
    let allowed = allow.is_some_and(|allow| {
        ["1", "true", "on", "yes", "y"].contains(&allow.to_ascii_lowercase().as_str())
    });
    if parsed.scheme() == "http" && !allowed {
        let reason = format!("is not encrypted ({url}): write https, or set {ALLOW_HTTP}=true");
        return Err(ExportError::setting(name, reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(&str, &str); 5] = [
        (BUCKET, "loads"),
        (KEY, "id"),
        (SECRET, "hush"),
        ("AWS_ENDPOINT_URL", "http://minio:9000/"),
        (ALLOW_HTTP, "true"),
    ];

    fn of(variables: &[(&str, &str)]) -> Result<Settings, String> {
        let value = |name: &str| {
            let mut variables = variables.iter();
            variables.find_map(|(key, value)| (*key == name).then(|| (*value).to_owned()))
        };
        Settings::read(value).map_err(|error| error.to_string())
    }

    fn without(name: &str) -> String {
        let others: Vec<_> = ALL.into_iter().filter(|(key, _)| *key != name).collect();
        of(&others).unwrap_err()
    }

    #[test]
    fn the_target_is_named_by_bucket_and_place() {
        assert_eq!(of(&ALL).unwrap().target, "bucket loads at http://minio:9000");
        assert_eq!(of(&ALL[..3]).unwrap().target, "bucket loads");
    }

    #[test]
    fn what_is_missing_is_named() {
        let bucket = "S3_BUCKET is not set: it names the bucket that results are put into";
        assert_eq!(without(BUCKET), bucket);
        for name in [KEY, SECRET] {
            let expected = format!("{name} is not set: results are put into the bucket with it");
            assert_eq!(without(name), expected);
        }
        assert_eq!(
            without(ALLOW_HTTP),
            "AWS_ENDPOINT_URL is not encrypted (http://minio:9000/): write https, or set \
             AWS_ALLOW_HTTP=true"
        );
        assert!(of(&[(BUCKET, "loads"), (ROLES[0], "/run/token")]).is_ok());
    }

    #[test]
    fn errors_show_no_secret() {
        let error = of(&ALL).unwrap().failed("the key hush is wrong".to_owned());
        assert_eq!(
            error.to_string(),
            "cannot send the results to bucket loads at http://minio:9000: the key *** is wrong"
        );
    }
}
