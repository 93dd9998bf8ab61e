//! What goes wrong, and the one function that says so to a client, in the words of BuzzChat. A response carries what went
//! wrong with it, so that the family of its address can say it in words of its own (`families`).

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
    /// What is shown instead of a key is unknown, or its time is over.
    InvalidToken(&'static str),
    /// The key's requests are used up for now.
    RateLimitExceeded,
    /// Too many requests without a good key came from the caller's address.
    TooManyFailures,
    /// The workspace's tier does not include the API.
    InsufficientTier,
    /// The key was not made for this; it lacks the scope named.
    InsufficientScope(&'static str),
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
    /// It does not go together with what was asked before.
    Conflict(&'static str),
    /// It is no longer as the caller believes.
    PreconditionFailed(String),
    /// Nobody is there who could write into a chat.
    BotInactive(String),
    /// The caller may not do this from where it is.
    Forbidden(&'static str),
    /// What is needed is away for the moment: a device, the database.
    Unavailable(String),
    /// The server's own fault; the log says more.
    Internal,
}

impl Failure {
    /// Something about the request is wrong.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::Validation(message.into())
    }

    /// The status that says so.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::InvalidApiKey | Self::InvalidToken(_) => StatusCode::UNAUTHORIZED,
            Self::Validation(_) | Self::BotInactive(_) => StatusCode::BAD_REQUEST,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::PreconditionFailed(_) => StatusCode::PRECONDITION_FAILED,
            Self::RateLimitExceeded | Self::TooManyFailures => StatusCode::TOO_MANY_REQUESTS,
            Self::InsufficientTier | Self::InsufficientScope(_) | Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> ErrorCode {
        match self {
            Self::InvalidApiKey | Self::InvalidToken(_) => ErrorCode::InvalidApiKey,
            Self::RateLimitExceeded | Self::TooManyFailures => ErrorCode::RateLimitExceeded,
            Self::InsufficientTier => ErrorCode::InsufficientTier,
            Self::InsufficientScope(_) => ErrorCode::InsufficientScope,
            Self::Validation(_) => ErrorCode::ValidationError,
            Self::UnsupportedMediaType => ErrorCode::UnsupportedMediaType,
            Self::PayloadTooLarge => ErrorCode::PayloadTooLarge,
            Self::MethodNotAllowed => ErrorCode::MethodNotAllowed,
            Self::NotFound(_) => ErrorCode::NotFound,
            Self::Conflict(_) => ErrorCode::Conflict,
            Self::PreconditionFailed(_) => ErrorCode::PreconditionFailed,
            Self::BotInactive(_) => ErrorCode::BotInactive,
            Self::Forbidden(_) => ErrorCode::Forbidden,
            Self::Unavailable(_) => ErrorCode::ServiceUnavailable,
            Self::Internal => ErrorCode::InternalError,
        }
    }

    /// What went wrong, for a person.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::InvalidApiKey => "The provided API key is invalid or expired".into(),
            Self::RateLimitExceeded => "Too many requests".into(),
            Self::TooManyFailures => "Too many requests without a valid API key from this address".into(),
            Self::InsufficientTier => "Feature requires Business tier".into(),
            Self::InsufficientScope(scope) => format!("This API key was made without the scope \"{scope}\""),
            Self::UnsupportedMediaType => "The body must be sent as application/json".into(),
            Self::PayloadTooLarge => "The body is too large: at most 256 KiB are read".into(),
            Self::MethodNotAllowed => "This address does not take this method".into(),
            Self::Forbidden(message) | Self::Conflict(message) | Self::InvalidToken(message) => (*message).into(),
            Self::Internal => "Something went wrong on the server".into(),
            Self::Validation(message)
            | Self::NotFound(message)
            | Self::PreconditionFailed(message)
            | Self::BotInactive(message)
            | Self::Unavailable(message) => message.clone(),
        }
    }
}

impl Failure {
    /// The envelope.
    pub(crate) fn body(&self) -> ErrorOut {
        ErrorOut { success: false, error: ErrorDetailOut { code: self.code(), message: self.message() } }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = (status, Json(self.body())).into_response();
        response.extensions_mut().insert(self);
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
        RefusalCode::PreconditionFailed => Failure::PreconditionFailed(message),
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

/// What kind of thing went wrong. The first six are the documented ones; the others are for what the documentation
/// leaves open.
///
/// | Code | Status | Meaning |
/// |---|---|---|
/// | `INVALID_API_KEY` | 401 | API key is invalid or expired |
/// | `RATE_LIMIT_EXCEEDED` | 429 | Too many requests |
/// | `INSUFFICIENT_TIER` | 403 | Feature requires Business tier |
/// | `VALIDATION_ERROR` | 400 | Invalid request parameters |
/// | `BOT_INACTIVE` | 400 | Bot must be active for this action |
/// | `NOT_FOUND` | 404 | Resource not found |
/// | `INSUFFICIENT_SCOPE` | 403 | The key was made for less than this |
/// | `FORBIDDEN` | 403 | The caller may not do this from where it is |
/// | `METHOD_NOT_ALLOWED` | 405 | The address exists, but not for this method |
/// | `CONFLICT` | 409 | The `Idempotency-Key` belongs to another body, or what came of its request is not known |
/// | `PRECONDITION_FAILED` | 412 | It has changed since it was read |
/// | `PAYLOAD_TOO_LARGE` | 413 | The body is too large |
/// | `UNSUPPORTED_MEDIA_TYPE` | 415 | The body is not sent as JSON |
/// | `INTERNAL_ERROR` | 500 | The server failed |
/// | `SERVICE_UNAVAILABLE` | 503 | The device did not answer in time |
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ErrorCode {
    /// 401
    InvalidApiKey,
    /// 429
    RateLimitExceeded,
    /// 403
    InsufficientTier,
    /// 403: the key was made for less
    InsufficientScope,
    /// 400
    ValidationError,
    /// 400
    BotInactive,
    /// 404
    NotFound,
    /// 403
    Forbidden,
    /// 409
    Conflict,
    /// 412
    PreconditionFailed,
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
