//! Lines for the chat, the bot's switch, and how things stand.

use super::{About, Effect, NothingIn, ToolSpec, tool};
use crate::clock::rfc3339;
use crate::error::Failure;
use crate::scopes::Scope;
use crate::service;
use crate::workspace::Workspace;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![
        tool(
            About {
                name: "buzzchat_send_message",
                title: "Send a chat message",
                description: "Writes a line into the chat of the live stream, as the seller. Answers once the line is \
                              seen there, or with the planned time. Fails with BOT_INACTIVE when no live stream page \
                              is open.",
                scope: Scope::Messages,
                effect: Effect::Adds,
            },
            send_message,
        ),
        tool(
            About {
                name: "buzzchat_toggle_bot",
                title: "Enable or disable the bot",
                description: "Switches the bot that welcomes viewers and answers questions on or off. Without \
                              `active` it is switched to what it is not.",
                scope: Scope::Settings,
                effect: Effect::Adds,
            },
            toggle_bot,
        ),
        tool(
            About {
                name: "buzzchat_get_status",
                title: "Get the bot's status",
                description: "How things stand: whether the bot is on, which account is active, which features are \
                              switched on, how many of the seller's devices are connected, and the current giveaway.",
                scope: Scope::Read,
                effect: Effect::Reads,
            },
            get_status,
        ),
    ]
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SendMessageIn {
    /// The line: not blank, and not beginning with "/".
    #[schema(min_length = 1, max_length = 500)]
    message: String,
    /// Milliseconds to wait before the line is written.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 86_400_000, default = 0)]
    delay: u64,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SendMessageOut {
    message_id: String,
    /// When the line was seen in the chat, or is planned.
    #[schema(format = DateTime)]
    sent_at: String,
}

async fn send_message(workspace: Workspace, asked: SendMessageIn) -> Result<SendMessageOut, Failure> {
    let (message_id, at) = service::messages::send(&workspace, asked.message, asked.delay).await?;
    Ok(SendMessageOut { message_id, sent_at: rfc3339(at) })
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ToggleBotIn {
    /// True switches the bot on, false off.
    #[schema(nullable = false)]
    active: Option<bool>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ToggleBotOut {
    /// Whether the bot is on now.
    bot_active: bool,
}

async fn toggle_bot(workspace: Workspace, asked: ToggleBotIn) -> Result<ToggleBotOut, Failure> {
    let bot_active = asked.active.unwrap_or_else(|| !service::settings::read(&workspace).0.bot_active);
    service::settings::change(&workspace, &json!({ "botActive": bot_active })).await?;
    Ok(ToggleBotOut { bot_active })
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StatusOut {
    bot_active: bool,
    /// The id of the active account.
    account_id: String,
    account_name: String,
    /// The seller's devices connected to the relay now. Without one no line can be written.
    devices_connected: usize,
    /// What is switched on.
    features: BTreeMap<&'static str, bool>,
    /// Whether a giveaway takes entries.
    giveaway_open: bool,
    /// Entries of the current giveaway.
    giveaway_entries: usize,
}

async fn get_status(workspace: Workspace, _: NothingIn) -> Result<StatusOut, Failure> {
    let status = service::status::read(&workspace);
    let (account_id, account_name) = status.account;
    Ok(StatusOut {
        bot_active: status.bot_active,
        account_id,
        account_name,
        devices_connected: status.devices,
        features: status.features.into(),
        giveaway_open: status.giveaway.as_ref().is_some_and(|giveaway| giveaway.open),
        giveaway_entries: status.giveaway.map_or(0, |giveaway| giveaway.entrants),
    })
}
