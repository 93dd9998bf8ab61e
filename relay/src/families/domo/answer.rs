//! A JSON answer with the content type that Domo's documents show.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The content type of every answer.
pub(crate) const JSON: &str = "application/json;charset=UTF-8";

/// An answer of the family.
#[derive(Debug)]
pub(crate) struct Answer<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, JSON)], Json(self.0)).into_response()
    }
}
