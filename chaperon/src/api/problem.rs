//! What is answered when a request is not done: a status, and JSON that says why.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::OptionError;
use crate::cluster::client::ClientError;

/// Why a request is not done, in words for whom it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    pub(super) message: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// The request is wrong.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl From<OptionError> for Problem {
    fn from(error: OptionError) -> Self {
        Self::bad_request(error.to_string())
    }
}

impl From<ClientError> for Problem {
    fn from(error: ClientError) -> Self {
        let status = match &error {
            ClientError::NoRun { .. } => StatusCode::NOT_FOUND,
            ClientError::State(_) => StatusCode::CONFLICT,
            ClientError::NoLoadTest { .. } | ClientError::Wrong(_) | ClientError::Config(_) => {
                StatusCode::BAD_REQUEST
            }
            ClientError::Engine(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, error.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.message }))).into_response()
    }
}
