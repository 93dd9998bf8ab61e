//! A model behind chat/completions. Only what every server of that protocol understands is sent.

use super::model::{Caller, words};
use super::{Generator, MOST_TOKENS, Prompt};
use crate::error::Failure;
use axum::http::{HeaderMap, header};
use serde::Deserialize;
use serde_json::{Value, json};
use std::pin::Pin;

pub(super) struct OpenAi<'c>(pub(super) Caller<'c>);

#[derive(Deserialize)]
struct Answer {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Words,
}

#[derive(Deserialize)]
struct Words {
    content: Option<String>,
}

impl Generator for OpenAi<'_> {
    fn write<'a>(&'a self, prompt: &'a Prompt) -> Pin<Box<dyn Future<Output = Result<String, Failure>> + Send + 'a>> {
        Box::pin(async {
            let mut headers = HeaderMap::new();
            if !self.0.service.secret.is_empty() {
                headers.insert(header::AUTHORIZATION, self.0.secret("Bearer ")?);
            }
            let answer: Answer = self.0.call("/v1/chat/completions", headers, &self.body(prompt)).await?;
            words(answer.choices.into_iter().next().and_then(|choice| choice.message.content))
        })
    }
}

impl OpenAi<'_> {
    fn body(&self, prompt: &Prompt) -> Value {
        let system = prompt.instructions.iter().map(|text| json!({ "role": "system", "content": text }));
        let said = prompt.context.iter().map(|(role, text)| json!({ "role": role.name(), "content": text }));
        let messages: Vec<_> = system.chain(said).collect();
        json!({ "model": self.0.service.model, "messages": messages, "max_tokens": MOST_TOKENS, "stream": false })
    }
}
