//! Settings: their documented names and defaults, what may be written into them, and the one change a fact records.
//!
//! Parsed once, here: nothing behind this file looks at raw JSON.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// How a trigger is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchMode {
    /// Whole words: `ship` is not in "relationship".
    #[default]
    Word,
    /// Whole words, in this order and in exactly these letters; punctuation and spaces between them do not matter.
    Phrase,
    /// Anywhere in the line.
    Contains,
    /// A regular expression, in linear time.
    Regex,
}

/// An FAQ rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaqRule {
    /// Its id; made when the writer leaves it out.
    #[serde(default)]
    pub id: String,
    /// What a viewer may write.
    pub triggers: Vec<String>,
    /// What the bot answers; `{username}` is the viewer.
    pub reply: String,
    /// How triggers are looked for.
    #[serde(default)]
    pub mode: MatchMode,
    /// Whether capitals matter.
    #[serde(default)]
    pub case_sensitive: bool,
    /// Whether the rule is in use.
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// A timed message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimerMessage {
    /// Its id; made when the writer leaves it out.
    #[serde(default)]
    pub id: String,
    /// What the bot writes.
    pub text: String,
    /// Minutes between two firings; fractions count.
    pub interval: f64,
    /// Viewers' lines that must have come since the last firing.
    #[serde(default = "one")]
    pub min_lines: u64,
    /// Whether the timer is in use.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

fn one() -> u64 {
    1
}

/// The settings of an account, checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Whether the bot works.
    pub bot_active: bool,
    /// Whether newcomers are welcomed.
    pub welcome_enabled: bool,
    /// The welcome.
    pub welcome_message: String,
    /// Milliseconds from a newcomer's first line to the welcome.
    pub welcome_delay: u64,
    /// Whether timed messages are written.
    pub timer_enabled: bool,
    /// The timed messages.
    pub timer_messages: Vec<TimerMessage>,
    /// Whether questions are answered.
    pub faq_enabled: bool,
    /// The rules, the first that fires wins.
    pub faq_rules: Vec<FaqRule>,
    /// The words that enter a giveaway.
    pub giveaway_keywords: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bot_active: false,
            welcome_enabled: true,
            welcome_message: "Welcome to the stream, {username}!".into(),
            welcome_delay: 3_000,
            timer_enabled: true,
            timer_messages: Vec::new(),
            faq_enabled: true,
            faq_rules: vec![
                default_rule("faq_shipping", &["shipping", "ship"], "Shipping takes 3-5 business days."),
                default_rule("faq_payment", &["payment", "pay"], "We take all major cards and PayPal."),
            ],
            giveaway_keywords: vec!["enter".into()],
        }
    }
}

fn default_rule(id: &str, triggers: &[&str], reply: &str) -> FaqRule {
    FaqRule {
        id: id.into(),
        triggers: triggers.iter().map(ToString::to_string).collect(),
        reply: reply.into(),
        enabled: true,
        ..FaqRule::default()
    }
}

/// One field set, as the journal records it. Items of a list are fields of their own, by id, with an order and `None`
/// where one was removed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Change {
    /// `welcomeEnabled`
    WelcomeEnabled {
        /// The value.
        value: bool,
    },
    /// `welcomeMessage`
    WelcomeMessage {
        /// The value.
        value: String,
    },
    /// `welcomeDelay`
    WelcomeDelay {
        /// The value, milliseconds.
        value: u64,
    },
    /// `timerEnabled`
    TimerEnabled {
        /// The value.
        value: bool,
    },
    /// One of `timerMessages`
    TimerMessage {
        /// Its id.
        id: String,
        /// Its place.
        order: u32,
        /// The timer, or nothing where it was removed.
        value: Option<TimerMessage>,
    },
    /// `faqEnabled`
    FaqEnabled {
        /// The value.
        value: bool,
    },
    /// One of `faqRules`
    FaqRule {
        /// Its id.
        id: String,
        /// Its place.
        order: u32,
        /// The rule, or nothing where it was removed.
        value: Option<FaqRule>,
    },
    /// `giveawayKeywords`
    GiveawayKeywords {
        /// The value.
        value: Vec<String>,
    },
}

impl Change {
    /// What a later change of the same key replaces.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::WelcomeEnabled { .. } => "welcomeEnabled".into(),
            Self::WelcomeMessage { .. } => "welcomeMessage".into(),
            Self::WelcomeDelay { .. } => "welcomeDelay".into(),
            Self::TimerEnabled { .. } => "timerEnabled".into(),
            Self::TimerMessage { id, .. } => format!("timerMessages/{id}"),
            Self::FaqEnabled { .. } => "faqEnabled".into(),
            Self::FaqRule { id, .. } => format!("faqRules/{id}"),
            Self::GiveawayKeywords { .. } => "giveawayKeywords".into(),
        }
    }
}

