//! What a fake service was asked. It asserts nothing.

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method};
use serde_json::Value;
use url::form_urlencoded;

/// A request as it came.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) method: Method,
    /// Its parts, read.
    pub(super) path: Vec<String>,
    query: String,
    pub(super) headers: HeaderMap,
    body: Bytes,
}

impl Asked {
    pub(super) async fn read(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().split('/').skip(1).map(|part| {
            // Plus is no space in a path.
            let part = format!("x={}", part.replace('+', "%2B"));
            form_urlencoded::parse(part.as_bytes()).next().unwrap().1.into_owned()
        });
        Self {
            method: parts.method,
            path: path.collect(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body: to_bytes(body, 1_000_000).await.unwrap(),
        }
    }

    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
