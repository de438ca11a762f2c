//! The engine between the nodes of a cluster, as it is named by flags and by the environment.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::cluster::NatsOptions;
use crate::cluster::client::{Client, ClientError};
use crate::cluster::engine::{Engine, EngineError, Nats};
use crate::load_test::Registry;

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
        Ok(Arc::new(Nats::connect(&self.options(NatsOptions::from_env())).await?))
    }

    /// Who asks the cluster, connected within 5 s.
    pub(super) async fn client(&self, registry: &Registry) -> Result<Client, ClientError> {
        Client::connect(&self.options(NatsOptions::from_env()), registry).await
    }

    #[cfg(feature = "api")]
    /// Whether a server is named, by a flag or by the environment.
    pub(super) fn is_named(&self) -> bool {
        self.options(NatsOptions::from_env()).servers.is_some()
    }

    /// Flags go before the environment.
    fn options(&self, environment: NatsOptions) -> NatsOptions {
        let options = match &self.nats {
            Some(url) => environment.servers(url),
            None => environment,
        };
        NatsOptions {
            creds: self.nats_creds.clone(),
            nkey: self.nats_nkey.clone(),
            ca: self.nats_ca.clone(),
            cert: self.nats_cert.clone(),
            key: self.nats_key.clone(),
            insecure: self.insecure_engine,
            cluster: self.cluster.clone(),
            max_bytes: self.nats_max_bytes,
            ..options
        }
    }
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

    fn options(words: &[&str], environment: impl Fn(&str) -> Option<String>) -> NatsOptions {
        let command = Command::try_parse_from([&["test"], words].concat()).unwrap();
        command.engine.options(NatsOptions::from_variables(environment))
    }

    fn shown(options: &NatsOptions) -> String {
        let url = options.servers.as_ref().map(|url| url.reveal().to_owned());
        format!("{url:?} {} {}", options.cluster, options.max_bytes)
    }

    #[test]
    fn a_flag_goes_before_the_environment() {
        let environment = |name: &str| (name == "CHAPERON_NATS_URL").then(|| "nats://e".to_owned());
        let told = |words: &[&str]| shown(&options(words, environment));
        assert_eq!(told(&[]), "Some(\"nats://e\") default 1073741824");
        let flags = ["--nats", "nats://f", "--cluster", "c", "--nats-max-bytes", "7"];
        assert_eq!(told(&flags), "Some(\"nats://f\") c 7");
    }

    #[test]
    fn secrets_come_from_the_environment_and_are_not_shown() {
        let options = options(&[], |name| Some(format!("hush {name}")));
        assert!(options.token.is_some() && options.password.is_some());
        let shown = format!("{options:?}").replace("hush CHAPERON_NATS_USER", "");
        assert!(!shown.contains("hush"), "{shown}");
    }
}
