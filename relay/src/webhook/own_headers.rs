//! Headers that a receiver wants with every letter: which may be had, and how they travel. It stores nothing.

use axum::http::header::InvalidHeaderName;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The most of them.
const MAX_HEADERS: usize = 32;
const MAX_NAME: usize = 128;
const MAX_VALUE: usize = 4_096;

/// What belongs to one connection, and what would change how the message is read: a receiver behind a proxy could be made
/// to see two requests in one.
const OF_THE_CONNECTION: [&str; 13] = [
    "connection",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authentication-info",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];
/// They describe the body, which is the relay's.
const OF_THE_BODY: &str = "content-";
/// Standard Webhooks: the relay signs, nobody else.
const OF_THE_SIGNATURE: &str = "webhook-";

/// A header as it was asked for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnHeader {
    /// Its name, in any case.
    pub name: String,
    /// What it says; it may be a password.
    pub value: String,
}

/// Nothing secret in a log.
impl fmt::Debug for OwnHeader {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OwnHeader({:?})", self.name)
    }
}

/// Why a header is refused; a sentence for whoever asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HeaderError {
    /// There are too many.
    #[error("headers must name at most {MAX_HEADERS} headers")]
    TooMany,
    /// HTTP knows no such name.
    #[error("headers[{0}].name must be 1 to {MAX_NAME} letters, digits or any of !#$%&'*+-.^_`|~")]
    Name(usize),
    /// HTTP carries no such value.
    #[error(
        "headers[{0}].value must be at most {MAX_VALUE} printable ASCII characters that neither begin nor end with a space"
    )]
    Value(usize),
    /// It belongs to the connection.
    #[error("headers must not contain {0}: it belongs to the connection")]
    Connection(String),
    /// It describes the body.
    #[error("headers must not contain {0}: it describes the body, which the relay writes")]
    Body(String),
    /// It is the relay's signature.
    #[error("headers must not contain {0}: the relay signs what it sends with headers of this name")]
    Signature(String),
    /// Its name stands there already.
    #[error("headers must not name {0} twice")]
    Twice(String),
}

/// Headers that may be sent, in the order asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnHeaders(Vec<OwnHeader>);

impl OwnHeaders {
    /// Takes those that may be had.
    ///
    /// # Errors
    /// Says which one may not, and why.
    pub fn checked(headers: Vec<OwnHeader>) -> Result<Self, HeaderError> {
        if headers.len() > MAX_HEADERS {
            return Err(HeaderError::TooMany);
        }
        let mut map = HeaderMap::new();
        for (index, OwnHeader { name, value }) in headers.iter().enumerate() {
            let own = read_name(name).map_err(|_| HeaderError::Name(index))?;
            check_use(&own, name)?;
            let value = read_value(value).ok_or(HeaderError::Value(index))?;
            if map.insert(own, value).is_some() {
                return Err(HeaderError::Twice(name.clone()));
            }
        }
        Ok(Self(headers))
    }

    /// As they were asked for.
    #[must_use]
    pub fn list(&self) -> &[OwnHeader] {
        &self.0
    }

    /// Puts them onto a letter.
    pub(super) fn put_into(&self, headers: &mut HeaderMap) {
        for OwnHeader { name, value } in &self.0 {
            if let (Ok(name), Some(mut value)) = (read_name(name), read_value(value)) {
                value.set_sensitive(true);
                headers.insert(name, value);
            }
        }
    }
}

fn read_name(name: &str) -> Result<HeaderName, Option<InvalidHeaderName>> {
    if name.len() > MAX_NAME {
        return Err(None);
    }
    HeaderName::from_bytes(name.as_bytes()).map_err(Some)
}

/// Receivers would not see spaces around it, and differ about anything that is not ASCII.
fn read_value(value: &str) -> Option<HeaderValue> {
    let plain = value.len() <= MAX_VALUE && value.trim() == value && value.is_ascii();
    plain.then(|| HeaderValue::from_str(value).ok()).flatten()
}