/// A field that cannot be taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's documented name, with the place in a list: `faqRules[2].reply`.
    pub field: String,
    /// What is wrong, for a person.
    pub message: String,
}

impl FieldError {
    fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Fields to change; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SettingsPatch {
    /// Switch the bot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_active: Option<bool>,
    /// Switch welcomes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_enabled: Option<bool>,
    /// The welcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_message: Option<String>,
    /// Milliseconds, at most ten minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_delay: Option<u64>,
    /// Switch timers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timer_enabled: Option<bool>,
    /// All timers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timer_messages: Option<Vec<TimerMessage>>,
    /// Switch answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faq_enabled: Option<bool>,
    /// All rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faq_rules: Option<Vec<FaqRule>>,
    /// The words that enter a giveaway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub giveaway_keywords: Option<Vec<String>>,
}

/// The most characters in a message, reply or timed text.
const MAX_TEXT: usize = 500;
/// The most rules, and the most timers.
const MAX_RULES: usize = 1_000;
const MAX_TIMERS: usize = 50;
const MAX_PATTERN_RULES: usize = 50;
/// The most triggers of a rule, and the longest.
const MAX_TRIGGERS: usize = 20;
const MAX_TRIGGER: usize = 100;
/// Ten minutes.
const MAX_DELAY: u64 = 600_000;

impl SettingsPatch {
    /// Reads a request body, naming the first field that is unknown or of the wrong type.
    ///
    /// # Errors
    /// The field and what is wrong with it; no field where the body is no object.
    pub fn parse(body: &Value) -> Result<Self, FieldError> {
        let fields = body.as_object().ok_or_else(|| FieldError::new("", "The body must be a JSON object"))?;
        let mut patch = Self::default();
        for (name, value) in fields {
            patch.set(name, value)?;
        }
        Ok(patch)
    }

    fn set(&mut self, name: &str, value: &Value) -> Result<(), FieldError> {
        match name {
            "botActive" => self.bot_active = field(name, value)?,
            "welcomeEnabled" => self.welcome_enabled = field(name, value)?,
            "welcomeMessage" => self.welcome_message = field(name, value)?,
            "welcomeDelay" => self.welcome_delay = field(name, value)?,
            "timerEnabled" => self.timer_enabled = field(name, value)?,
            "timerMessages" => self.timer_messages = Some(items(name, value)?),
            "faqEnabled" => self.faq_enabled = field(name, value)?,
            "faqRules" => self.faq_rules = Some(items(name, value)?),
            "giveawayKeywords" => self.giveaway_keywords = field(name, value)?,
            _ => return Err(FieldError::new(name, format!("Unknown setting \"{}\"", clip(name)))),
        }
        Ok(())
    }

    /// Checks what the types cannot: lengths, ranges, patterns.
    ///
    /// # Errors
    /// The first field that cannot be taken.
    pub fn check(&self) -> Result<(), FieldError> {
        if let Some(message) = &self.welcome_message {
            check_text("welcomeMessage", message)?;
        }
        if self.welcome_delay.is_some_and(|delay| delay > MAX_DELAY) {
            return Err(FieldError::new("welcomeDelay", "welcomeDelay must be at most 600000 milliseconds"));
        }
        check_keywords(self.giveaway_keywords.as_deref())?;
        check_timers(self.timer_messages.as_deref().unwrap_or_default())?;
        check_rules(self.faq_rules.as_deref().unwrap_or_default())
    }
}

/// A single value. JSON `null` is an error like any other wrong type.
fn field<T: DeserializeOwned>(name: &str, value: &Value) -> Result<Option<T>, FieldError> {
    T::deserialize(value).map(Some).map_err(|error| FieldError::new(name, format!("{name}: {error}")))
}

/// A list, so that the error names the item.
fn items<T: DeserializeOwned>(name: &str, value: &Value) -> Result<Vec<T>, FieldError> {
    let list = value.as_array().ok_or_else(|| FieldError::new(name, format!("{name} must be a list")))?;
    let read = |(index, item): (usize, &Value)| {
        let place = format!("{name}[{index}]");
        // A list would be read as the fields in order, which nobody means.
        if !item.is_object() {
            return Err(FieldError::new(place.clone(), format!("{place} must be an object")));
        }
        // What only the bot writes (`lastSent`) may come back with a document that was read before.
        let item = without_output_fields(item);
        T::deserialize(&item).map_err(|error| FieldError::new(place.clone(), format!("{place}: {error}")))
    };
    list.iter().enumerate().map(read).collect()
}

fn without_output_fields(item: &Value) -> Value {
    match item {
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .filter(|(name, _)| *name != "lastSent")
                .map(|(n, v)| (n.clone(), v.clone()))
                .collect::<Map<_, _>>(),
        ),
        other => other.clone(),
    }
}

