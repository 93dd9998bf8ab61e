//! The settings as a writer sends them. The core reads them: these types only describe what it takes.
//! Times are plain numbers here: behind another name the description would lose their limits.

use serde::Deserialize;
use utoipa::ToSchema;

/// The settings to change; what is left out stays.
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
    #[schema(nullable = false)]
    pub welcome_message: Option<Line>,
    /// Other phrasings of the welcome, used in turn.
    #[schema(nullable = false, max_items = 10)]
    pub welcome_variants: Option<Vec<Line>>,
    /// Milliseconds from a newcomer's first line to the welcome.
    #[schema(nullable = false, maximum = 600_000)]
    pub welcome_delay: Option<u64>,
    /// A viewer seen within this time is no newcomer.
    #[schema(nullable = false, maximum = 604_800_000)]
    pub welcome_window: Option<u64>,
    /// Viewers whom the bot never welcomes, answers or lets into a giveaway.
    #[schema(nullable = false, max_items = 500)]
    pub ignored_viewers: Option<Vec<Word>>,
    /// Switch timed messages.
    #[schema(nullable = false)]
    pub timer_enabled: Option<bool>,
    /// All timers; one that is left out is removed.
    #[schema(nullable = false, max_items = 50)]
    pub timer_messages: Option<Vec<TimerIn>>,
    /// Between two timed messages on a stream.
    #[schema(nullable = false, maximum = 3_600_000)]
    pub timer_gap: Option<u64>,
    /// Switch answers.
    #[schema(nullable = false)]
    pub faq_enabled: Option<bool>,
    /// All rules; one that is left out is removed.
    #[schema(nullable = false, max_items = 10_000)]
    pub faq_rules: Option<Vec<RuleIn>>,
    /// Switch commands.
    #[schema(nullable = false)]
    pub commands_enabled: Option<bool>,
    /// All commands; one that is left out is removed.
    #[schema(nullable = false, max_items = 500)]
    pub commands: Option<Vec<CommandIn>>,
    /// Switch the blocking of words and repeats.
    #[schema(nullable = false)]
    pub moderation_enabled: Option<bool>,
    /// Lines with one of these words are ignored.
    #[schema(nullable = false, max_items = 500)]
    pub blocked_words: Option<Vec<Word>>,
    /// Whether a viewer who writes the same again and again is ignored.
    #[schema(nullable = false)]
    pub block_repeats: Option<bool>,
    /// The same text this often within a minute is a repeat.
    #[schema(nullable = false, minimum = 2, maximum = 10)]
    pub max_repeats: Option<u32>,
    /// The words that enter a giveaway.
    #[schema(nullable = false, min_items = 1, max_items = 20)]
    pub giveaway_keywords: Option<Vec<Word>>,
    /// Who may enter; everybody where it is empty.
    #[schema(nullable = false)]
    pub giveaway_roles: Option<Vec<RoleName>>,
    /// Lines a viewer must have written before entering.
    #[schema(nullable = false, maximum = 1_000)]
    pub giveaway_min_lines: Option<u32>,
    /// Viewers who may not enter.
    #[schema(nullable = false, max_items = 500)]
    pub giveaway_excluded: Option<Vec<Word>>,
    /// Whether winners of earlier rounds may not enter.
    #[schema(nullable = false)]
    pub giveaway_exclude_winners: Option<bool>,
    /// After this time, at least 5000, a round closes by itself; 0: it stays open.
    #[schema(nullable = false, maximum = 86_400_000)]
    pub giveaway_duration: Option<u64>,
    /// A winner has this long, at least 5000, to write a line, or another is drawn; 0: no claim is asked for.
    #[schema(nullable = false, maximum = 3_600_000)]
    pub giveaway_claim: Option<u64>,
    /// The reminder is written this often, at least every 30000; 0: never.
    #[schema(nullable = false, maximum = 86_400_000)]
    pub giveaway_reminder: Option<u64>,
    /// Written when a round opens; empty: nothing is.
    #[schema(nullable = false, max_length = 500, pattern = r"^\s*[^\s/]|^$")]
    pub giveaway_open_message: Option<String>,
    /// The reminder; `{keyword}` enters, `{count}` have.
    #[schema(nullable = false, max_length = 500, pattern = r"^\s*[^\s/]|^$")]
    pub giveaway_reminder_message: Option<String>,
    /// Written when winners were drawn; empty: nothing is.
    #[schema(nullable = false, max_length = 500, pattern = r"^\s*[^\s/]|^$")]
    pub giveaway_winner_message: Option<String>,
    /// Switch alerts.
    #[schema(nullable = false)]
    pub alerts_enabled: Option<bool>,
    /// Words that should catch the seller's eye.
    #[schema(nullable = false, max_items = 500)]
    pub alert_keywords: Option<Vec<Word>>,
    /// Show the quick replies on stream pages.
    #[schema(nullable = false)]
    pub quick_bar_enabled: Option<bool>,
    /// All quick replies; one that is left out is removed.
    #[schema(nullable = false, max_items = 9)]
    pub quick_replies: Option<Vec<QuickReplyIn>>,
}

