//! The items of the lists in the settings: rules, timers, commands, quick replies. Each has an id, by which the journal records it.

use crate::protocol::{Millis, Role};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How a trigger is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchMode {
    /// Whole words: `ship` is not in "relationship".
    #[default]
    Word,
    /// The words in this order, whole.
    Phrase,
    /// Anywhere in the line.
    Contains,
    /// A regular expression, in linear time.
    Regex,
}

/// An FAQ rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaqRule {
    /// Its id; made when the writer leaves it out.
    #[serde(default)]
    pub id: String,
    /// What a viewer may write.
    pub triggers: Vec<String>,
    /// Words that keep it silent.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// What the bot answers; `{username}` is the viewer.
    pub reply: String,
    /// Other phrasings of the answer, used in turn.
    #[serde(default)]
    pub variants: Vec<String>,
    /// How triggers are looked for.
    #[serde(default)]
    pub mode: MatchMode,
    /// Whether capitals and accents matter.
    #[serde(default)]
    pub case_sensitive: bool,
    /// Whether misspelt words of five letters and more count, in mode `word`.
    #[serde(default = "yes")]
    pub typos: bool,
    /// After an answer the rule rests this long; 0: it does not.
    #[serde(default)]
    pub cooldown: Millis,
    /// After an answer it rests this long for the viewer who asked.
    #[serde(default = "viewer_cooldown")]
    pub viewer_cooldown: Millis,
    /// Whether the rule is in use.
    #[serde(default = "yes")]
    pub enabled: bool,
}

impl Default for FaqRule {
    fn default() -> Self {
        Self {
            id: String::new(),
            triggers: Vec::new(),
            exclude: Vec::new(),
            reply: String::new(),
            variants: Vec::new(),
            mode: MatchMode::Word,
            case_sensitive: false,
            typos: true,
            cooldown: 0,
            viewer_cooldown: viewer_cooldown(),
            enabled: true,
        }
    }
}

/// A timed message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimerMessage {
    /// Its id; made when the writer leaves it out.
    #[serde(default)]
    pub id: String,
    /// What the bot writes.
    pub text: String,
    /// Other texts, written in turn with the first.
    #[serde(default)]
    pub variants: Vec<String>,
    /// Minutes between two firings; fractions count.
    pub interval: f64,
    /// Viewers' lines that must have come since the last firing.
    #[serde(default = "one")]
    pub min_lines: u64,
    /// Whether the timer is in use.
    #[serde(default = "yes")]
    pub enabled: bool,
}

impl Default for TimerMessage {
    fn default() -> Self {
        let (id, text, variants) = (String::new(), String::new(), Vec::new());
        Self { id, text, variants, interval: 10.0, min_lines: 1, enabled: true }
    }
}

/// A command that viewers write: `!name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChatCommand {
    /// Its id; made when the writer leaves it out.
    #[serde(default)]
    pub id: String,
    /// What stands behind the `!`.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What the bot answers; `{args}` is what the viewer wrote behind the name.
    pub reply: String,
    /// After an answer the command rests this long; 0: it does not.
    #[serde(default = "command_cooldown")]
    pub cooldown: Millis,
    /// After an answer it rests this long for the viewer who asked; 0: it does not.
    #[serde(default)]
    pub viewer_cooldown: Millis,
    /// Who may use it: one of these roles; everybody where it is empty.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Whether the command is in use.
    #[serde(default = "yes")]
    pub enabled: bool,
}

impl Default for ChatCommand {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            aliases: Vec::new(),
            reply: String::new(),
            cooldown: command_cooldown(),
            viewer_cooldown: 0,
            roles: Vec::new(),
            enabled: true,
        }
    }
}

impl ChatCommand {
    /// Every name it answers to, in the form that is compared.
    pub fn names(&self) -> impl Iterator<Item = String> {
        [&self.name].into_iter().chain(&self.aliases).map(|name| name.to_lowercase())
    }
}

/// A line that the seller sends with one press.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuickReply {
    /// Its id; made when the writer leaves it out.
    #[serde(default)]
    pub id: String,
    /// What is written.
    pub text: String,
}

fn yes() -> bool {
    true
}

fn one() -> u64 {
    1
}

fn viewer_cooldown() -> Millis {
    30_000
}

fn command_cooldown() -> Millis {
    30_000
}

/// An item of a list that settings hold by id.
pub trait ListItem: Clone + PartialEq + Serialize + DeserializeOwned {
    /// The setting that holds the list.
    const LIST: &'static str;
    /// What a new id begins with.
    const PREFIX: &'static str;
    /// Its id; empty while it has none.
    fn id(&self) -> &str;
    /// The same item under another id.
    #[must_use]
    fn with_id(self, id: String) -> Self;
}

macro_rules! list_items {
    ($($item:ident in $list:literal as $prefix:literal,)*) => {
        $(impl ListItem for $item {
            const LIST: &'static str = $list;
            const PREFIX: &'static str = $prefix;
            fn id(&self) -> &str {
                &self.id
            }
            fn with_id(self, id: String) -> Self {
                Self { id, ..self }
            }
        })*
    };
}

list_items! {
    FaqRule in "faqRules" as "faq_",
    TimerMessage in "timerMessages" as "timer_",
    ChatCommand in "commands" as "cmd_",
    QuickReply in "quickReplies" as "quick_",
}
