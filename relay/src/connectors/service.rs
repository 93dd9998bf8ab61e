//! A service behind HTTP: where it is, and one call to it. It knows no service's words.

use super::Trouble;
use crate::outgoing::{Ask, Client, Delivered, Policy, Target};
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

/// The longest answer that is read: a page of messages.
const MAX_ANSWER: usize = 8 * 1_024 * 1_024;

/// Of one question that takes several answers, so much is read at most, in bytes.
const MAX_ANSWERS: usize = 64 * 1_024 * 1_024;

/// Answers to one question, page by page, as long as they come to no more than the relay can hold.
#[derive(Default)]
pub(super) struct Pages {
    bytes: usize,
}

impl Pages {
    /// What a page holds.
    ///
    /// # Errors
    /// When it is none, or too much by now.
    pub(super) fn read<T: DeserializeOwned>(&mut self, answer: &Delivered) -> Result<T, Trouble> {
        self.bytes += answer.body.len();
        if self.bytes > MAX_ANSWERS {
            return Err(Self::too_much());
        }
        let page = if answer.accepted() { json(answer) } else { None };
        page.ok_or_else(|| Trouble(problem(answer)))
    }

    /// There would be more.
    pub(super) fn too_much() -> Trouble {
        Trouble("The server tells more at once than the relay takes".to_owned())
    }
}

/// A service. What it is called may hold a secret, so it is never printed.
#[derive(Clone)]
pub(super) struct Service {
    client: Client,
    policy: Policy,
    base: Url,
}

/// One question.
#[derive(Default)]
pub(super) struct Question<'a> {
    /// The parts of the path below the base.
    pub(super) path: &'a [&'a str],
    /// What stands behind the question mark.
    pub(super) query: &'a [(&'a str, &'a str)],
    /// Its headers; the kind of the body is added.
    pub(super) headers: HeaderMap,
    /// A body, where it has one.
    pub(super) body: Option<Value>,
}

impl Service {
    /// The service whose addresses begin with this.
    ///
    /// # Errors
    /// Says what is wrong with the address.
    pub(super) fn new(client: Client, policy: Policy, base: &str) -> Result<Self, String> {
        let target = Target::parse(base, policy).map_err(|why| why.to_string())?;
        let base = Url::parse(target.as_str()).map_err(|why| why.to_string())?;
        Ok(Self { client, policy, base })
    }

    /// Where its addresses begin, in one spelling.
    pub(super) fn base(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Asks, and says what came of it: never with words that hold the address.
    pub(super) async fn ask(&self, method: Method, question: Question<'_>) -> Delivered {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(question.path);
        }
        if !question.query.is_empty() {
            url.query_pairs_mut().extend_pairs(question.query);
        }
        let target = match Target::parse(url.as_str(), self.policy) {
            Ok(target) => target,
            Err(why) => return Delivered::unanswered(0, why.to_string()),
        };
        let mut headers = question.headers;
        let body = question.body.map_or_else(Bytes::new, |body| {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            body.to_string().into()
        });
        self.client.ask(&target, Ask { method, headers, body, most: MAX_ANSWER }).await
    }
}

/// What an answer says as JSON; nothing where it says nothing of the kind.
pub(super) fn json<T: DeserializeOwned>(answer: &Delivered) -> Option<T> {
    serde_json::from_slice(&answer.body).ok()
}

/// Why an answer is none, as a sentence.
pub(super) fn problem(answer: &Delivered) -> String {
    answer.problem.clone().unwrap_or_else(|| "The service answered with something that cannot be read".to_owned())
}

/// Reads a field; one that is null, missing or of another kind than it should be says nothing.
pub(super) fn or_default<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(from: D) -> Result<T, D::Error> {
    let value = Value::deserialize(from)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}
