//! Who asks: a token, a user, a file of credentials or an nkey.

use async_nats::ConnectOptions;

use super::options::{NatsOptions, Secret};
use super::server::Servers;

/// Adds who asks to how it is asked. The error says which file cannot be used.
pub(super) fn add(
    mut connect: ConnectOptions,
    options: &NatsOptions,
    servers: &Servers,
) -> Result<ConnectOptions, String> {
    if let Some((user, password)) = &servers.user {
        connect = match password {
            Some(password) => connect.user_and_password(user.clone(), password.reveal().to_owned()),
            None => connect.token(user.clone()),
        };
    }
    if let Some(token) = &options.token {
        connect = connect.token(token.reveal().to_owned());
    }
    if let Some(user) = &options.user {
        let password = options.password.as_ref().map(Secret::reveal).unwrap_or_default();
        connect = connect.user_and_password(user.clone(), password.to_owned());
    }
    if let Some(file) = &options.nkey {
        connect = connect.nkey(read(file)?.trim().to_owned());
    }
    if let Some(file) = &options.creds {
        let unusable = |error| format!("`{}` holds no credentials: {error}", file.display());
        connect = connect.credentials(&read(file)?).map_err(unusable)?;
    }
    Ok(connect)
}

/// How to say who asks, for whom the server does not know.
pub(super) fn advice(options: &NatsOptions, servers: &Servers) -> &'static str {
    if options.creds.is_some() {
        "it does not take the credentials of --nats-creds"
    } else if options.nkey.is_some() {
        "it does not take the nkey of --nats-nkey"
    } else if options.user.is_some() {
        "it does not take this user and password: check CHAPERON_NATS_USER and \
         CHAPERON_NATS_PASSWORD"
    } else if options.token.is_some() {
        "it does not take this token: check CHAPERON_NATS_TOKEN"
    } else if servers.user.is_some() {
        "it does not take the user or token in its URL"
    } else {
        "it wants to know who asks: set CHAPERON_NATS_TOKEN, or CHAPERON_NATS_USER and \
         CHAPERON_NATS_PASSWORD, or name a file by --nats-creds or --nats-nkey"
    }
}

fn read(file: &std::path::Path) -> Result<String, String> {
    std::fs::read_to_string(file)
        .map_err(|error| format!("`{}` cannot be read: {error}", file.display()))
}
