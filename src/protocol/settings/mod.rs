//! Settings: their documented names and defaults.
//!
//! Parsed once, in this folder: nothing behind it looks at raw JSON. All times are milliseconds, but the documented
//! minutes of a timer.

mod change;
mod check;
mod items;
mod patch;

pub use change::Change;
pub use check::FieldError;
pub(crate) use check::MAX_QUICK_REPLIES;
pub use items::{ChatCommand, FaqRule, ListItem, MatchMode, QuickReply, TimerMessage};

use super::{Millis, Role};
use serde::{Deserialize, Serialize};

/// Writes the one list of settings down as two types: all of them, and those somebody wants to change.
macro_rules! settings {
    ($($(#[doc = $doc:literal])* $name:ident: $type:ty = $default:expr,)*) => {
        /// The settings of an account, checked.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct Settings {
            $($(#[doc = $doc])* pub $name: $type,)*
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        /// Fields to change; what is absent stays.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default, deny_unknown_fields)]
        pub struct SettingsPatch {
            $(
                $(#[doc = $doc])*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $name: Option<$type>,
            )*
        }

        impl Settings {
            /// Takes the patch's fields over.
            pub fn apply(&mut self, patch: SettingsPatch) {
                $(if let Some(value) = patch.$name { self.$name = value; })*
            }
        }

        impl SettingsPatch {
            /// Takes the other patch's fields over.
            pub fn extend(&mut self, other: Self) {
                $(if other.$name.is_some() { self.$name = other.$name; })*
            }
        }

        impl From<Settings> for SettingsPatch {
            /// Every field, as it is.
            fn from(settings: Settings) -> Self {
                Self { $($name: Some(settings.$name),)* }
            }
        }
    };
}

settings! {
    /// Whether the bot works.
    bot_active: bool = false,

    /// Whether newcomers are welcomed.
    welcome_enabled: bool = true,
    /// The welcome; `{username}` is the viewer, or several.
    welcome_message: String = "Welcome to the stream, {username}!".into(),
    /// Other phrasings of the welcome, used in turn.
    welcome_variants: Vec<String> = Vec::new(),
    /// From a newcomer's first line to the welcome.
    welcome_delay: Millis = 3_000,
    /// A viewer seen within this time is no newcomer.
    welcome_window: Millis = 6 * 3_600_000,
    /// Viewers, such as other bots, whom the bot never welcomes, answers or lets into a giveaway.
    ignored_viewers: Vec<String> = Vec::new(),

    /// Whether timed messages are written.
    timer_enabled: bool = true,
    /// The timed messages.
    timer_messages: Vec<TimerMessage> = Vec::new(),
    /// Between two timed messages on a stream, whichever they are.
    timer_gap: Millis = 30_000,

    /// Whether questions are answered.
    faq_enabled: bool = true,
    /// The rules, the first that fires wins.
    faq_rules: Vec<FaqRule> = vec![
        default_rule("faq_shipping", &["shipping", "ship"], "Shipping takes 3-5 business days."),
        default_rule("faq_payment", &["payment", "pay"], "We take all major cards and PayPal."),
    ],

    /// Whether `!commands` are answered.
    commands_enabled: bool = true,
    /// The commands.
    commands: Vec<ChatCommand> = Vec::new(),

    /// Whether the bot ignores blocked words and repeats.
    moderation_enabled: bool = false,
    /// Lines with one of these words are ignored.
    blocked_words: Vec<String> = Vec::new(),
    /// Whether a viewer who writes the same again and again is ignored.
    block_repeats: bool = false,
    /// The same text this often within a minute is a repeat.
    max_repeats: u32 = 3,

    /// The words that enter a giveaway.
    giveaway_keywords: Vec<String> = vec!["enter".into()],
    /// Who may enter: one of these roles; everybody where it is empty.
    giveaway_roles: Vec<Role> = Vec::new(),
    /// Lines a viewer must have written on this stream before entering, the entry itself not counted.
    giveaway_min_lines: u32 = 0,
    /// Viewers who may not enter.
    giveaway_excluded: Vec<String> = Vec::new(),
    /// Whether winners of this account's earlier rounds may not enter.
    giveaway_exclude_winners: bool = false,
    /// After this time a round closes by itself; 0: it stays open.
    giveaway_duration: Millis = 0,
    /// A winner has this long to write a line, or another is drawn; 0: no claim is asked for.
    giveaway_claim: Millis = 0,
    /// The reminder is written this often while a round is open; 0: never.
    giveaway_reminder: Millis = 0,
    /// Written when a round opens; empty: nothing is.
    giveaway_open_message: String = String::new(),
    /// The reminder; `{keyword}` enters, `{count}` have.
    giveaway_reminder_message: String = "Type {keyword} to enter the giveaway!".into(),
    /// Written when winners were drawn; empty: nothing is.
    giveaway_winner_message: String = "🎉 Giveaway winner: {winners}. Congratulations!".into(),

    /// Whether words that should catch the seller's eye are looked for.
    alerts_enabled: bool = false,
    /// Those words.
    alert_keywords: Vec<String> = Vec::new(),

    /// Whether the quick replies stand on stream pages.
    quick_bar_enabled: bool = true,
    /// What the seller sends with one press.
    quick_replies: Vec<QuickReply> = vec![
        default_quick_reply("quick_sold", "SOLD! 🔥"),
        default_quick_reply("quick_next", "Next item! ➡️"),
        default_quick_reply("quick_break", "5 min break ⏰"),
        default_quick_reply("quick_thanks", "Thanks for watching! 🙏"),
    ],
}

fn default_rule(id: &str, triggers: &[&str], reply: &str) -> FaqRule {
    FaqRule {
        id: id.into(),
        triggers: triggers.iter().map(ToString::to_string).collect(),
        reply: reply.into(),
        ..FaqRule::default()
    }
}

fn default_quick_reply(id: &str, text: &str) -> QuickReply {
    QuickReply { id: id.into(), text: text.into() }
}
