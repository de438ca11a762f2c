//! The first connection: it is there within seconds, or refused with what is missing.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::context::ContextBuilder;
use async_nats::{Client, ConnectError, ConnectErrorKind, ConnectOptions, ServerInfo};
use rustls::CertificateError;

use super::events::Events;
use super::layout::{ALL, Layout};
use super::link::{Link, PATIENCE};
use super::options::NatsOptions;
use super::server::Servers;
use super::{credentials, failure, tls};
use crate::cluster::engine::{EngineError, names};

/// How long a server has for the connection, TLS and all.
const CONNECTING: Duration = Duration::from_secs(2);

/// How long all of it may take.
const ALL_OF_IT: Duration = Duration::from_millis(4500);

/// A connection of which nothing is heard for two of these is lost.
const PING: Duration = Duration::from_secs(2);

/// Connects, and makes in the server what is missing there.
pub(super) async fn connect(options: &NatsOptions) -> Result<Link, EngineError> {
    let servers = Servers::of(options)?;
    let place = servers.place();
    names::check("the name of a cluster", &options.cluster)?;
    let connecting = async {
        let link = open(options, &servers).await?;
        for kept in ALL {
            link.ensure(kept).await?;
        }
        Ok(link)
    };
    match tokio::time::timeout(ALL_OF_IT, connecting).await {
        Ok(connected) => connected,
        Err(_) => Err(EngineError::Away { place, why: "it does not answer".to_owned() }),
    }
}

async fn open(options: &NatsOptions, servers: &Servers) -> Result<Link, EngineError> {
    let place = servers.place();
    let events = Arc::new(Events::new(place.clone()));
    let refused = |why| EngineError::Refused { place: place.clone(), why };
    let connect = settings(options, &events)
        .and_then(|connect| credentials::add(connect, options, servers))
        .map_err(|why| EngineError::Unusable { why })?;
    let connected = connect.connect(&servers.urls).await;
    let client = connected.map_err(|error| not_connected(&place, &error, options, servers))?;
    let info = client.server_info();
    suits(&client, &info, options, servers).map_err(refused)?;
    let context = ContextBuilder::new().timeout(PATIENCE).build(client.clone());
    let link = Link {
        place: place.as_str().into(),
        client,
        context,
        layout: Arc::new(Layout::new(&options.cluster, options.max_bytes, info.cluster.is_some())),
        events,
    };
    has_jetstream(&link).await.map(|()| link)
}

fn settings(options: &NatsOptions, events: &Arc<Events>) -> Result<ConnectOptions, String> {
    let heard = Arc::clone(events);
    let connect = ConnectOptions::new()
        .name(format!("chaperon {}", options.cluster))
        .tls_client_config(tls::configure(options)?)
        .connection_timeout(CONNECTING)
        .ping_interval(PING)
        .request_timeout(Some(PATIENCE))
        .reconnect_delay_callback(|attempts| {
            Duration::from_millis(100).saturating_mul(attempts.min(10) as u32)
        })
        .event_callback(move |event| {
            heard.hear(&event);
            std::future::ready(())
        });
    // Who names an authority does not want to speak in the clear.
    Ok(if options.ca.is_some() || options.cert.is_some() {
        connect.require_tls(true)
    } else {
        connect
    })
}

/// Whether a server is one that can be used.
fn suits(
    client: &Client,
    info: &ServerInfo,
    options: &NatsOptions,
    servers: &Servers,
) -> Result<(), String> {
    if !client.is_server_compatible(2, 9, 10) {
        return Err(format!("it is nats-server {}; 2.9.10 or newer is needed", info.version));
    }
    if !info.auth_required && !servers.here && !options.insecure {
        return Err(
            "it asks nobody who they are: give it users or a token (deploy/nats.conf shows \
                    how), or say --insecure-engine to use it all the same"
                .to_owned(),
        );
    }
    Ok(())
}

async fn has_jetstream(link: &Link) -> Result<(), EngineError> {
    let Err(error) = link.account().await else { return Ok(()) };
    let off = failure::said(&error).is_none_or(|said| {
        [ErrorCode::JETSTREAM_NOT_ENABLED, ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT]
            .contains(&said.error_code())
    });
    let place = link.place.to_string();
    if off && !link.client.server_info().jetstream {
        let why = "it has no JetStream: start it by `nats-server -js`, or with `jetstream {}` in its \
                   config (deploy/nats.conf has it)";
        return Err(EngineError::Refused { place, why: why.to_owned() });
    }
    Err(EngineError::Refused { place, why: format!("JetStream: {error}") })
}

/// Why there is no connection, and what to do about it.
fn not_connected(
    place: &str,
    error: &ConnectError,
    options: &NatsOptions,
    servers: &Servers,
) -> EngineError {
    let place = place.to_owned();
    match error.kind() {
        ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => {
            let why = credentials::advice(options, servers).to_owned();
            EngineError::Refused { place, why }
        }
        ConnectErrorKind::TimedOut => {
            let why = format!("it did not answer in {} s", CONNECTING.as_secs());
            EngineError::Away { place, why }
        }
        _ => match tls_error(error) {
            Some(error) => EngineError::Refused { place, why: of_tls(error) },
            None => EngineError::Away { place, why: error.to_string() },
        },
    }
}

fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    failure::causes(error).find_map(|cause| {
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        inner.and_then(|inner| inner.downcast_ref())
    })
}

fn of_tls(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(error) => of_certificate(error),
        rustls::Error::InvalidMessage(_) => {
            "it does not speak TLS: switch that on (deploy/nats.conf shows how), or say nats:// and \
             name no --nats-ca"
                .to_owned()
        }
        error => format!("TLS: {error}"),
    }
}

fn of_certificate(error: &CertificateError) -> String {
    match error {
        // A signature that is bad is mostly by another authority of the same name.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "nobody that is trusted has signed its certificate: name its authority by --nats-ca FILE"
                .to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another host: name it as the certificate does".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired".to_owned()
        }
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
            "its certificate is that of an authority, and is not trusted as a server's: give it one \
             that this authority has signed"
                .to_owned()
        }
        error => format!("its certificate: {error}"),
    }
}
