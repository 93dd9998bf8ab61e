//! What a device asks its relay for the person in front of it, and what the relay answers. Nothing of it is part of the
//! shared state, and none of it passes the engine.

use super::Millis;
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Ask {
    /// A code that opens the dashboard once.
    SignIn,
    /// The webhooks of the workspace.
    Webhooks,
    /// One more webhook.
    AddWebhook {
        /// Where deliveries go.
        url: String,
        /// The names of the events it wants.
        events: Vec<String>,
    },
    /// That a webhook is told, or is not for now.
    SwitchWebhook {
        /// Its id.
        webhook: String,
        /// Whether it is told.
        active: bool,
    },
    /// That a webhook is forgotten.
    DeleteWebhook {
        /// Its id.
        webhook: String,
    },
    /// A made-up event for a webhook, at once.
    TestWebhook {
        /// Its id.
        webhook: String,
    },
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Answer {
    /// It is done.
    Done,
    /// The way into the dashboard.
    SignIn {
        /// A code that works once, for ten minutes.
        code: String,
    },
    /// The webhooks.
    Webhooks {
        /// The oldest first.
        webhooks: Vec<WebhookView>,
        /// The names of the events that a webhook may want.
        events: Vec<String>,
    },
    /// The webhook exists.
    Added {
        /// What signs its deliveries: told here and never again.
        secret: String,
    },
    /// The test was made.
    Tested {
        /// Whether the receiver took it.
        delivered: bool,
        /// The status it answered; 0 for none.
        status: u16,
        /// How long that took.
        millis: u64,
        /// What went wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<String>,
    },
    /// No.
    Refused {
        /// What of the question is wrong, where it is one thing: `url` or `events`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        /// Why, for a person.
        message: String,
    },
}

impl Answer {
    /// No, and why.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::Refused { field: None, message: message.into() }
    }
}

/// A webhook as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookView {
    /// Its id.
    pub id: String,
    /// Where deliveries go.
    pub url: String,
    /// The names of the events it wants.
    pub events: Vec<String>,
    /// Whether it is told.
    pub active: bool,
    /// Why the relay switched it off, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// The newest delivery, where there is any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<DeliveryView>,
}

/// A delivery as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    /// What became of it so far.
    pub state: DeliveryState,
    /// When it was last tried; when it was queued, where it was not tried yet.
    pub at: Millis,
    /// The status last answered; 0 for none.
    pub status: u16,
    /// What went wrong the last time, where something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is tried, or tried again.
    Pending,
    /// The receiver took it.
    Delivered,
    /// It was given up.
    Failed,
}
