//! What Botbiz says where something is wrong: a code, a message, and the status again.

use crate::error::Failure;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorOut {
    error: ErrorDetailOut,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
struct ErrorDetailOut {
    code: ErrorCode,
    /// For a person.
    message: String,
    /// The response's status.
    #[schema(example = 400)]
    status: u16,
}

/// What kind of thing went wrong, for a program.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ErrorCode {
    /// 400, and whatever else is wrong with the request: 405, 409, 413, 415
    InvalidRequest,
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 429
    RateLimited,
    /// 500, and 503 where something is away for the moment
    ServerError,
}

impl ErrorOut {
    /// What is said of a failure.
    pub(crate) fn new(failure: &Failure) -> Self {
        let status = failure.status();
        let code = match status {
            StatusCode::UNAUTHORIZED => ErrorCode::Unauthorized,
            StatusCode::FORBIDDEN => ErrorCode::Forbidden,
            StatusCode::NOT_FOUND => ErrorCode::NotFound,
            StatusCode::TOO_MANY_REQUESTS => ErrorCode::RateLimited,
            status if status.is_server_error() => ErrorCode::ServerError,
            _ => ErrorCode::InvalidRequest,
        };
        Self { error: ErrorDetailOut { code, message: message(failure), status: status.as_u16() } }
    }
}

/// What is missing is said in the documented words.
fn message(failure: &Failure) -> String {
    let message = failure.message();
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    missing.map(|name| format!("Missing required parameter: {name}")).unwrap_or(message)
}

/// The whole answer.
pub(crate) fn render(failure: &Failure) -> Response {
    (failure.status(), Json(ErrorOut::new(failure))).into_response()
}
