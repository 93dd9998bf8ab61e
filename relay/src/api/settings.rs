//! `/settings`: what the bot does.

use super::body::Body;
use super::envelope::{BodyErrors, CommandErrors, DataOut, DoneOut, KeyErrors, Plain, data, done};
use crate::auth::Caller;
use crate::error::{ErrorOut, Failure};
use crate::service;
use axum::Json;
use buzzchat::protocol::{FaqRule, MatchMode, Settings, TimerMessage};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The settings of the active account.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SettingsOut {
    #[schema(example = true)]
    bot_active: bool,
    #[schema(example = true)]
    welcome_enabled: bool,
    #[schema(example = "Welcome to the stream, {username}!")]
    welcome_message: String,
    /// Milliseconds from a newcomer's first line to the welcome.
    #[schema(example = 3000)]
    welcome_delay: u64,
    timer_enabled: bool,
    timer_messages: Vec<TimerOut>,
    faq_enabled: bool,
    /// The first that fires wins.
    faq_rules: Vec<RuleOut>,
    /// The words that enter a giveaway.
    #[schema(example = json!(["enter"]))]
    giveaway_keywords: Vec<String>,
}

/// A timed message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TimerOut {
    id: String,
    text: String,
    /// Minutes between two firings; fractions count.
    #[schema(value_type = f64)]
    interval: Plain,
    /// Viewers' lines that must have come since the last firing.
    min_lines: u64,
    enabled: bool,
}

/// An FAQ rule.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RuleOut {
    id: String,
    /// What a viewer may write.
    triggers: Vec<String>,
    /// What the bot answers; `{username}` is the viewer.
    reply: String,
    #[schema(value_type = RuleMode)]
    mode: MatchMode,
    /// Whether capitals matter.
    case_sensitive: bool,
    enabled: bool,
}

impl From<Settings> for SettingsOut {
    fn from(settings: Settings) -> Self {
        Self {
            bot_active: settings.bot_active,
            welcome_enabled: settings.welcome_enabled,
            welcome_message: settings.welcome_message,
            welcome_delay: settings.welcome_delay,
            timer_enabled: settings.timer_enabled,
            timer_messages: settings.timer_messages.into_iter().map(Into::into).collect(),
            faq_enabled: settings.faq_enabled,
            faq_rules: settings.faq_rules.into_iter().map(Into::into).collect(),
            giveaway_keywords: settings.giveaway_keywords,
        }
    }
}

impl From<TimerMessage> for TimerOut {
    fn from(timer: TimerMessage) -> Self {
        let TimerMessage { id, text, interval, min_lines, enabled } = timer;
        Self { id, text, interval: Plain(interval), min_lines, enabled }
    }
}

impl From<FaqRule> for RuleOut {
    fn from(rule: FaqRule) -> Self {
        let FaqRule { id, triggers, reply, mode, case_sensitive, enabled } = rule;
        Self { id, triggers, reply, mode, case_sensitive, enabled }
    }
}

/// The settings to change; what is left out stays. The core reads it: this type only describes it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "welcomeEnabled": true,
    "welcomeMessage": "Hey {username}, glad you're here!"
}))]
pub struct SettingsIn {
    /// Switch the bot.
    #[schema(nullable = false)]
    pub bot_active: Option<bool>,
    /// Switch welcomes.
    #[schema(nullable = false)]
    pub welcome_enabled: Option<bool>,
    /// The welcome; `{username}` is the viewer.
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    pub welcome_message: Option<String>,
    /// Milliseconds from a newcomer's first line to the welcome.
    #[schema(nullable = false, maximum = 600_000)]
    pub welcome_delay: Option<u64>,
    /// Switch timed messages.
    #[schema(nullable = false)]
    pub timer_enabled: Option<bool>,
    /// All timers; one that is left out is removed.
    #[schema(nullable = false, max_items = 50)]
    pub timer_messages: Option<Vec<TimerIn>>,
    /// Switch answers.
    #[schema(nullable = false)]
    pub faq_enabled: Option<bool>,
    /// All rules; one that is left out is removed.
    #[schema(nullable = false, max_items = 1_000)]
    pub faq_rules: Option<Vec<RuleIn>>,
    /// The words that enter a giveaway.
    #[schema(nullable = false, min_items = 1, max_items = 20)]
    pub giveaway_keywords: Option<Vec<String>>,
}

/// A timed message to keep.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimerIn {
    /// Made when it is left out.
    #[schema(nullable = false, max_length = 64)]
    pub id: Option<String>,
    /// What the bot writes.
    #[schema(min_length = 1, max_length = 500)]
    pub text: String,
    /// Minutes between two firings; fractions count.
    #[schema(minimum = 0.1, maximum = 1_440)]
    pub interval: f64,
    /// Viewers' lines that must have come since the last firing.
    #[schema(nullable = false, default = 1)]
    pub min_lines: Option<u64>,
    /// Whether it is in use.
    #[schema(nullable = false, default = true)]
    pub enabled: Option<bool>,
}

/// An FAQ rule to keep.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleIn {
    /// Made when it is left out.
    #[schema(nullable = false, max_length = 64)]
    pub id: Option<String>,
    /// What a viewer may write.
    #[schema(min_items = 1, max_items = 50)]
    pub triggers: Vec<String>,
    /// What the bot answers.
    #[schema(min_length = 1, max_length = 500)]
    pub reply: String,
    /// How triggers are looked for.
    #[schema(nullable = false)]
    pub mode: Option<RuleMode>,
    /// Whether capitals matter.
    #[schema(nullable = false, default = false)]
    pub case_sensitive: Option<bool>,
    /// Whether it is in use.
    #[schema(nullable = false, default = true)]
    pub enabled: Option<bool>,
}

/// How triggers are looked for: as whole words, anywhere in the line, or as a regular expression.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(default = "word")]
pub enum RuleMode {
    /// Whole words.
    Word,
    /// Anywhere in the line.
    Contains,
    /// A regular expression.
    Regex,
}

/// Get settings
///
/// The settings of the active account.
#[utoipa::path(
    get,
    path = "/settings",
    operation_id = "getSettings",
    tag = "settings",
    responses((status = 200, description = "The settings.", body = DataOut<SettingsOut>), KeyErrors)
)]
pub(super) async fn get_settings(caller: Caller) -> Json<DataOut<SettingsOut>> {
    data(service::settings::read(&caller.workspace).into())
}

/// Update settings
///
/// Changes the settings named, and nothing else.
#[utoipa::path(
    patch,
    path = "/settings",
    operation_id = "updateSettings",
    tag = "settings",
    request_body = SettingsIn,
    responses(
        (
            status = 200,
            description = "The settings are changed.",
            body = DoneOut,
            example = json!({ "success": true, "message": "Settings updated" })
        ),
        (
            status = 400,
            description = "A field is unknown or cannot be taken; the message names it.",
            body = ErrorOut,
            example = json!({
                "success": false,
                "error": { "code": "VALIDATION_ERROR", "message": "Unknown setting \"welcome\"" }
            })
        ),
        KeyErrors,
        BodyErrors,
        CommandErrors,
    )
)]
pub(super) async fn change_settings(caller: Caller, body: Body<Value>) -> Result<Json<DoneOut>, Failure> {
    service::settings::change(&caller.workspace, &body.required()?).await?;
    Ok(done("Settings updated"))
}
