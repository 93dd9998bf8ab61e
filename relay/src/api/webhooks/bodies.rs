//! What stands in requests and answers about webhooks.

use crate::clock::rfc3339;
use crate::outgoing::Secret;
use crate::store::{Webhook, WebhookChange};
use crate::webhook::EventType;
use buzzchat::protocol::Millis;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{Array, ArrayBuilder, Ref};

/// Who is to be told of what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "url": "https://example.com/webhooks/buzzchat",
    "events": ["giveaway.entry", "giveaway.winner"]
}))]
pub(crate) struct CreateWebhookIn {
    /// An https address that can be reached from the internet.
    #[schema(format = "uri", min_length = 1, max_length = 2048)]
    pub(super) url: String,
    /// The events to send, each at most once.
    #[schema(schema_with = events_schema)]
    pub(super) events: Vec<EventType>,
}

fn events_schema() -> Array {
    let every = EventType::ALL.len();
    let each = Ref::from_schema_name(<EventType as ToSchema>::name());
    let described = ArrayBuilder::new().items(each).min_items(Some(1)).max_items(Some(every)).unique_items(true);
    described.description(Some("The events to send, each at most once.")).build()
}

/// What to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "events": ["giveaway.entry", "giveaway.winner", "bot.started"], "active": true }))]
pub(crate) struct ChangeWebhookIn {
    /// An https address that can be reached from the internet.
    #[serde(default, deserialize_with = "named")]
    #[schema(nullable = false, format = "uri", min_length = 1, max_length = 2048)]
    url: Option<String>,
    /// The events to send, each at most once.
    #[serde(default, deserialize_with = "named")]
    #[schema(schema_with = events_schema)]
    events: Option<Vec<EventType>>,
    /// Whether events are sent.
    #[serde(default, deserialize_with = "named")]
    #[schema(nullable = false)]
    active: Option<bool>,
}

/// What events are stored under.
pub(super) fn names(events: &[EventType]) -> Vec<String> {
    events.iter().map(|event| event.name().to_owned()).collect()
}

/// A field that is there has a value: null is no way to leave it out.
pub(crate) fn named<'de, T: Deserialize<'de>, D: Deserializer<'de>>(field: D) -> Result<Option<T>, D::Error> {
    T::deserialize(field).map(Some)
}

impl From<ChangeWebhookIn> for WebhookChange {
    fn from(ChangeWebhookIn { url, events, active }: ChangeWebhookIn) -> Self {
        Self { url, events: events.as_deref().map(names), active }
    }
}

/// A webhook.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WebhookOut {
    #[schema(example = "wh_abc123")]
    id: String,
    #[schema(format = "uri", example = "https://example.com/webhooks/buzzchat")]
    url: String,
    #[schema(value_type = Vec<EventType>, example = json!(["giveaway.entry", "giveaway.winner"]))]
    events: Vec<String>,
    /// What signs deliveries; only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "whsec_xyz789...")]
    secret: Option<String>,
    /// Whether events are sent.
    #[schema(example = true)]
    active: bool,
    #[schema(format = DateTime, example = "2025-01-24T10:00:00Z")]
    created_at: String,
    /// When an event was last sent, whatever came of it.
    #[schema(required, format = DateTime, example = "2025-01-24T10:30:00Z")]
    last_triggered_at: Option<String>,
    /// Why the relay stopped sending: the receiver answered 410, or failed for five days.
    #[schema(required)]
    disabled_reason: Option<String>,
    /// Since when nothing but failures came of deliveries.
    #[schema(required, format = DateTime)]
    failing_since: Option<String>,
    /// Until when the secret before the last rotation signs too.
    #[schema(required, format = DateTime)]
    previous_secret_expires_at: Option<String>,
}

impl From<Webhook> for WebhookOut {
    fn from(webhook: Webhook) -> Self {
        Self {
            id: webhook.id,
            url: webhook.url,
            events: webhook.events,
            secret: None,
            active: webhook.active,
            created_at: rfc3339(webhook.created),
            last_triggered_at: moment(webhook.last_triggered),
            disabled_reason: Some(webhook.disabled_reason).filter(|reason| !reason.is_empty()),
            failing_since: moment(webhook.failing_since),
            previous_secret_expires_at: moment(webhook.previous_until),
        }
    }
}

impl WebhookOut {
    /// With its secret, which is shown once.
    pub(super) fn with_secret(webhook: Webhook, secret: &Secret) -> Self {
        Self { secret: Some(secret.reveal().to_owned()), ..webhook.into() }
    }
}

/// A time that may never have come.
pub(crate) fn moment(at: Millis) -> Option<String> {
    (at > 0).then(|| rfc3339(at))
}

/// The webhooks of a workspace.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhooksOut {
    /// The oldest first.
    pub(super) webhooks: Vec<WebhookOut>,
}
