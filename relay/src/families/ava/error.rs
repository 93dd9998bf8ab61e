//! What AVA says where something is wrong: a flat object, in its documents' words where they have some.

use crate::error::Failure;
use axum::Json;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorOut {
    /// Always false.
    #[schema(example = false)]
    success: bool,
    /// For a person.
    error: String,
    code: ErrorCode,
}

/// What kind of thing went wrong, for a program.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ErrorCode {
    /// 400
    InvalidRequest,
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 405
    MethodNotAllowed,
    /// 409
    Conflict,
    /// 413
    PayloadTooLarge,
    /// 415
    UnsupportedMediaType,
    /// 429
    RateLimitExceeded,
    /// 500
    InternalError,
    /// 503
    Unavailable,
}

impl ErrorOut {
    /// What is said of a failure.
    pub(crate) fn new(failure: &Failure) -> Self {
        let error = match failure {
            Failure::InvalidApiKey => "Invalid or missing API key".into(),
            Failure::RateLimitExceeded => "Rate limit exceeded - slow down your requests".into(),
            Failure::Internal => "Something went wrong on our end - try again later".into(),
            other => other.message(),
        };
        Self { success: false, error, code: code(failure) }
    }
}

/// The whole answer.
pub(crate) fn render(failure: &Failure) -> Response {
    (failure.status(), Json(ErrorOut::new(failure))).into_response()
}

fn code(failure: &Failure) -> ErrorCode {
    match failure {
        Failure::InvalidApiKey | Failure::InvalidToken(_) => ErrorCode::Unauthorized,
        Failure::RateLimitExceeded | Failure::TooManyFailures => ErrorCode::RateLimitExceeded,
        Failure::InsufficientTier | Failure::InsufficientScope(_) | Failure::Forbidden(_) => ErrorCode::Forbidden,
        Failure::Validation(_) | Failure::BotInactive(_) => ErrorCode::InvalidRequest,
        Failure::UnsupportedMediaType => ErrorCode::UnsupportedMediaType,
        Failure::PayloadTooLarge => ErrorCode::PayloadTooLarge,
        Failure::MethodNotAllowed => ErrorCode::MethodNotAllowed,
        Failure::NotFound(_) => ErrorCode::NotFound,
        Failure::Conflict(_) | Failure::PreconditionFailed(_) => ErrorCode::Conflict,
        Failure::Unavailable(_) => ErrorCode::Unavailable,
        Failure::Internal => ErrorCode::InternalError,
    }
}
