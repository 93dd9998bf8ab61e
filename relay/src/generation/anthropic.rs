//! A model behind Anthropic's messages.

use super::model::{Caller, words};
use super::{Generator, MOST_TOKENS, Prompt, Role};
use crate::error::Failure;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};
use std::pin::Pin;

const KEY: HeaderName = HeaderName::from_static("x-api-key");
const VERSION: HeaderName = HeaderName::from_static("anthropic-version");

pub(super) struct Anthropic<'c>(pub(super) Caller<'c>);

#[derive(Deserialize)]
struct Answer {
    content: Vec<Block>,
}

#[derive(Deserialize)]
struct Block {
    #[serde(default)]
    text: String,
}

impl Generator for Anthropic<'_> {
    fn write<'a>(&'a self, prompt: &'a Prompt) -> Pin<Box<dyn Future<Output = Result<String, Failure>> + Send + 'a>> {
        Box::pin(async {
            let mut headers = HeaderMap::new();
            headers.insert(KEY, self.0.secret("")?);
            headers.insert(VERSION, HeaderValue::from_static("2023-06-01"));
            let answer: Answer = self.0.call("/v1/messages", headers, &self.body(prompt)).await?;
            words(Some(answer.content.into_iter().map(|block| block.text).collect()))
        })
    }
}

impl Anthropic<'_> {
    /// It wants the person to begin and to have the last word, and nobody to speak twice in a row.
    fn body(&self, prompt: &Prompt) -> Value {
        let mut messages: Vec<(Role, String)> = Vec::new();
        for (role, text) in prompt.context.iter().skip_while(|(role, _)| *role == Role::Assistant) {
            match messages.last_mut() {
                Some((last, said)) if last == role => *said = format!("{said}\n{text}"),
                _ => messages.push((*role, text.clone())),
            }
        }
        if messages.last().is_none_or(|(role, _)| *role == Role::Assistant) {
            messages.push((Role::User, "Please go on.".to_owned()));
        }
        let messages: Vec<_> =
            messages.iter().map(|(role, text)| json!({ "role": role.name(), "content": text })).collect();
        let mut body = json!({ "model": self.0.service.model, "messages": messages, "max_tokens": MOST_TOKENS });
        if let Some(instructions) = &prompt.instructions {
            body["system"] = json!(instructions);
        }
        body
    }
}
