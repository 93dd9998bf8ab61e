//! The settings as a reader gets them. Times are plain numbers: behind another name the description would
//! lose their examples.

use super::super::envelope::Plain;
use super::input::{RoleName, RuleMode};
use buzzchat::protocol::{ChatCommand, FaqRule, MatchMode, QuickReply, Role, Settings, TimerMessage};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The settings of the active account. All times are milliseconds, but a timer's interval.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsOut {
    #[schema(example = true)]
    bot_active: bool,
    #[schema(example = true)]
    welcome_enabled: bool,
    #[schema(example = "Welcome to the stream, {username}!")]
    welcome_message: String,
    /// Other phrasings of the welcome, used in turn.
    welcome_variants: Vec<String>,
    /// Milliseconds from a newcomer's first line to the welcome.
    #[schema(example = 3000)]
    welcome_delay: u64,
    /// A viewer seen within this time is no newcomer.
    #[schema(example = 21_600_000)]
    welcome_window: u64,
    /// Viewers whom the bot never welcomes, answers or lets into a giveaway.
    ignored_viewers: Vec<String>,
    timer_enabled: bool,
    timer_messages: Vec<TimerOut>,
    /// Between two timed messages on a stream.
    timer_gap: u64,
    faq_enabled: bool,
    /// The first that fires wins.
    faq_rules: Vec<RuleOut>,
    commands_enabled: bool,
    commands: Vec<CommandOut>,
    moderation_enabled: bool,
    /// Lines with one of these words are ignored.
    blocked_words: Vec<String>,
    /// Whether a viewer who writes the same again and again is ignored.
    block_repeats: bool,
    /// The same text this often within a minute is a repeat.
    max_repeats: u32,
    /// The words that enter a giveaway.
    #[schema(example = json!(["enter"]))]
    giveaway_keywords: Vec<String>,
    /// Who may enter; everybody where it is empty.
    #[schema(value_type = Vec<RoleName>)]
    giveaway_roles: Vec<Role>,
    /// Lines a viewer must have written before entering.
    giveaway_min_lines: u32,
    /// Viewers who may not enter.
    giveaway_excluded: Vec<String>,
    /// Whether winners of earlier rounds may not enter.
    giveaway_exclude_winners: bool,
    /// After this time a round closes by itself; 0: it stays open.
    giveaway_duration: u64,
    /// A winner has this long to write a line, or another is drawn; 0: no claim is asked for.
    giveaway_claim: u64,
    /// The reminder is written this often; 0: never.
    giveaway_reminder: u64,
    /// Written when a round opens; empty: nothing is.
    giveaway_open_message: String,
    giveaway_reminder_message: String,
    /// Written when winners were drawn; empty: nothing is.
    giveaway_winner_message: String,
    alerts_enabled: bool,
    /// Words that should catch the seller's eye.
    alert_keywords: Vec<String>,
    /// Whether stream pages show the quick replies.
    quick_bar_enabled: bool,
    quick_replies: Vec<QuickReplyOut>,
}

/// What the seller sends with one press.
#[derive(Serialize, ToSchema)]
struct QuickReplyOut {
    id: String,
    text: String,
}

/// A timed message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TimerOut {
    id: String,
    text: String,
    /// Other texts, written in turn with the first.
    variants: Vec<String>,
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
pub(crate) struct RuleOut {
    id: String,
    /// What a viewer may write.
    triggers: Vec<String>,
    /// Words that keep the rule silent.
    exclude: Vec<String>,
    /// What the bot answers; `{username}` is the viewer.
    reply: String,
    /// Other phrasings of the answer, used in turn.
    variants: Vec<String>,
    #[schema(value_type = RuleMode)]
    mode: MatchMode,
    /// Whether capitals and accents matter.
    case_sensitive: bool,
    /// Whether misspelt words of five letters and more count.
    typos: bool,
    /// After an answer the rule rests this long.
    cooldown: u64,
    /// After an answer it rests this long for the viewer who asked.
    viewer_cooldown: u64,
    enabled: bool,
}

