//! TLS: a configuration for each slot, and the handshake.

use std::cell::RefCell;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::Resumption;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivateKeyDer, ServerName};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::offer::Offer;
use super::roots;
use super::tls_error::handshake_failed;
use super::trust_all::TrustAll;
use crate::error::{Error, ErrorKind, Result};
use crate::net::origin::Origin;
use crate::net::settings::TlsSettings;

/// How many tickets a slot keeps; it rarely talks to more than a few hosts.
const TICKETS: usize = 8;

/// The TLS configurations of a core: their files are read once, not once a slot.
#[derive(Default)]
pub(in crate::net) struct TlsCache {
    known: RefCell<Vec<(TlsSettings, Arc<ClientConfig>)>>,
}

impl TlsCache {
    /// A configuration for a slot: what was read is shared, the tickets are its own.
    pub(in crate::net) fn for_slot(&self, settings: &TlsSettings) -> Result<Arc<ClientConfig>> {
        let mut config = ClientConfig::clone(&*self.shared(settings)?);
        config.resumption = Resumption::in_memory_sessions(TICKETS);
        Ok(Arc::new(config))
    }

    fn shared(&self, settings: &TlsSettings) -> Result<Arc<ClientConfig>> {
        let mut known = self.known.borrow_mut();
        if let Some((_, config)) = known.iter().find(|(of, _)| of == settings) {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(configure(settings)?);
        known.push((settings.clone(), Arc::clone(&config)));
        Ok(config)
    }
}

fn configure(settings: &TlsSettings) -> Result<ClientConfig> {
    let provider = ring::default_provider();
    let verifier = TrustAll(provider.signature_verification_algorithms);
    let builder = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(&error))?;
    let builder = if settings.insecure {
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    } else {
        builder.with_root_certificates(match &settings.ca {
            Some(path) => roots::of_file(path)?,
            None => roots::of_system(),
        })
    };
    let mut config = match (&settings.cert, &settings.key) {
        (None, None) => builder.with_no_client_auth(),
        (Some(cert), Some(key)) => {
            let chain = roots::certificates("tls.cert", cert)?;
            let private = PrivateKeyDer::from_pem_file(key)
                .map_err(|error| roots::unusable("tls.key", key, &error))?;
            builder.with_client_auth_cert(chain, private).map_err(|error| unusable(&error))?
        }
        (Some(_), None) => return Err(unusable(&"`tls.cert` needs its `tls.key`")),
        (None, Some(_)) => return Err(unusable(&"`tls.key` needs its `tls.cert`")),
    };
    config.alpn_protocols = Offer::Http1.protocols();
    Ok(config)
}

/// Does the TLS handshake over a connection.
pub(super) async fn handshake(
    config: Arc<ClientConfig>,
    origin: &Origin,
    tcp: TcpStream,
) -> Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(origin.host().to_owned()).map_err(|_| {
        let host = origin.host();
        Error::new(ErrorKind::BadRequest, format!("{host} is no name a certificate could have"))
    })?;
    TlsConnector::from(config)
        .connect(name, tcp)
        .await
        .map_err(|error| handshake_failed(origin, &error))
}

fn unusable(error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Config, format!("TLS cannot be set up so: {error}"))
}
