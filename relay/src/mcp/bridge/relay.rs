//! The relay as `buzzchat-mcp` sees it: one request, one answer, no session that could be lost.

use super::McpOptions;
use reqwest::{Client, Response, StatusCode};
use rmcp::model::{ErrorData, ProtocolVersion};
use serde_json::{Value, json};
use std::fmt;
use std::time::Duration;

/// A relay that is there takes a connection at once.
const CONNECT: Duration = Duration::from_secs(5);
/// Longer than the relay lets any request take.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Relay {
    client: Client,
    address: String,
    key: String,
}

/// Why the relay did not answer as hoped.
pub(super) enum Trouble {
    /// It cannot be reached.
    Away(String),
    /// It refused the request itself: the key, the number of calls.
    Refused { envelope: Value, message: String },
    /// The protocol's own error.
    Protocol(ErrorData),
    /// What it said makes no sense.
    Broken(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Away(message) | Self::Refused { message, .. } => out.write_str(message),
            Self::Protocol(error) => write!(out, "the relay refused the message: {}", error.message),
            Self::Broken(why) => write!(out, "the relay's answer cannot be used: {why}"),
        }
    }
}

impl Relay {
    /// # Errors
    /// When no HTTP client can be made.
    pub(super) fn new(options: McpOptions) -> reqwest::Result<Self> {
        if options.is_exposed() {
            tracing::warn!("the key travels unencrypted to {}: use https", options.url);
        }
        let client = Client::builder().connect_timeout(CONNECT).timeout(PATIENCE);
        // A proxy knows nothing of this computer's own addresses.
        let client = if options.is_local() { client.no_proxy() } else { client };
        let address = format!("{}/mcp", options.url.as_str().trim_end_matches('/'));
        Ok(Self { client: client.build()?, address, key: options.api_key })
    }

    /// Asks for something.
    ///
    /// # Errors
    /// Why there is no result.
    pub(super) async fn ask(&self, method: &str, params: Value) -> Result<Value, Trouble> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let sent = self.client.post(&self.address).bearer_auth(&self.key).json(&request);
        let sent = sent.header("accept", "application/json, text/event-stream");
        let sent = sent.header("mcp-protocol-version", ProtocolVersion::V_2025_11_25.as_str());
        let response = sent.send().await.map_err(|error| self.away(&error))?;
        let (status, wait) = (response.status(), retry_after(&response));
        let body = response.bytes().await.map_err(|error| self.away(&error))?;
        let body: Value = serde_json::from_slice(&body)
            .map_err(|_| Trouble::Broken(format!("{} answered {status} without JSON: is it a relay?", self.address)))?;
        read(body, status, wait)
    }

    fn away(&self, error: &reqwest::Error) -> Trouble {
        let why = if error.is_timeout() { "does not answer" } else { "cannot be reached" };
        Trouble::Away(format!(
            "The BuzzChat relay at {} {why}. Start it with \"buzzchat-relay serve\" and try again.",
            self.address.trim_end_matches("/mcp")
        ))
    }
}

fn read(mut body: Value, status: StatusCode, wait: Option<String>) -> Result<Value, Trouble> {
    if let Some(error) = body.get("error").filter(|_| body.get("jsonrpc").is_some()) {
        let error = serde_json::from_value(error.clone()).map_err(|error| Trouble::Broken(error.to_string()))?;
        return Err(Trouble::Protocol(error));
    }
    if status.is_success() {
        return body.get_mut("result").map(Value::take).ok_or_else(|| Trouble::Broken("there is no result".into()));
    }
    let said = body["error"]["message"].as_str().unwrap_or("no reason given");
    let message = match (status, wait) {
        (StatusCode::UNAUTHORIZED, _) => {
            format!("{said}. Make a key in the BuzzChat popup under Settings, API Access, or on the relay.")
        }
        (_, Some(seconds)) => format!("{said}. Try again in {seconds} seconds."),
        _ => said.to_owned(),
    };
    body["error"]["message"] = message.clone().into();
    Err(Trouble::Refused { envelope: body, message })
}

fn retry_after(response: &Response) -> Option<String> {
    let seconds = response.headers().get("retry-after")?.to_str().ok()?;
    seconds.bytes().all(|byte| byte.is_ascii_digit()).then(|| seconds.to_owned())
}