/// What the bot may write: not blank, and not beginning with "/".
#[derive(Deserialize, ToSchema)]
#[schema(min_length = 1, max_length = 500, pattern = r"^\s*[^\s/]")]
pub struct Line(pub String);

/// Words to look for, or a name: not blank.
#[derive(Deserialize, ToSchema)]
#[schema(min_length = 1, max_length = 100, pattern = r"\S")]
pub struct Word(pub String);

/// What stands behind the `!` of a command: letters and digits of any script, "_" and "-". No two commands share one.
#[derive(Deserialize, ToSchema)]
#[schema(min_length = 1, max_length = 30, pattern = r"^[^\s!-,./:-@\[-^`{-~]+$")]
pub struct CommandName(pub String);

/// A timed message to keep.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimerIn {
    /// Made when it is left out.
    #[schema(nullable = false, max_length = 64, pattern = "^[A-Za-z0-9_-]*$")]
    pub id: Option<String>,
    /// What the bot writes.
    pub text: Line,
    /// Other texts, written in turn with the first.
    #[schema(nullable = false, max_items = 10)]
    pub variants: Option<Vec<Line>>,
    /// Minutes between two firings; fractions count.
    #[schema(minimum = 0.1, maximum = 1_440)]
    pub interval: f64,
    /// Viewers' lines that must have come since the last firing.
    #[schema(nullable = false, default = 1, maximum = 10_000)]
    pub min_lines: Option<u64>,
    /// Whether it is in use.
    #[schema(nullable = false, default = true)]
    pub enabled: Option<bool>,
}

/// A quick reply to keep.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuickReplyIn {
    /// Made when it is left out.
    #[schema(nullable = false, max_length = 64, pattern = "^[A-Za-z0-9_-]*$")]
    pub id: Option<String>,
    /// What is written.
    pub text: Line,
}

/// An FAQ rule to keep.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RuleIn {
    /// Made when it is left out.
    #[schema(nullable = false, max_length = 64, pattern = "^[A-Za-z0-9_-]*$")]
    pub id: Option<String>,
    /// What a viewer may write.
    #[schema(min_items = 1, max_items = 20)]
    pub triggers: Vec<Word>,
    /// Words that keep the rule silent.
    #[schema(nullable = false, max_items = 20)]
    pub exclude: Option<Vec<Word>>,
    /// What the bot answers.
    pub reply: Line,
    /// Other phrasings of the answer, used in turn.
    #[schema(nullable = false, max_items = 10)]
    pub variants: Option<Vec<Line>>,
    /// How triggers are looked for.
    #[schema(nullable = false)]
    pub mode: Option<RuleMode>,
    /// Whether capitals and accents matter.
    #[schema(nullable = false, default = false)]
    pub case_sensitive: Option<bool>,
    /// Whether misspelt words of five letters and more count.
    #[schema(nullable = false, default = true)]
    pub typos: Option<bool>,
    /// After an answer the rule rests this long.
    #[schema(nullable = false, default = 0, maximum = 86_400_000)]
    pub cooldown: Option<u64>,
    /// After an answer it rests this long for the viewer who asked.
    #[schema(nullable = false, default = 30_000, maximum = 86_400_000)]
    pub viewer_cooldown: Option<u64>,
    /// Whether it is in use.
    #[schema(nullable = false, default = true)]
    pub enabled: Option<bool>,
}

/// A command to keep.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommandIn {
    /// Made when it is left out.
    #[schema(nullable = false, max_length = 64, pattern = "^[A-Za-z0-9_-]*$")]
    pub id: Option<String>,
    /// What stands behind the `!`.
    pub name: CommandName,
    /// Other names.
    #[schema(nullable = false, max_items = 20)]
    pub aliases: Option<Vec<CommandName>>,
    /// What the bot answers; `{args}` is what the viewer wrote behind the name.
    pub reply: Line,
    /// After an answer the command rests this long; 0: it does not.
    #[schema(nullable = false, default = 30_000, maximum = 86_400_000)]
    pub cooldown: Option<u64>,
    /// After an answer it rests this long for the viewer who asked; 0: it does not.
    #[schema(nullable = false, default = 0, maximum = 86_400_000)]
    pub viewer_cooldown: Option<u64>,
    /// Who may use it; everybody where it is empty.
    #[schema(nullable = false)]
    pub roles: Option<Vec<RoleName>>,
    /// Whether it is in use.
    #[schema(nullable = false, default = true)]
    pub enabled: Option<bool>,
}

/// How triggers are looked for.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(default = "word")]
pub enum RuleMode {
    /// Whole words.
    Word,
    /// The words in this order, whole.
    Phrase,
    /// Anywhere in the line.
    Contains,
    /// A regular expression.
    Regex,
}

/// A viewer's standing, as the page's badges show it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    /// The seller.
    Host,
    /// A second seller.
    Cohost,
    /// A moderator.
    Moderator,
    /// A VIP.
    Vip,
    /// A paying member.
    Member,
    /// A verified account.
    Verified,
    /// The platform's staff.
    Staff,
}
