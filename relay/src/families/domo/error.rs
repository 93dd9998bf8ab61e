//! What Domo says where something is wrong, as its own client reads it.

use super::Answer;
use crate::clock;
use crate::error::Failure;
use axum::response::{IntoResponse, Response};
use buzzchat::draw::to_hex;
use serde::Serialize;
use utoipa::ToSchema;

/// The `toe` of examples.
pub(crate) const TOE: &str = "6b740b3f717d466c9639e7ec25a66554";

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorOut {
    /// The response's status.
    #[schema(example = 404)]
    status: u16,
    /// Its name.
    #[schema(example = "Not Found")]
    status_reason: &'static str,
    /// For a person.
    message: String,
    /// The address that was asked.
    #[schema(example = "/v1/buzz/integrations")]
    path: String,
    /// What it is called in the server's log.
    #[schema(example = "6b740b3f717d466c9639e7ec25a66554")]
    toe: String,
}

impl ErrorOut {
    /// What is said of a failure at an address.
    pub(crate) fn new(failure: &Failure, path: &str, toe: String) -> Self {
        let status = failure.status();
        let status_reason = status.canonical_reason().unwrap_or_default();
        Self { status: status.as_u16(), status_reason, message: failure.message(), path: path.to_owned(), toe }
    }
}

/// The whole answer. The log gets the same `toe`, in the line of a request that has its id too.
pub(crate) fn render(failure: &Failure, path: &str) -> Response {
    let toe = to_hex(&clock::entropy().bytes::<16>());
    let status = failure.status();
    tracing::info!(toe, status = status.as_u16(), "a request of the Domo family was refused");
    (status, Answer(ErrorOut::new(failure, path, toe))).into_response()
}
