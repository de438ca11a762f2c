//! Which kind of error a failed TLS handshake is.

use std::io;

use rustls::{CertificateError, Error as TlsError};

use crate::error::{Error, ErrorKind};
use crate::net::failure::local;
use crate::net::origin::Origin;

/// The error of a handshake that failed.
pub(super) fn handshake_failed(origin: &Origin, error: &io::Error) -> Error {
    if let Some(local) = local(error) {
        return local;
    }
    let host = origin.authority();
    match error.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>()) {
        Some(tls) => refused_by_tls(origin, tls),
        None => {
            let message = format!("{host} broke off the TLS handshake: {error}");
            Error::new(ErrorKind::TlsFailed, message)
        }
    }
}

/// The error of a handshake that one of the sides refused.
pub(in crate::net) fn refused_by_tls(origin: &Origin, error: &TlsError) -> Error {
    let host = origin.authority();
    let (kind, message) = match error {
        TlsError::InvalidCertificate(error) => certificate(host, error),
        TlsError::InvalidMessage(_) => {
            (ErrorKind::TlsNotTls, format!("{host} answered with something that is not TLS"))
        }
        other => (ErrorKind::TlsFailed, format!("the TLS handshake with {host}: {other}")),
    };
    Error::new(kind, message)
}

fn certificate(host: &str, error: &CertificateError) -> (ErrorKind, String) {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            (ErrorKind::TlsExpired, format!("the certificate of {host} has expired"))
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            (ErrorKind::TlsExpired, format!("the certificate of {host} is not valid yet"))
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            (ErrorKind::TlsWrongHost, format!("the certificate of {host} is for another host"))
        }
        // A signature that is bad is mostly by another authority of the same name.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => (
            ErrorKind::TlsUnknownCa,
            format!(
                "the certificate of {host} is signed by nobody trusted here: \
                 set `tls.ca`, or `insecure: true` for a test server"
            ),
        ),
        other => (ErrorKind::TlsFailed, format!("the certificate of {host}: {other}")),
    }
}