/// A command that viewers write: `!name`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandOut {
    id: String,
    /// What stands behind the `!`.
    name: String,
    aliases: Vec<String>,
    reply: String,
    /// After an answer the command rests this long.
    cooldown: u64,
    /// After an answer it rests this long for the viewer who asked.
    viewer_cooldown: u64,
    /// Who may use it; everybody where it is empty.
    #[schema(value_type = Vec<RoleName>)]
    roles: Vec<Role>,
    enabled: bool,
    /// How often it was used, all time.
    usage_count: u64,
}

impl SettingsOut {
    /// The settings, with how often each command was used.
    pub(crate) fn new(settings: Settings, uses: &BTreeMap<String, u64>) -> Self {
        Self {
            bot_active: settings.bot_active,
            welcome_enabled: settings.welcome_enabled,
            welcome_message: settings.welcome_message,
            welcome_variants: settings.welcome_variants,
            welcome_delay: settings.welcome_delay,
            welcome_window: settings.welcome_window,
            ignored_viewers: settings.ignored_viewers,
            timer_enabled: settings.timer_enabled,
            timer_messages: settings.timer_messages.into_iter().map(Into::into).collect(),
            timer_gap: settings.timer_gap,
            faq_enabled: settings.faq_enabled,
            faq_rules: settings.faq_rules.into_iter().map(Into::into).collect(),
            commands_enabled: settings.commands_enabled,
            commands: settings.commands.into_iter().map(|command| CommandOut::new(command, uses)).collect(),
            moderation_enabled: settings.moderation_enabled,
            blocked_words: settings.blocked_words,
            block_repeats: settings.block_repeats,
            max_repeats: settings.max_repeats,
            giveaway_keywords: settings.giveaway_keywords,
            giveaway_roles: settings.giveaway_roles,
            giveaway_min_lines: settings.giveaway_min_lines,
            giveaway_excluded: settings.giveaway_excluded,
            giveaway_exclude_winners: settings.giveaway_exclude_winners,
            giveaway_duration: settings.giveaway_duration,
            giveaway_claim: settings.giveaway_claim,
            giveaway_reminder: settings.giveaway_reminder,
            giveaway_open_message: settings.giveaway_open_message,
            giveaway_reminder_message: settings.giveaway_reminder_message,
            giveaway_winner_message: settings.giveaway_winner_message,
            alerts_enabled: settings.alerts_enabled,
            alert_keywords: settings.alert_keywords,
            quick_bar_enabled: settings.quick_bar_enabled,
            quick_replies: settings.quick_replies.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<QuickReply> for QuickReplyOut {
    fn from(QuickReply { id, text }: QuickReply) -> Self {
        Self { id, text }
    }
}

impl From<TimerMessage> for TimerOut {
    fn from(timer: TimerMessage) -> Self {
        let TimerMessage { id, text, variants, interval, min_lines, enabled } = timer;
        Self { id, text, variants, interval: Plain(interval), min_lines, enabled }
    }
}

impl From<FaqRule> for RuleOut {
    fn from(rule: FaqRule) -> Self {
        let FaqRule {
            id,
            triggers,
            exclude,
            reply,
            variants,
            mode,
            case_sensitive,
            typos,
            cooldown,
            viewer_cooldown,
            enabled,
        } = rule;
        Self { id, triggers, exclude, reply, variants, mode, case_sensitive, typos, cooldown, viewer_cooldown, enabled }
    }
}

impl CommandOut {
    pub(crate) fn new(command: ChatCommand, uses: &BTreeMap<String, u64>) -> Self {
        let usage_count = uses.get(&command.id).copied().unwrap_or_default();
        let ChatCommand { id, name, aliases, reply, cooldown, viewer_cooldown, roles, enabled } = command;
        Self { id, name, aliases, reply, cooldown, viewer_cooldown, roles, enabled, usage_count }
    }
}
