//! The engine between the nodes of a cluster, as it is named by flags and by the environment.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::cluster::engine::{Engine, EngineError, Nats, NatsOptions, Secret};

/// Of 1 GiB.
const MAX_BYTES: &str = "1073741824";

#[derive(Debug, Args, Clone)]
#[command(next_help_heading = "The cluster's NATS server")]
pub(super) struct EngineArgs {
    /// The NATS server with JetStream: nats://host:4222 or tls://host:4222, several with commas between
    /// them. A user and a password, or a token, may stand in it, but is safer in the environment
    /// [env: CHAPERON_NATS_URL; and CHAPERON_NATS_TOKEN, or CHAPERON_NATS_USER and
    /// CHAPERON_NATS_PASSWORD]
    #[arg(long, value_name = "URL")]
    pub(super) nats: Option<String>,

    /// Who asks: a file of credentials, as `nsc` makes them
    #[arg(long, value_name = "FILE", conflicts_with = "nats_nkey")]
    pub(super) nats_creds: Option<PathBuf>,

    /// Who asks: a file with the seed of an nkey
    #[arg(long, value_name = "FILE")]
    pub(super) nats_nkey: Option<PathBuf>,

    /// Trusts the authorities in this PEM file, not the system's, and talks by TLS only
    #[arg(long, value_name = "FILE")]
    pub(super) nats_ca: Option<PathBuf>,

    /// The certificate that is shown to the server, as PEM
    #[arg(long, value_name = "FILE", requires = "nats_key")]
    pub(super) nats_cert: Option<PathBuf>,

    /// The key of that certificate, as PEM
    #[arg(long, value_name = "FILE", requires = "nats_cert")]
    pub(super) nats_key: Option<PathBuf>,

    /// How much of results the server keeps at most, in bytes; who makes the stream says it, and one
    /// that is there is used as it is
    #[arg(long, value_name = "BYTES", default_value = MAX_BYTES,
          value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) nats_max_bytes: u64,

    /// Uses a server on another machine though it asks nobody who they are
    #[arg(long)]
    pub(super) insecure_engine: bool,

    /// Which cluster, of those that share the server
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub(super) cluster: String,
}

impl EngineArgs {
    /// Connects within 5 s, or says what is missing.
    pub(super) async fn connect(&self) -> Result<Arc<dyn Engine>, EngineError> {
        let options = self.options(|name| std::env::var(name).ok().filter(|it| !it.is_empty()))?;
        Ok(Arc::new(Nats::connect(&options).await?))
    }

    #[cfg(feature = "api")]
    /// Whether a server is named, by a flag or by the environment.
    pub(super) fn is_named(&self) -> bool {
        self.nats.is_some()
            || std::env::var_os("CHAPERON_NATS_URL").is_some_and(|it| !it.is_empty())
    }

    fn options(
        &self,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<NatsOptions, EngineError> {
        let servers = self.nats.clone().or_else(|| environment("CHAPERON_NATS_URL"));
        let secret = |name| environment(name).map(Secret::new);
        Ok(NatsOptions {
            servers: Secret::new(servers.ok_or_else(not_named)?),
            token: secret("CHAPERON_NATS_TOKEN"),
            user: environment("CHAPERON_NATS_USER"),
            password: secret("CHAPERON_NATS_PASSWORD"),
            creds: self.nats_creds.clone(),
            nkey: self.nats_nkey.clone(),
            ca: self.nats_ca.clone(),
            cert: self.nats_cert.clone(),
            key: self.nats_key.clone(),
            insecure: self.insecure_engine,
            cluster: self.cluster.clone(),
            max_bytes: self.nats_max_bytes,
        })
    }
}

fn not_named() -> EngineError {
    let why = "no NATS server is named: say --nats nats://host:4222, or set CHAPERON_NATS_URL";
    EngineError::Unusable { why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        engine: EngineArgs,
    }

    fn args(words: &[&str]) -> EngineArgs {
        Command::try_parse_from([&["test"], words].concat()).unwrap().engine
    }

    #[test]
    fn a_flag_goes_before_the_environment() {
        let environment = |name: &str| (name == "CHAPERON_NATS_URL").then(|| "nats://e".to_owned());
        let options = |words: &[&str]| args(words).options(environment).unwrap();
        assert_eq!(options(&[]).servers, Secret::new("nats://e"));
        assert_eq!(options(&["--nats", "nats://f"]).servers, Secret::new("nats://f"));
        assert_eq!((options(&[]).cluster.as_str(), options(&[]).max_bytes), ("default", 1 << 30));
    }

    #[test]
    fn secrets_come_from_the_environment_and_are_not_shown() {
        let environment = |name: &str| Some(format!("hush {name}"));
        let options = args(&[]).options(environment).unwrap();
        assert_eq!(options.token, Some(Secret::new("hush CHAPERON_NATS_TOKEN")));
        assert_eq!(options.password, Some(Secret::new("hush CHAPERON_NATS_PASSWORD")));
        let shown = format!("{options:?}").replace("hush CHAPERON_NATS_USER", "");
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[test]
    fn without_a_server_it_is_said_how_to_name_one() {
        let error = args(&[]).options(|_| None).unwrap_err().to_string();
        assert!(error.contains("--nats") && error.contains("CHAPERON_NATS_URL"), "{error}");
    }
}
