//! What Elitbuzz says where something is wrong: its own codes where its documents have one, else the HTTP status as the code.

use crate::error::Failure;
use crate::store::StoreError;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The body of every error. It says the same twice: `status` as answers that succeed have it, and as the documents list it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorOut {
    status: StatusOut,
    /// The code again.
    #[schema(example = 1002)]
    error_code: u16,
    /// The code's name again.
    #[schema(example = "INVALID_BOT_OR_CUSTOMER_ID")]
    error_message: String,
    /// For a person.
    #[schema(example = "The bot id/customer id/user id provided is invalid")]
    error_details: String,
}

/// What came of a request: a code and its name.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusOut {
    #[schema(example = 1000)]
    code: u16,
    #[schema(example = "SUCCESS")]
    desc: String,
}

impl StatusOut {
    /// It went well.
    pub(crate) fn success() -> Self {
        Self { code: 1_000, desc: "SUCCESS".into() }
    }
}

impl ErrorOut {
    fn new(code: u16, name: String, details: String) -> Self {
        let status = StatusOut { code, desc: name.clone() };
        Self { status, error_code: code, error_message: name, error_details: details }
    }

    /// What is said of a failure that every family knows.
    pub(crate) fn of(failure: &Failure) -> Self {
        let status = failure.status();
        Self::new(status.as_u16(), name(status), failure.message())
    }
}

/// The whole answer.
pub(crate) fn render(failure: &Failure) -> Response {
    (failure.status(), Json(ErrorOut::of(failure))).into_response()
}

/// "TOO_MANY_REQUESTS".
fn name(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or_default().to_uppercase().replace(' ', "_")
}

/// What a handler of this family refuses a request with.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// What every family knows.
    Known(Failure),
    /// 1002: the ids in the address name nothing.
    UnknownBot,
}

impl Refusal {
    fn body(self) -> Result<ErrorOut, Failure> {
        match self {
            Self::Known(failure) => Err(failure),
            Self::UnknownBot => Ok(ErrorOut::new(
                1_002,
                "INVALID_BOT_OR_CUSTOMER_ID".into(),
                "The bot id/customer id/user id provided is invalid".into(),
            )),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self.body() {
            Ok(body) => (StatusCode::BAD_REQUEST, Json(body)).into_response(),
            Err(failure) => failure.into_response(),
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Known(failure)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Known(error.into())
    }
}
