//! Flags and variables of the HTTP API.

use std::ffi::OsString;
use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use crate::api::{ApiOptions, DEFAULT_ADDRESS, TlsFiles, Token};

const TOKEN: &str = "CHAPERON_API_TOKEN";

#[derive(Debug, Args, Default, Clone, PartialEq)]
#[command(next_help_heading = "The HTTP API")]
pub(super) struct ApiArgs {
    /// The address at which the HTTP API listens [env: CHAPERON_IP] [default: 127.0.0.1]; one that
    /// other machines reach needs CHAPERON_API_TOKEN, the password of the user `chaperon`
    #[arg(long, value_name = "IP")]
    pub(super) ip: Option<IpAddr>,

    /// Its port; 0 is any that is free [env: CHAPERON_PORT] [default: 5001]
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<u16>,

    /// A name under which the API may be asked, besides those of this machine's loopback. May be
    /// given more than once
    #[arg(long, value_name = "NAME")]
    pub(super) host: Vec<String>,

    /// The certificate of the API, in PEM, its chain behind it; it speaks TLS then
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(super) tls_cert: Option<PathBuf>,

    /// The private key of that certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(super) tls_key: Option<PathBuf>,
}

impl ApiArgs {
    /// Whether there is any of these flags.
    pub(super) fn are_given(&self) -> bool {
        *self != Self::default()
    }

    /// How the API is served; flags win over variables.
    ///
    /// # Errors
    /// Which variable is wrong, and what it takes.
    pub(super) fn options(
        &self,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<ApiOptions, String> {
        let ip = read(&variable, "CHAPERON_IP", "an IP address")?;
        let port = read(&variable, "CHAPERON_PORT", "a port, from 0 to 65535")?;
        let token = text(&variable, TOKEN, "a text")?;
        let files = self.tls_cert.clone().zip(self.tls_key.clone());
        Ok(ApiOptions {
            address: SocketAddr::new(
                self.ip.or(ip).unwrap_or(DEFAULT_ADDRESS.ip()),
                self.port.or(port).unwrap_or(DEFAULT_ADDRESS.port()),
            ),
            token: token.and_then(Token::new),
            hosts: self.host.clone(),
            tls: files.map(|(certificate, key)| TlsFiles { certificate, key }),
        })
    }
}

/// A variable of this type, if it is set to anything.
fn read<T: FromStr<Err: Display>>(
    variable: &impl Fn(&str) -> Option<OsString>,
    name: &str,
    expected: &str,
) -> Result<Option<T>, String> {
    let Some(text) = text(variable, name, expected)? else { return Ok(None) };
    let wrong = |error| format!("{name} is `{text}`: expected {expected} ({error})");
    text.parse().map(Some).map_err(wrong)
}

fn text(
    variable: &impl Fn(&str) -> Option<OsString>,
    name: &str,
    expected: &str,
) -> Result<Option<String>, String> {
    let value = variable(name).filter(|value| !value.is_empty());
    let text = value.map(OsString::into_string).transpose();
    text.map_err(|_| format!("{name} is no UTF-8: expected {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(args: &ApiArgs, variables: &[(&str, &str)]) -> Result<ApiOptions, String> {
        args.options(|name| {
            let set = variables.iter().find(|(variable, _)| *variable == name);
            set.map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn flags_win_over_variables_and_these_over_defaults() {
        let address = |args: &ApiArgs, variables: &[(&str, &str)]| {
            options(args, variables).unwrap().address.to_string()
        };
        let none = ApiArgs::default();
        assert_eq!(address(&none, &[]), "127.0.0.1:5001");
        assert_eq!(address(&none, &[("CHAPERON_IP", ""), ("CHAPERON_PORT", "")]), "127.0.0.1:5001");
        let variables = [("CHAPERON_IP", "::1"), ("CHAPERON_PORT", "8080")];
        assert_eq!(address(&none, &variables), "[::1]:8080");
        let port = ApiArgs { port: Some(0), ..ApiArgs::default() };
        assert_eq!(address(&port, &variables), "[::1]:0");
    }

    #[test]
    fn a_wrong_variable_is_named_and_a_token_never_shown() {
        let wrong = |name, value| options(&ApiArgs::default(), &[(name, value)]).unwrap_err();
        let error = wrong("CHAPERON_PORT", "70000");
        assert!(error.starts_with("CHAPERON_PORT is `70000`: expected a port, from 0"), "{error}");
        let error = wrong("CHAPERON_IP", "everywhere");
        assert!(
            error.starts_with("CHAPERON_IP is `everywhere`: expected an IP address"),
            "{error}"
        );
        let with = options(&ApiArgs::default(), &[(TOKEN, "s3cret")]).unwrap();
        assert!(with.token.is_some() && !format!("{with:?}").contains("s3cret"));
        assert!(options(&ApiArgs::default(), &[(TOKEN, "")]).unwrap().token.is_none());
    }
}
