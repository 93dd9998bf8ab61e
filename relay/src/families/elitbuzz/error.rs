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

/// A code that the documents have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// An id in the address names nothing.
    UnknownId = 1_002,
    /// The dates do not bound anything.
    Dates = 1_003,
    /// There is no such page.
    Page = 1_004,
    /// A broadcast from outside cannot be sent, for a reason that has no code of its own.
    Failure = 2_000,
    /// There is no such bot to broadcast from.
    UnknownBot = 2_003,
    /// The bot has no account that can send.
    NoAccount = 2_004,
    /// The list of recipients is none.
    FileFormat = 2_005,
    /// The list of recipients did not arrive whole.
    Upload = 2_006,
}

impl Code {
    fn name(self) -> &'static str {
        match self {
            Self::UnknownId => "INVALID_BOT_OR_CUSTOMER_ID",
            Self::Dates => "INVALID_INPUT_DATE_VALUE",
            Self::Page => "INVALID_PAGE_NUMBER",
            Self::Failure => "FAILURE",
            Self::UnknownBot => "BOT_NOT_FOUND",
            Self::NoAccount => "API_KEY_NOT_FOUND",
            Self::FileFormat => "INVALID_FILE_FORMAT",
            Self::Upload => "FILE_UPLOAD_FAILED",
        }
    }
}

/// What a handler of this family refuses a request with.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// What every family knows.
    Known(Failure),
    /// What the documents have a code for: the response's status, the code, and what is wrong.
    Documented(StatusCode, Code, String),
}

impl Refusal {
    /// What the documents have a code for, as a bad request.
    pub(crate) fn of(code: Code, details: impl Into<String>) -> Self {
        Self::Documented(StatusCode::BAD_REQUEST, code, details.into())
    }

    /// The ids in the address name nothing: in the documents' words.
    pub(crate) fn unknown_id() -> Self {
        Self::of(Code::UnknownId, "The bot id/customer id/user id provided is invalid")
    }

    /// The dates bound nothing: in the documents' words.
    pub(crate) fn dates() -> Self {
        let details = "The start_date and end_date values are the time in milliseconds and the end_date should be greater \
                       than start_date.";
        Self::of(Code::Dates, details)
    }

    /// There is no such page: in the documents' words.
    pub(crate) fn page() -> Self {
        let details = "Please enter the correct page number. The page number in the API is a positive integer value \
                       starting with 1.";
        Self::of(Code::Page, details)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Known(failure) => failure.into_response(),
            Self::Documented(status, code, details) => {
                (status, Json(ErrorOut::new(code as u16, code.name().to_owned(), details))).into_response()
            }
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
