//! What receivers get, in the API's description. It must agree with what `announcement` and `outgoing` send.

use serde_json::{Value, json};
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::path::Paths;

const EVENTS: &str =
    "Sent to every active webhook that asked for the event, at least once; the same event has the same `id` \
                      each time. Any answer of 200 to 299 accepts it.

| Event | Description |
|---|---|
| `giveaway.entry` | New user entered the giveaway |
| `giveaway.winner` | Winner(s) selected |
| `message.sent` | Bot sent a message |
| `message.received` | Chat message received (matching FAQ/command) |
| `bot.started` | Bot was activated |
| `bot.stopped` | Bot was deactivated |";

/// Adds what is sent to webhooks.
///
/// # Panics
/// Never: the description is fixed.
pub(crate) fn describe_events(document: &mut Document) {
    let sent: Paths = serde_json::from_value(json!({ "event": { "post": operation() } })).expect("it is a description");
    document.webhooks = Some(sent);
}

fn operation() -> Value {
    json!({
        "operationId": "receiveEvent",
        "tags": ["webhooks"],
        "summary": "An event, sent to your server",
        "description": EVENTS,
        "security": [],
        "parameters": [
            header("X-BuzzChat-Signature", "HMAC-SHA256 of the body with the webhook's secret as its key, in hex."),
            header("webhook-id", "The event's id, as in the body."),
            header("webhook-timestamp", "When this attempt was made, in seconds since 1970."),
            header("webhook-signature", "The signatures of Standard Webhooks: `v1,` and base64."),
        ],
        "requestBody": { "required": true, "content": { "application/json": { "schema": schema() } } },
        "responses": {
            "2XX": { "description": "The event is accepted." },
            "410": { "description": "The receiver is gone for good: the webhook is switched off." },
            "default": { "description": "The event is sent again later." }
        }
    })
}

fn header(name: &str, description: &str) -> Value {
    json!({ "name": name, "in": "header", "required": true, "description": description, "schema": { "type": "string" } })
}

fn schema() -> Value {
    json!({
        "type": "object",
        "required": ["id", "type", "timestamp", "data"],
        "properties": {
            "id": { "type": "string", "example": "evt_xyz789" },
            "type": { "$ref": "#/components/schemas/EventType" },
            "timestamp": { "type": "string", "format": "date-time", "example": "2025-01-24T10:30:00Z" },
            "data": {
                "type": "object",
                "description": "What happened. An entry tells who and when; `test` is there, and true, in a test event only.",
                "properties": {
                    "username": { "type": "string" },
                    "entryTime": { "type": "string", "format": "date-time" },
                    "test": { "type": "boolean" }
                }
            }
        },
        "example": {
            "id": "evt_xyz789",
            "type": "giveaway.entry",
            "timestamp": "2025-01-24T10:30:00Z",
            "data": { "username": "viewer123", "entryTime": "2025-01-24T10:30:00Z" }
        }
    })
}
