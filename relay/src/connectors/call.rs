//! What a service says when it calls the relay, and what that comes to. It reads no service's words.

use super::Standing;
use crate::messaging::Happening;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use url::form_urlencoded;

/// A service's call at a line's address, as it came.
#[derive(Clone, Debug)]
pub struct Call {
    /// GET or POST.
    pub method: Method,
    /// Its headers.
    pub headers: HeaderMap,
    /// What stands behind the question mark; empty for nothing.
    pub query: String,
    /// The body, byte by byte as it was signed.
    pub body: Bytes,
}

impl Call {
    /// A parameter of the query.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut parameters = form_urlencoded::parse(self.query.as_bytes());
        parameters.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// A header that can be read as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// What a call comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What happened, the oldest first.
    pub happenings: Vec<Happening>,
    /// How the line stands now, where the service told.
    pub standing: Option<Standing>,
    /// What the service wants to read in answer; mostly nothing.
    pub answer: String,
}

impl Told {
    /// So much happened.
    #[must_use]
    pub fn happened(happenings: Vec<Happening>) -> Self {
        Self { happenings, ..Self::default() }
    }
}

/// Why a call is not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be read: 400.
    Malformed,
    /// Its signature is missing or wrong: 401.
    Unsigned,
    /// It shows a wrong word: 403.
    Forbidden,
    /// Nobody is called like this here: 404.
    NotFound,
    /// It cannot be understood for the moment, and is to be told again: 503.
    NotNow,
}