fn check_use(name: &HeaderName, asked: &str) -> Result<(), HeaderError> {
    let (name, asked) = (name.as_str(), asked.to_owned());
    if OF_THE_CONNECTION.contains(&name) {
        Err(HeaderError::Connection(asked))
    } else if name.starts_with(OF_THE_BODY) {
        Err(HeaderError::Body(asked))
    } else if name.starts_with(OF_THE_SIGNATURE) {
        Err(HeaderError::Signature(asked))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{HeaderError, MAX_HEADERS, OwnHeader, OwnHeaders};
    use axum::http::HeaderMap;

    fn checked(headers: &[(&str, &str)]) -> Result<OwnHeaders, HeaderError> {
        let own = |(name, value): &(&str, &str)| OwnHeader { name: (*name).into(), value: (*value).into() };
        OwnHeaders::checked(headers.iter().map(own).collect())
    }

    #[test]
    fn what_integrations_use_is_taken_and_sent_as_it_is() {
        let asked = [
            ("x-my-api-secret", "b5d25c5b-e38f-495e-9e16-40973be50c3a"),
            ("Authorization", "Bearer a b\tc"),
            ("Accept", ""),
            ("!#$%&'*+-.^_`|~09azAZ", "\"{[(;=,)]}\""),
        ];
        let mut sent = HeaderMap::new();
        checked(&asked).unwrap().put_into(&mut sent);
        assert_eq!(sent.len(), asked.len());
        for (name, value) in asked {
            assert_eq!(sent[name], value, "{name}");
            assert!(sent[name].is_sensitive());
        }
    }

    #[test]
    fn what_belongs_to_others_is_refused_in_any_case() {
        for name in ["Host", "connection", "TE", "Transfer-Encoding", "Proxy-Authorization", "upgrade", "Expect"] {
            assert_eq!(checked(&[(name, "x")]), Err(HeaderError::Connection(name.into())));
        }
        for name in ["Content-Type", "content-length", "CONTENT-ENCODING", "Content-Anything"] {
            assert_eq!(checked(&[(name, "x")]), Err(HeaderError::Body(name.into())));
        }
        for name in ["webhook-id", "Webhook-Timestamp", "WEBHOOK-SIGNATURE"] {
            let refused = checked(&[("x-good", "x"), (name, "x")]);
            assert_eq!(refused, Err(HeaderError::Signature(name.into())));
            assert!(refused.unwrap_err().to_string().contains(name));
        }
    }

    #[test]
    fn what_http_does_not_carry_is_refused() {
        let long = "n".repeat(129);
        for name in ["", "a b", "a:b", ":path", "a\r\nb", "ä", "a\0", "a(b)", &long] {
            assert_eq!(checked(&[("x-good", "x"), (name, "x")]), Err(HeaderError::Name(1)), "{name:?}");
        }
        let long = "v".repeat(4_097);
        for value in ["a\r\nx-evil: 1", "a\nb", "a\0b", "\u{7f}", "ä", " a", "a ", "\ta", &long] {
            assert_eq!(checked(&[("x-good", value)]), Err(HeaderError::Value(0)), "{value:?}");
        }
        assert!(checked(&[("n", &long[1..])]).is_ok());
    }

    #[test]
    fn a_name_stands_once_and_there_are_only_so_many() {
        assert_eq!(checked(&[("x-a", "1"), ("X-A", "1")]), Err(HeaderError::Twice("X-A".into())));
        let names: Vec<_> = (0..=MAX_HEADERS).map(|number| format!("x-{number}")).collect();
        let headers: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
        assert_eq!(checked(&headers), Err(HeaderError::TooMany));
        assert!(checked(&headers[1..]).is_ok());
    }

    #[test]
    fn no_value_is_in_a_log() {
        assert_eq!(format!("{:?}", checked(&[("x-a", "hidden")]).unwrap()), r#"OwnHeaders([OwnHeader("x-a")])"#);
    }
}
