//! What goes wrong in the BuzzChat API, and the one function that says so to a client.

use crate::metrics::count_database_error;
use crate::store::StoreError;
use crate::workspace::Stopped;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use buzzchat::protocol::{Outcome, RefusalCode};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request is not answered as hoped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No key, a malformed one, one that was revoked: the client cannot tell which.
    InvalidApiKey,
    /// Something about the request is wrong.
    Validation(String),
    /// The body is no JSON by its content type.
    UnsupportedMediaType,
    /// The body is too large.
    PayloadTooLarge,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// There is no such thing.
    NotFound(String),
    /// Nobody is there who could write into a chat.
    BotInactive(String),
    /// The caller may not do this from where it is.
    Forbidden(&'static str),
    /// The device did not answer.
    Unavailable(String),
    /// The server's own fault; the log says more.
    Internal,
}

impl Failure {
    /// Something about the request is wrong.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::Validation(message.into())
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::InvalidApiKey => StatusCode::UNAUTHORIZED,
            Self::Validation(_) | Self::BotInactive(_) => StatusCode::BAD_REQUEST,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> ErrorCode {
        match self {
            Self::InvalidApiKey => ErrorCode::InvalidApiKey,
            Self::Validation(_) => ErrorCode::ValidationError,
            Self::UnsupportedMediaType => ErrorCode::UnsupportedMediaType,
            Self::PayloadTooLarge => ErrorCode::PayloadTooLarge,
            Self::MethodNotAllowed => ErrorCode::MethodNotAllowed,
            Self::NotFound(_) => ErrorCode::NotFound,
            Self::BotInactive(_) => ErrorCode::BotInactive,
            Self::Forbidden(_) => ErrorCode::Forbidden,
            Self::Unavailable(_) => ErrorCode::ServiceUnavailable,
            Self::Internal => ErrorCode::InternalError,
        }
    }

    fn message(self) -> String {
        match self {
            Self::InvalidApiKey => "The provided API key is invalid or expired".into(),
            Self::UnsupportedMediaType => "The body must be sent as application/json".into(),
            Self::PayloadTooLarge => "The body is too large: at most 256 KiB are read".into(),
            Self::MethodNotAllowed => "This address does not take this method".into(),
            Self::Forbidden(message) => message.into(),
            Self::Internal => "Something went wrong on the server".into(),
            Self::Validation(message)
            | Self::NotFound(message)
            | Self::BotInactive(message)
            | Self::Unavailable(message) => message,
        }
    }
}

impl Failure {
    /// The envelope.
    pub(crate) fn into_body(self) -> ErrorOut {
        ErrorOut { success: false, error: ErrorDetailOut { code: self.code(), message: self.message() } }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = (status, Json(self.into_body())).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        count_database_error();
        tracing::error!(%error, "a request failed");
        Self::Internal
    }
}

impl From<Stopped> for Failure {
    fn from(error: Stopped) -> Self {
        tracing::error!(%error, "a request failed");
        Self::Internal
    }
}

/// A command's refusal as a failure; any other outcome is handed back.
///
/// # Errors
/// The refusal.
pub(crate) fn unless_refused(outcome: Outcome) -> Result<Outcome, Failure> {
    let Outcome::Refused { code, message, .. } = outcome else { return Ok(outcome) };
    Err(match code {
        RefusalCode::ValidationError => Failure::Validation(message),
        RefusalCode::BotInactive => Failure::BotInactive(message),
        RefusalCode::NotFound => Failure::NotFound(message),
        RefusalCode::ServiceUnavailable => Failure::Unavailable(message),
    })
}

/// The envelope of every error.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorOut {
    /// Always false.
    #[schema(example = false)]
    success: bool,
    error: ErrorDetailOut,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorDetailOut {
    code: ErrorCode,
    /// For a person.
    message: String,
}

/// The documented codes, and those for what the documentation leaves open.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ErrorCode {
    /// 401
    InvalidApiKey,
    /// 400
    ValidationError,
    /// 400
    BotInactive,
    /// 404
    NotFound,
    /// 403
    Forbidden,
    /// 405
    MethodNotAllowed,
    /// 413
    PayloadTooLarge,
    /// 415
    UnsupportedMediaType,
    /// 500
    InternalError,
    /// 503
    ServiceUnavailable,
}
