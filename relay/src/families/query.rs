//! Query parameters, so that everything wrong with them is told as one failure. It knows no family.

use crate::error::Failure;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query};
use axum::http::Uri;
use axum::http::request::Parts;
use buzzchat::protocol::Millis;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::DeserializeOwned;
use std::error::Error;

/// The query's parameters, read into a struct whose fields are their names. Unknown ones are ignored, as everywhere on the
/// web.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        read(&parts.uri).map(Self)
    }
}

/// The query's parameters of an address.
///
/// # Errors
/// What is wrong with them, by the name of the parameter.
pub fn read<T: DeserializeOwned>(uri: &Uri) -> Result<T, Failure> {
    Query::try_from_uri(uri).map(|Query(params)| params).map_err(|rejection| explain(&rejection))
}

fn explain(rejection: &QueryRejection) -> Failure {
    let why = rejection.source().map(ToString::to_string).unwrap_or_default();
    let missing = why.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    Failure::Validation(match missing {
        Some(name) => format!("Missing required parameter: {name}"),
        None if why.is_empty() => "The query cannot be read".into(),
        None => why,
    })
}

/// A phone number as its sender meant it: a "+" that stands unescaped in a query arrives as a space.
#[must_use]
pub fn repaired_phone(text: &str) -> String {
    text.strip_prefix(' ').map_or_else(|| text.to_owned(), |digits| format!("+{}", digits.trim_start()))
}

/// A moment in ISO 8601; one that names no offset is UTC. What is before 1970 is before everything. Nothing where it is none.
#[must_use]
pub fn read_moment(text: &str) -> Option<Millis> {
    let text = repaired_time(text);
    let moment = text.parse::<Timestamp>().or_else(|_| {
        let civil = text.parse::<DateTime>()?;
        TimeZone::UTC.to_timestamp(civil)
    });
    moment.ok().map(|moment| Millis::try_from(moment.as_millisecond()).unwrap_or(0))
}

/// A moment as its sender meant it: before an offset from UTC a "+" may have become a space.
fn repaired_time(text: &str) -> String {
    match text.rsplit_once(' ') {
        Some((moment, offset)) if moment.contains(':') && is_offset(offset) => format!("{moment}+{offset}"),
        _ => text.to_owned(),
    }
}

/// "05:30", "0530" or "05".
fn is_offset(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    matches!((digits, text.len()), (2, 2) | (4, 4)) || (digits == 4 && text.len() == 5 && text.find(':') == Some(2))
}

#[cfg(test)]
mod tests {
    use super::{read, read_moment, repaired_phone, repaired_time};
    use crate::error::Failure;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Asked {
        phone: String,
        limit: Option<u64>,
    }

    #[test]
    fn what_is_wrong_is_told_by_the_parameter_s_name() {
        let asked = |text: &str| read::<Asked>(&text.parse().unwrap());
        let phone = " 1".to_owned();
        assert_eq!(asked("/x?phone=+1&limit=5&more=1").unwrap(), Asked { phone, limit: Some(5) });
        let cases = [
            ("/x", "Missing required parameter: phone"),
            ("/x?phone=1&limit=many", "limit: invalid digit found in string"),
            ("/x?phone=1&phone=2", "duplicate field `phone`"),
        ];
        for (address, message) in cases {
            assert_eq!(asked(address), Err(Failure::Validation(message.into())), "{address}");
        }
    }

    #[test]
    fn a_plus_that_became_a_space_is_one_again() {
        for (arrived, meant) in [(" 1234567890", "+1234567890"), ("+1", "+1"), ("1 2", "1 2"), ("", "")] {
            assert_eq!(repaired_phone(arrived), meant);
        }
        let cases = [
            ("2026-01-25T12:00:00 00:00", "2026-01-25T12:00:00+00:00"),
            ("2026-01-25T12:00:00.5 0530", "2026-01-25T12:00:00.5+0530"),
            ("2026-01-25T12:00:00Z", "2026-01-25T12:00:00Z"),
            ("2026-01-25T12:00:00-05:00", "2026-01-25T12:00:00-05:00"),
            ("2026-01-25 12:00:00", "2026-01-25 12:00:00"),
            ("2026-01-25 12:00", "2026-01-25 12:00"),
            ("2026-01-25 12:00 00:00", "2026-01-25 12:00+00:00"),
        ];
        for (arrived, meant) in cases {
            assert_eq!(repaired_time(arrived), meant);
        }
    }

    #[test]
    fn moments_are_read_in_every_usual_spelling() {
        for text in [
            "2026-01-25T12:00:00Z",
            "2026-01-25T12:00:00.000Z",
            "2026-01-25T13:00:00+01:00",
            "2026-01-25T13:00:00 01:00",
            "2026-01-25T12:00:00",
            "2026-01-25 12:00:00",
        ] {
            assert_eq!(read_moment(text), Some(1_769_342_400_000), "{text}");
        }
        assert_eq!(read_moment("2026-01-25"), Some(1_769_299_200_000));
        assert_eq!(read_moment("1969-01-01T00:00:00Z"), Some(0));
        for text in ["", "yesterday", "1769342400", "2026-13-01T00:00:00Z"] {
            assert_eq!(read_moment(text), None, "{text}");
        }
    }
}
