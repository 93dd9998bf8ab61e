//! The envelopes of success, and the errors every address may answer with.

use crate::error::ErrorOut;
use axum::Json;
use serde::{Serialize, Serializer};
use utoipa::{IntoResponses, ToSchema};

/// An answer that carries something.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DataOut<T> {
    /// Always true.
    #[schema(example = true)]
    success: bool,
    data: T,
}

pub(crate) fn data<T>(data: T) -> Json<DataOut<T>> {
    Json(DataOut { success: true, data })
}

/// An answer that something was done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DoneOut {
    /// Always true.
    #[schema(example = true)]
    success: bool,
    message: &'static str,
}

pub(super) fn done(message: &'static str) -> Json<DoneOut> {
    Json(DoneOut { success: true, message })
}

/// A number that is written without ".0" where it is whole, as in the documented examples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Plain(pub(super) f64);

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && (0.0..9e15).contains(&self.0) {
            serializer.serialize_u64(self.0 as u64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// What may go wrong with every request that needs a key.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses; failures are made in `error`")]
pub(super) enum KeyErrors {
    /// The key is missing, malformed, unknown or revoked.
    #[response(status = 401, example = json!({
        "success": false,
        "error": { "code": "INVALID_API_KEY", "message": "The provided API key is invalid or expired" }
    }))]
    InvalidApiKey(ErrorOut),
    /// The workspace's tier does not include the API, or the key was made for less than this.
    #[response(status = 403, examples(
        ("tier" = (value = json!({
            "success": false,
            "error": { "code": "INSUFFICIENT_TIER", "message": "Feature requires Business tier" }
        }))),
        ("scope" = (value = json!({
            "success": false,
            "error": {
                "code": "INSUFFICIENT_SCOPE", "message": "This API key was made without the scope \"messages\""
            }
        })))
    ))]
    NotIncluded(ErrorOut),
    /// The key's requests are used up for now, or those of an address without a valid key.
    #[response(status = 429, example = json!({
        "success": false,
        "error": { "code": "RATE_LIMIT_EXCEEDED", "message": "Too many requests" }
    }))]
    RateLimitExceeded(ErrorOut),
    /// The server failed.
    #[response(status = 500, example = json!({
        "success": false,
        "error": { "code": "INTERNAL_ERROR", "message": "Something went wrong on the server" }
    }))]
    Internal(ErrorOut),
}

/// What may go wrong with every request that has a body, besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses; failures are made in `error`")]
pub(super) enum BodyErrors {
    /// The body is larger than 256 KiB.
    #[response(status = 413, example = json!({
        "success": false,
        "error": { "code": "PAYLOAD_TOO_LARGE", "message": "The body is too large: at most 256 KiB are read" }
    }))]
    PayloadTooLarge(ErrorOut),
    /// The body is not sent as `application/json`.
    #[response(status = 415, example = json!({
        "success": false,
        "error": { "code": "UNSUPPORTED_MEDIA_TYPE", "message": "The body must be sent as application/json" }
    }))]
    UnsupportedMediaType(ErrorOut),
}

/// What may go wrong with every command, besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only describes responses; failures are made in `error`")]
pub(super) enum CommandErrors {
    /// The device that should execute the command did not answer in time; the command was cancelled.
    #[response(status = 503, example = json!({
        "success": false,
        "error": {
            "code": "SERVICE_UNAVAILABLE",
            "message": "The device did not answer in time; the command was cancelled"
        }
    }))]
    Unavailable(ErrorOut),
}