fn check_text(place: &str, text: &str) -> Result<(), FieldError> {
    if text.trim().is_empty() {
        return Err(FieldError::new(place, format!("{place} must not be empty")));
    }
    if text.chars().count() > MAX_TEXT {
        return Err(FieldError::new(place, format!("{place} must be at most {MAX_TEXT} characters")));
    }
    if text.trim_start().starts_with('/') {
        return Err(FieldError::new(
            place,
            format!("{place} must not begin with \"/\": the platform would take it as a command"),
        ));
    }
    Ok(())
}

fn check_keywords(keywords: Option<&[String]>) -> Result<(), FieldError> {
    let Some(keywords) = keywords else { return Ok(()) };
    if keywords.is_empty() || keywords.len() > 20 {
        return Err(FieldError::new("giveawayKeywords", "giveawayKeywords must hold 1 to 20 words"));
    }
    keywords.iter().enumerate().try_for_each(|(index, word)| check_trigger(&format!("giveawayKeywords[{index}]"), word))
}

fn check_trigger(place: &str, trigger: &str) -> Result<(), FieldError> {
    if trigger.trim().is_empty() || trigger.chars().count() > MAX_TRIGGER {
        return Err(FieldError::new(place, format!("{place} must have 1 to {MAX_TRIGGER} characters")));
    }
    Ok(())
}

fn check_timers(timers: &[TimerMessage]) -> Result<(), FieldError> {
    if timers.len() > MAX_TIMERS {
        return Err(FieldError::new("timerMessages", format!("timerMessages must hold at most {MAX_TIMERS} timers")));
    }
    for (index, timer) in timers.iter().enumerate() {
        let place = format!("timerMessages[{index}]");
        check_text(&format!("{place}.text"), &timer.text)?;
        check_id(&place, &timer.id)?;
        if !(0.1..=1_440.0).contains(&timer.interval) {
            let place = format!("{place}.interval");
            return Err(FieldError::new(place.clone(), format!("{place} must be 0.1 to 1440 minutes")));
        }
    }
    check_distinct("timerMessages", timers.iter().map(|timer| timer.id.as_str()))
}

fn check_rules(rules: &[FaqRule]) -> Result<(), FieldError> {
    if rules.len() > MAX_RULES {
        return Err(FieldError::new("faqRules", format!("faqRules must hold at most {MAX_RULES} rules")));
    }
    if rules.iter().filter(|rule| rule.mode == MatchMode::Regex).count() > MAX_PATTERN_RULES {
        return Err(FieldError::new(
            "faqRules",
            format!("faqRules must hold at most {MAX_PATTERN_RULES} rules with patterns"),
        ));
    }
    for (index, rule) in rules.iter().enumerate() {
        let place = format!("faqRules[{index}]");
        check_text(&format!("{place}.reply"), &rule.reply)?;
        check_id(&place, &rule.id)?;
        if rule.triggers.is_empty() || rule.triggers.len() > MAX_TRIGGERS {
            return Err(FieldError::new(
                place.clone(),
                format!("{place}.triggers must hold 1 to {MAX_TRIGGERS} triggers"),
            ));
        }
        for (number, trigger) in rule.triggers.iter().enumerate() {
            let place = format!("{place}.triggers[{number}]");
            check_trigger(&place, trigger)?;
            if rule.mode == MatchMode::Regex {
                crate::matching::check_pattern(trigger)
                    .map_err(|why| FieldError::new(place.clone(), format!("{place}: {why}")))?;
            }
        }
    }
    check_distinct("faqRules", rules.iter().map(|rule| rule.id.as_str()))
}

fn check_id(place: &str, id: &str) -> Result<(), FieldError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if id.len() > 64 || !id.chars().all(allowed) {
        let place = format!("{place}.id");
        return Err(FieldError::new(
            place.clone(),
            format!("{place} must be at most 64 letters, digits, \"_\" or \"-\""),
        ));
    }
    Ok(())
}

fn check_distinct<'a>(place: &str, ids: impl Iterator<Item = &'a str>) -> Result<(), FieldError> {
    let mut known = std::collections::BTreeSet::new();
    for id in ids.filter(|id| !id.is_empty()) {
        if !known.insert(id) {
            return Err(FieldError::new(place, format!("{place} holds the id \"{id}\" twice")));
        }
    }
    Ok(())
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}
