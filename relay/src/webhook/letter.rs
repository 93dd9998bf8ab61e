//! The headers of a delivery: who sends it, what it is, and the signatures. It sends nothing.

use super::EventType;
use crate::outgoing::Secret;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Who calls.
const USER_AGENT: &str = concat!("BuzzChat-Webhooks/", env!("CARGO_PKG_VERSION"));

const SIGNATURE: HeaderName = HeaderName::from_static("x-buzzchat-signature");
const PREVIOUS: HeaderName = HeaderName::from_static("x-buzzchat-signature-previous");
const EVENT: HeaderName = HeaderName::from_static("x-buzzchat-event");
const ATTEMPT: HeaderName = HeaderName::from_static("x-buzzchat-attempt");
const TEST: HeaderName = HeaderName::from_static("x-buzzchat-test");
const STANDARD_ID: HeaderName = HeaderName::from_static("webhook-id");
const STANDARD_TIME: HeaderName = HeaderName::from_static("webhook-timestamp");
const STANDARD_SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

/// What signs an endpoint's deliveries.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The secret its receiver should know.
    pub current: Secret,
    /// The one it may still know, for a while after a rotation.
    pub previous: Option<Secret>,
}

/// One attempt at a delivery.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// The event's id, the same on every attempt.
    pub id: &'a str,
    /// What it tells of.
    pub kind: EventType,
    /// The bytes that are sent.
    pub body: &'a [u8],
    /// The how manieth attempt it is, from 1.
    pub attempt: u64,
    /// When, in seconds since 1970.
    pub timestamp: i64,
    /// Whether somebody only tries the endpoint.
    pub test: bool,
}

impl Letter<'_> {
    /// The headers it travels with.
    #[must_use]
    pub fn headers(&self, secrets: &Secrets) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(10);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        headers.insert(EVENT, HeaderValue::from_static(self.kind.name()));
        headers.insert(ATTEMPT, HeaderValue::from(self.attempt));
        headers.insert(STANDARD_TIME, HeaderValue::from(self.timestamp));
        put(&mut headers, STANDARD_ID, self.id);
        put(&mut headers, SIGNATURE, &secrets.current.documented_signature(self.body));
        let mut standard = secrets.current.standard_signature(self.id, self.timestamp, self.body);
        if let Some(previous) = &secrets.previous {
            put(&mut headers, PREVIOUS, &previous.documented_signature(self.body));
            standard = format!("{standard} {}", previous.standard_signature(self.id, self.timestamp, self.body));
        }
        put(&mut headers, STANDARD_SIGNATURE, &standard);
        if self.test {
            headers.insert(TEST, HeaderValue::from_static("1"));
        }
        headers
    }
}

/// Ids and signatures are plain letters; anything else is left out rather than sent wrong.
fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::{Letter, Secrets};
    use crate::outgoing::Secret;
    use crate::webhook::EventType;

    const BODY: &[u8] = br#"{"id":"evt_xyz789","type":"giveaway.entry","timestamp":"2025-01-24T10:30:00Z","data":{"username":"viewer123","entryTime":"2025-01-24T10:30:00Z"}}"#;
    const LETTER: Letter<'static> = Letter {
        id: "evt_xyz789",
        kind: EventType::GiveawayEntry,
        body: BODY,
        attempt: 3,
        timestamp: 1_737_714_600,
        test: false,
    };

    fn secret(text: &str) -> Secret {
        Secret::from_text(text.into())
    }

    fn known() -> Secret {
        secret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    }

    #[test]
    fn both_signatures_are_those_of_the_documented_example() {
        let headers = LETTER.headers(&Secrets { current: known(), previous: None });
        let expected = [
            ("content-type", "application/json"),
            ("x-buzzchat-signature", "c6d2ef542ccf5371f5f580a25dab9c85a3f66c6c41744b61a34d424f1c251b6c"),
            ("webhook-signature", "v1,M0e4M3wW93H2M9jlVIMcBEc4jetFpkpzCYNOSmqah/A="),
            ("webhook-id", "evt_xyz789"),
            ("webhook-timestamp", "1737714600"),
            ("x-buzzchat-event", "giveaway.entry"),
            ("x-buzzchat-attempt", "3"),
        ];
        for (name, value) in expected {
            assert_eq!(headers[name], value, "{name}");
        }
        assert_eq!(headers.len(), expected.len() + 1, "these and the user agent");
    }

    #[test]
    fn the_previous_secret_signs_beside_the_current_one() {
        let other = "whsec_HxEeHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";
        let headers = LETTER.headers(&Secrets { current: secret(other), previous: Some(known()) });
        let previous = "c6d2ef542ccf5371f5f580a25dab9c85a3f66c6c41744b61a34d424f1c251b6c";
        assert_eq!(headers["x-buzzchat-signature-previous"], previous);
        assert_ne!(headers["x-buzzchat-signature"], previous);
        assert_eq!(headers["x-buzzchat-signature"].len(), 64);
        let both = headers["webhook-signature"].to_str().unwrap();
        assert!(
            both.ends_with(" v1,M0e4M3wW93H2M9jlVIMcBEc4jetFpkpzCYNOSmqah/A=") && both.starts_with("v1,"),
            "{both}"
        );
        let test = Letter { test: true, ..LETTER }.headers(&Secrets { current: known(), previous: None });
        assert_eq!(test["x-buzzchat-test"], "1");
    }
}
