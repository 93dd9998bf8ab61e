//! The headers of a delivery: who sends it, what it is, what its receiver wants with it, and the signatures. It sends
//! nothing.

use super::{OwnHeaders, Style};
use crate::outgoing::Secret;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Who calls.
const USER_AGENT: &str = concat!("BuzzChat-Webhooks/", env!("CARGO_PKG_VERSION"));

const SIGNATURE: HeaderName = HeaderName::from_static("x-buzzchat-signature");
const PREVIOUS: HeaderName = HeaderName::from_static("x-buzzchat-signature-previous");
const EVENT: HeaderName = HeaderName::from_static("x-buzzchat-event");
const ATTEMPT: HeaderName = HeaderName::from_static("x-buzzchat-attempt");
const BOTBIZ_SIGNATURE: HeaderName = HeaderName::from_static("x-botbiz-signature");
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

/// How an endpoint's letters look.
#[derive(Clone, Debug)]
pub struct Dress {
    /// Whose they are.
    pub style: Style,
    /// What the receiver wants with each of them.
    pub headers: OwnHeaders,
    /// What signs them.
    pub secrets: Secrets,
}

/// One attempt at a delivery.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// The event's id, the same on every attempt.
    pub id: &'a str,
    /// What it tells of, by name.
    pub kind: &'a str,
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
    pub fn headers(&self, dress: &Dress) -> HeaderMap {
        let own = &dress.headers;
        let mut headers = HeaderMap::with_capacity(10 + own.list().len());
        // First: what the relay says cannot be said by another.
        own.put_into(&mut headers);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.entry(header::USER_AGENT).or_insert(HeaderValue::from_static(USER_AGENT));
        if dress.style == Style::Buzzchat {
            put(&mut headers, EVENT, self.kind);
            headers.insert(ATTEMPT, HeaderValue::from(self.attempt));
        }
        headers.insert(STANDARD_TIME, HeaderValue::from(self.timestamp));
        put(&mut headers, STANDARD_ID, self.id);
        self.sign(&mut headers, dress);
        if self.test && dress.style == Style::Buzzchat {
            headers.insert(TEST, HeaderValue::from_static("1"));
        }
        headers
    }

    fn sign(&self, headers: &mut HeaderMap, Dress { style, secrets, .. }: &Dress) {
        let (signature, previously) = match style {
            Style::Buzzchat => (Some(SIGNATURE), Some(PREVIOUS)),
            Style::Botbiz => (Some(BOTBIZ_SIGNATURE), None),
            Style::Domo => (None, None),
        };
        let mut sign = |name: Option<HeaderName>, secret: &Secret| {
            name.into_iter().for_each(|name| put(headers, name, &secret.documented_signature(self.body)));
            secret.standard_signature(self.id, self.timestamp, self.body)
        };
        let mut standard = sign(signature, &secrets.current);
        if let Some(previous) = &secrets.previous {
            standard = format!("{standard} {}", sign(previously, previous));
        }
        put(headers, STANDARD_SIGNATURE, &standard);
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
    use super::{Dress, Letter, Secrets};
    use crate::outgoing::Secret;
    use crate::webhook::{OwnHeader, OwnHeaders, Style};
    use axum::http::HeaderMap;

    const BODY: &[u8] = br#"{"id":"evt_xyz789","type":"giveaway.entry","timestamp":"2025-01-24T10:30:00Z","data":{"username":"viewer123","entryTime":"2025-01-24T10:30:00Z"}}"#;
    const LETTER: Letter<'static> = Letter {
        id: "evt_xyz789",
        kind: "giveaway.entry",
        body: BODY,
        attempt: 3,
        timestamp: 1_737_714_600,
        test: false,
    };

    fn secret(text: &str) -> Secret {
        Secret::from_text(text.into())
    }

    fn dress(style: Style, current: Secret, previous: Option<Secret>) -> Dress {
        Dress { style, headers: OwnHeaders::default(), secrets: Secrets { current, previous } }
    }

    fn names(headers: &HeaderMap) -> Vec<&str> {
        headers.keys().map(|name| name.as_str()).collect()
    }

    fn known() -> Secret {
        secret("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    }

    #[test]
    fn both_signatures_are_those_of_the_documented_example() {
        let headers = LETTER.headers(&dress(Style::Buzzchat, known(), None));
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
        let headers = LETTER.headers(&dress(Style::Buzzchat, secret(other), Some(known())));
        let previous = "c6d2ef542ccf5371f5f580a25dab9c85a3f66c6c41744b61a34d424f1c251b6c";
        assert_eq!(headers["x-buzzchat-signature-previous"], previous);
        assert_ne!(headers["x-buzzchat-signature"], previous);
        assert_eq!(headers["x-buzzchat-signature"].len(), 64);
        let both = headers["webhook-signature"].to_str().unwrap();
        assert!(
            both.ends_with(" v1,M0e4M3wW93H2M9jlVIMcBEc4jetFpkpzCYNOSmqah/A=") && both.starts_with("v1,"),
            "{both}"
        );
        let test = Letter { test: true, ..LETTER }.headers(&dress(Style::Buzzchat, known(), None));
        assert_eq!(test["x-buzzchat-test"], "1");
    }

    #[test]
    fn botbiz_letters_have_its_signature_beside_the_standard_ones() {
        let headers = Letter { test: true, ..LETTER }.headers(&dress(Style::Botbiz, known(), None));
        let signature = "c6d2ef542ccf5371f5f580a25dab9c85a3f66c6c41744b61a34d424f1c251b6c";
        assert_eq!(headers["x-botbiz-signature"], signature);
        let expected = ["content-type", "user-agent", "webhook-timestamp", "webhook-id"];
        assert_eq!(names(&headers), [&expected[..], &["x-botbiz-signature", "webhook-signature"]].concat());
    }

    #[test]
    fn domo_letters_have_the_headers_of_their_integration_and_the_standard_ones() {
        let own = |(name, value): (&str, &str)| OwnHeader { name: name.into(), value: value.into() };
        let asked = [("x-my-api-secret", "b5d2"), ("authorization", "Bearer x"), ("user-agent", "mine")].map(own);
        let headers = OwnHeaders::checked(asked.into()).unwrap();
        let sent = LETTER.headers(&Dress { headers, ..dress(Style::Domo, known(), None) });
        let expected = ["x-my-api-secret", "authorization", "user-agent", "content-type"];
        assert_eq!(names(&sent), [&expected[..], &["webhook-timestamp", "webhook-id", "webhook-signature"]].concat());
        assert_eq!(
            (&sent["x-my-api-secret"], &sent["user-agent"]),
            (&"b5d2".parse().unwrap(), &"mine".parse().unwrap())
        );
    }
}
