//! What carries the store's requests: the HTTP client that all exporters share.

use std::io;
use std::pin::Pin;

use http::uri::Scheme;
use http_body_util::BodyExt;
use object_store::ClientOptions;
use object_store::client::{
    ClientConfigKey, HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest,
    HttpResponse, HttpService,
};

use crate::export::agent::{agent, reason};

/// Requests by the shared client. They block; nothing else runs on the thread that makes them.
#[derive(Debug)]
pub(super) struct Wire {
    allow_http: bool,
}

/// Makes a [`Wire`] for each use of the store.
#[derive(Debug)]
pub(super) struct Wires;

impl HttpConnector for Wires {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let allowed = options.get_config_value(&ClientConfigKey::AllowHttp);
        Ok(HttpClient::new(Wire { allow_http: allowed.as_deref() == Some("true") }))
    }
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'a>>;

impl HttpService for Wire {
    fn call<'s, 'a>(&'s self, request: HttpRequest) -> Answer<'a>
    where
        's: 'a,
        Self: 'a,
    {
        Box::pin(self.exchange(request))
    }
}

impl Wire {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if request.uri().scheme() == Some(&Scheme::HTTP) && !self.allow_http {
            let refusal = io::Error::other("plain HTTP is allowed with AWS_ALLOW_HTTP=true only");
            return Err(HttpError::new(HttpErrorKind::Unknown, refusal));
        }
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let request = http::Request::from_parts(head, &body[..]);
        let (head, mut body) = agent().run(request).map_err(failure)?.into_parts();
        let body = body.read_to_vec().map_err(failure)?;
        Ok(HttpResponse::from_parts(head, body.into()))
    }
}

fn failure(error: ureq::Error) -> HttpError {
    let kind = match &error {
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => HttpErrorKind::Connect,
        ureq::Error::Timeout(_) => HttpErrorKind::Timeout,
        ureq::Error::Io(_) => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    };
    HttpError::new(kind, io::Error::other(reason(&error)))
}
