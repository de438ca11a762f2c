//! Where InfluxDB is and who writes to it, by the environment: `CHAPERON_INFLUX_*`.

use super::Influx;
use crate::export::error::ExportError;

const URL: &str = "CHAPERON_INFLUX_URL";
const HOST: &str = "CHAPERON_INFLUX_HOST";
const PORT: &str = "CHAPERON_INFLUX_PORT";
const DB: &str = "CHAPERON_INFLUX_DB";
const USER: &str = "CHAPERON_INFLUX_USER";
const PASSWORD: &str = "CHAPERON_INFLUX_PW";
const ORG: &str = "CHAPERON_INFLUX_ORG";
const BUCKET: &str = "CHAPERON_INFLUX_BUCKET";
const TOKEN: &str = "CHAPERON_INFLUX_TOKEN";

/// The exporter that these variables describe; `read` gives the value of one.
pub(super) fn read(read: impl Fn(&str) -> Option<String>) -> Result<Influx, ExportError> {
    let read = |name| read(name).filter(|value| !value.is_empty());
    let url = url(&read)?;
    if [ORG, BUCKET, TOKEN].into_iter().any(|name| read(name).is_some()) {
        version_2(&url, read)
    } else {
        version_1(&url, read)
    }
}

fn url(read: &impl Fn(&'static str) -> Option<String>) -> Result<String, ExportError> {
    let Some(url) = read(URL) else {
        let host = read(HOST).unwrap_or_else(|| "localhost".to_owned());
        let port = read(PORT).unwrap_or_else(|| "8086".to_owned());
        if port.parse::<u16>().is_err() {
            return Err(ExportError::setting(PORT, format!("is no port: `{port}`")));
        }
        return Ok(format!("http://{host}:{port}"));
    };
    match [HOST, PORT].into_iter().find(|name| read(name).is_some()) {
        Some(name) => {
            Err(ExportError::setting(name, format!("is set beside {URL}: leave out one")))
        }
        None => Ok(url),
    }
}

fn version_1(
    url: &str,
    read: impl Fn(&'static str) -> Option<String>,
) -> Result<Influx, ExportError> {
    let database = read(DB).unwrap_or_else(|| "chaperon".to_owned());
    let influx = Influx::v1(url, &database)?;
    match (read(USER), read(PASSWORD)) {
        (None, None) => Ok(influx),
        (user, Some(password)) => {
            Ok(influx.with_user(user.as_deref().unwrap_or("chaperon"), &password))
        }
        (Some(_), None) => {
            Err(ExportError::setting(PASSWORD, format!("is not set, but {USER} is")))
        }
    }
}

fn version_2(
    url: &str,
    read: impl Fn(&'static str) -> Option<String>,
) -> Result<Influx, ExportError> {
    if let Some(name) = [DB, USER, PASSWORD].into_iter().find(|name| read(name).is_some()) {
        let reason = format!(
            "is for InfluxDB 1, and {ORG}, {BUCKET} and {TOKEN} are for InfluxDB 2: leave out one \
             or the others"
        );
        return Err(ExportError::setting(name, reason));
    }
    let needed = |name| {
        let reason = format!("is not set; InfluxDB 2 needs {ORG}, {BUCKET} and {TOKEN}");
        read(name).ok_or_else(|| ExportError::setting(name, reason))
    };
    Influx::v2(url, &needed(ORG)?, &needed(BUCKET)?, &needed(TOKEN)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Influx, String> {
        let value = |name: &str| {
            let mut variables = variables.iter();
            variables.find_map(|(key, value)| (*key == name).then(|| (*value).to_owned()))
        };
        read(value).map_err(|error| error.to_string())
    }

    fn shown(variables: &[(&str, &str)]) -> String {
        format!("{:?}", of(variables).unwrap())
    }

    #[test]
    fn the_defaults_are_those_of_chaperon() {
        assert_eq!(shown(&[]), "InfluxDB at http://localhost:8086 (database chaperon)");
        assert_eq!(
            shown(&[(HOST, "metrics"), (PORT, "80"), (DB, "load"), (PASSWORD, "hush")]),
            "InfluxDB at http://metrics (database load)"
        );
    }

    #[test]
    fn version_2_has_an_organisation_a_bucket_and_a_token() {
        let all = [(URL, "https://influx.example/eu/"), (ORG, "shop"), (BUCKET, "b"), (TOKEN, "t")];
        assert_eq!(
            shown(&all),
            "InfluxDB at https://influx.example/eu (bucket b of organisation shop)"
        );
        for missing in [ORG, BUCKET, TOKEN] {
            let others: Vec<_> = all.into_iter().filter(|(name, _)| *name != missing).collect();
            let error = of(&others).unwrap_err();
            assert!(error.starts_with(&format!("{missing} is not set; ")), "{error}");
        }
    }

    #[test]
    fn a_setting_that_is_wrong_is_named_and_no_secret_is_shown() {
        for (variables, expected) in [
            (&[(PORT, "x")][..], "CHAPERON_INFLUX_PORT is no port: `x`"),
            (&[(USER, "me")], "CHAPERON_INFLUX_PW is not set, but CHAPERON_INFLUX_USER is"),
            (
                &[(URL, "http://a"), (HOST, "b")],
                "CHAPERON_INFLUX_HOST is set beside CHAPERON_INFLUX_URL: leave out one",
            ),
            (
                &[(URL, "influx:8086")],
                "CHAPERON_INFLUX_URL is no address: write one such as http://localhost:8086",
            ),
            (
                &[(URL, "http://me:hush@a")],
                "CHAPERON_INFLUX_URL holds a user or a password: set CHAPERON_INFLUX_USER and \
                 CHAPERON_INFLUX_PW instead",
            ),
            (
                &[(TOKEN, "hush"), (DB, "x")],
                "CHAPERON_INFLUX_DB is for InfluxDB 1, and CHAPERON_INFLUX_ORG, \
                 CHAPERON_INFLUX_BUCKET and CHAPERON_INFLUX_TOKEN are for InfluxDB 2: leave out \
                 one or the others",
            ),
        ] {
            assert_eq!(of(variables).unwrap_err(), expected);
        }
    }
}
