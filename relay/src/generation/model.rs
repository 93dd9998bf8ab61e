//! A model behind HTTP: where it is, and one call to it. It knows neither protocol.

use crate::error::Failure;
use crate::outgoing::{Ask, Client, Policy, Target};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The longest answer that is read: some models also say how they came to it.
const MAX_ANSWER: usize = 1_024 * 1_024;

/// Which protocol a model speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// chat/completions, as OpenAI, Ollama, llama.cpp and vLLM have it
    #[value(name = "openai")]
    OpenAi,
    /// messages, as Anthropic has it
    Anthropic,
}

impl Kind {
    /// Its name, as it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
        }
    }

    /// Whether it answers nobody without a key.
    #[must_use]
    pub fn needs_secret(self) -> bool {
        self == Self::Anthropic
    }

    /// The one of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::OpenAi, Self::Anthropic].into_iter().find(|kind| kind.name() == name)
    }
}

/// Where a workspace's answers are written.
#[derive(Clone, PartialEq, Eq)]
pub struct Service {
    /// What it speaks.
    pub kind: Kind,
    /// The base of its addresses, such as `https://api.openai.com`.
    pub url: String,
    /// The model.
    pub model: String,
    /// What it asks for; empty for nothing.
    pub secret: String,
}

/// Nothing secret in a log.
impl std::fmt::Debug for Service {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Service").field("kind", &self.kind).field("model", &self.model).finish_non_exhaustive()
    }
}

/// Calls one.
#[derive(Clone, Copy)]
pub(super) struct Caller<'a> {
    pub(super) client: &'a Client,
    pub(super) policy: Policy,
    pub(super) service: &'a Service,
}

impl Caller<'_> {
    /// Posts JSON and reads JSON. What went wrong goes to the log; the caller learns only that it did.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        path: &str,
        mut headers: HeaderMap,
        body: &Value,
    ) -> Result<T, Failure> {
        let base = self.service.url.trim_end_matches('/');
        // Other clients of these protocols are given the address with the version at its end.
        let address = format!("{}{path}", base.strip_suffix("/v1").unwrap_or(base));
        let target = Target::parse(&address, self.policy).map_err(|why| failed(&why.to_string()))?;
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let ask = Ask { method: Method::POST, headers, body: body.to_string().into(), most: MAX_ANSWER };
        let answer = self.client.ask(&target, ask).await;
        if let Some(problem) = &answer.problem {
            return Err(failed(problem));
        }
        serde_json::from_slice(&answer.body).map_err(|error| failed(&error.to_string()))
    }

    /// The secret as a header's value.
    pub(super) fn secret(&self, prefix: &str) -> Result<HeaderValue, Failure> {
        let value = HeaderValue::from_str(&format!("{prefix}{}", self.service.secret));
        let mut value = value.map_err(|_| failed("the secret cannot stand in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

pub(super) fn failed(problem: &str) -> Failure {
    tracing::warn!(problem, "a model did not write an answer");
    Failure::Internal
}

/// The words of an answer; a model that says nothing has not answered.
pub(super) fn words(text: Option<String>) -> Result<String, Failure> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    text.ok_or_else(|| failed("the model said nothing"))
}
