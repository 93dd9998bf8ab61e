//! Reading a JSON body, so that everything wrong with it is told in the API's envelope.

use crate::error::Failure;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use std::error::Error;

/// A JSON body; nothing where the request has none.
pub(crate) struct Body<T>(Option<T>);

impl<T> Body<T> {
    /// The body of an address that needs one.
    pub(crate) fn required(self) -> Result<T, Failure> {
        self.0.ok_or_else(|| Failure::validation("A JSON body is required"))
    }

    /// The body of an address that does without.
    pub(crate) fn or_default(self) -> T
    where
        T: Default,
    {
        self.0.unwrap_or_default()
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let is_json = is_json(request.headers());
        let bytes = read_body(request, state).await?;
        if bytes.is_empty() {
            return Ok(Self(None));
        }
        if !is_json {
            return Err(Failure::UnsupportedMediaType);
        }
        // A list would pass for an object whose fields come in order.
        if bytes.trim_ascii_start().starts_with(b"[") {
            return Err(Failure::validation("The body must be a JSON object"));
        }
        Json::from_bytes(&bytes).map(|Json(body)| Self(Some(body))).map_err(|rejection| explain(&rejection))
    }
}

/// The body's bytes, as far as they are not too many.
pub(crate) async fn read_body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Failure> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::PayloadTooLarge,
        _ => Failure::validation("The body could not be read"),
    })
}

/// Whether a message says that it is JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(kind)) = headers.get(header::CONTENT_TYPE).map(|value| value.to_str()) else { return false };
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// Names the field, and leaves out where in the text it stands: people see fields, not columns.
fn explain(rejection: &JsonRejection) -> Failure {
    let JsonRejection::JsonDataError(error) = rejection else {
        return Failure::validation("The body is not valid JSON");
    };
    let why = error.source().map(ToString::to_string).unwrap_or_default();
    Failure::Validation(why.split(" at line ").next().unwrap_or_default().to_owned())
}
