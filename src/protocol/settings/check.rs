//! What settings may hold, as far as types do not say it: lengths, ranges, patterns.

use super::{ChatCommand, FaqRule, ListItem, MatchMode, QuickReply, Settings, SettingsPatch, TimerMessage};
use crate::protocol::Millis;
use std::collections::BTreeSet;

/// The most characters in a message, reply or timed text.
const MAX_TEXT: usize = 500;
/// The most items in each list.
const MAX_RULES: usize = 10_000;
const MAX_PATTERNS: usize = 50;
const MAX_TIMERS: usize = 50;
const MAX_COMMANDS: usize = 500;
/// A key of the keyboard each.
pub(crate) const MAX_QUICK_REPLIES: usize = 9;
const MAX_WORDS: usize = 500;
/// The most triggers of a rule, names of a command, or keywords of a giveaway, and the longest.
const MAX_TRIGGERS: usize = 20;
const MAX_TRIGGER: usize = 100;
const MAX_VARIANTS: usize = 10;
/// The most lines a timer waits for: the popup offers no more, and a larger number would not survive JSON everywhere.
const MAX_LINES: u64 = 10_000;
const MINUTE: Millis = 60_000;
const DAY: Millis = 24 * 60 * MINUTE;

/// A field that cannot be taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's documented name, with the place in a list: `faqRules[2].reply`.
    pub field: String,
    /// What is wrong, for a person.
    pub message: String,
}

impl FieldError {
    pub(crate) fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// The error of a place whose name begins the sentence.
    fn at(place: &str, what: &str) -> Self {
        Self::new(place, format!("{place} {what}"))
    }
}

type Checked = Result<(), FieldError>;

impl SettingsPatch {
    /// Checks what the types cannot.
    ///
    /// # Errors
    /// The first field that cannot be taken.
    pub fn check(&self) -> Checked {
        self.check_over(&Settings::default())
    }

    /// The same over settings that stand. Two devices that each add to a list may come to more than it takes together: such
    /// a list may be changed and shortened, if only not lengthened.
    ///
    /// # Errors
    /// The first field that cannot be taken.
    pub fn check_over(&self, held: &Settings) -> Checked {
        self.check_texts()?;
        self.check_times()?;
        self.check_words()?;
        check_list(self.timer_messages.as_deref(), room(&held.timer_messages, MAX_TIMERS), check_timer)?;
        check_list(self.commands.as_deref(), room(&held.commands, MAX_COMMANDS), check_command)?;
        check_names(self.commands.as_deref().unwrap_or_default())?;
        check_list(self.quick_replies.as_deref(), room(&held.quick_replies, MAX_QUICK_REPLIES), check_quick_reply)?;
        check_list(self.faq_rules.as_deref(), room(&held.faq_rules, MAX_RULES), check_rule)?;
        check_patterns(self.faq_rules.as_deref().unwrap_or_default())
    }

    fn check_texts(&self) -> Checked {
        if let Some(message) = &self.welcome_message {
            check_text("welcomeMessage", message)?;
        }
        check_variants("welcomeVariants", self.welcome_variants.as_deref().unwrap_or_default())?;
        let announcements = [
            ("giveawayOpenMessage", &self.giveaway_open_message),
            ("giveawayReminderMessage", &self.giveaway_reminder_message),
            ("giveawayWinnerMessage", &self.giveaway_winner_message),
        ];
        let written = announcements.into_iter().filter_map(|(place, text)| Some((place, text.as_ref()?)));
        written.filter(|(_, text)| !text.is_empty()).try_for_each(|(place, text)| check_text(place, text))
    }

    fn check_times(&self) -> Checked {
        let times = [
            ("welcomeDelay", self.welcome_delay, 10 * MINUTE),
            ("welcomeWindow", self.welcome_window, 7 * DAY),
            ("timerGap", self.timer_gap, 60 * MINUTE),
            ("giveawayDuration", self.giveaway_duration, DAY),
            ("giveawayClaim", self.giveaway_claim, 60 * MINUTE),
            ("giveawayReminder", self.giveaway_reminder, DAY),
        ];
        times.into_iter().try_for_each(|(place, time, most)| check_time(place, time.unwrap_or_default(), most))?;
        let waits = [
            ("giveawayDuration", self.giveaway_duration, 5_000),
            ("giveawayClaim", self.giveaway_claim, 5_000),
            ("giveawayReminder", self.giveaway_reminder, 30_000),
        ];
        for (place, time, least) in waits {
            // Who thinks in seconds would have everyone drawn before anybody could answer.
            if time.is_some_and(|time| time > 0 && time < least) {
                return Err(FieldError::at(place, &format!("must be 0 or at least {least} milliseconds")));
            }
        }
        if self.max_repeats.is_some_and(|most| !(2..=10).contains(&most)) {
            return Err(FieldError::at("maxRepeats", "must be 2 to 10"));
        }
        if self.giveaway_min_lines.is_some_and(|least| least > 1_000) {
            return Err(FieldError::at("giveawayMinLines", "must be at most 1000"));
        }
        Ok(())
    }

    fn check_words(&self) -> Checked {
        let lists = [
            ("ignoredViewers", &self.ignored_viewers, MAX_WORDS),
            ("blockedWords", &self.blocked_words, MAX_WORDS),
            ("giveawayExcluded", &self.giveaway_excluded, MAX_WORDS),
            ("alertKeywords", &self.alert_keywords, MAX_WORDS),
            ("giveawayKeywords", &self.giveaway_keywords, MAX_TRIGGERS),
        ];
        for (place, words, most) in lists {
            check_triggers(place, words.as_deref().unwrap_or_default(), most)?;
        }
        match &self.giveaway_keywords {
            Some(words) if words.is_empty() => {
                Err(FieldError::at("giveawayKeywords", &format!("must hold 1 to {MAX_TRIGGERS} words")))
            }
            _ => Ok(()),
        }
    }
}

fn check_time(place: &str, time: Millis, most: Millis) -> Checked {
    if time > most {
        return Err(FieldError::at(place, &format!("must be at most {most} milliseconds")));
    }
    Ok(())
}

fn check_text(place: &str, text: &str) -> Checked {
    if text.trim().is_empty() {
        return Err(FieldError::at(place, "must not be empty"));
    }
    if text.chars().count() > MAX_TEXT {
        return Err(FieldError::at(place, &format!("must be at most {MAX_TEXT} characters")));
    }
    if text.trim_start().starts_with('/') {
        return Err(FieldError::at(place, "must not begin with \"/\": the platform would take it as a command"));
    }
    Ok(())
}

fn check_variants(place: &str, texts: &[String]) -> Checked {
    if texts.len() > MAX_VARIANTS {
        return Err(FieldError::at(place, &format!("must hold at most {MAX_VARIANTS} texts")));
    }
    texts.iter().enumerate().try_for_each(|(index, text)| check_text(&format!("{place}[{index}]"), text))
}

fn check_triggers(place: &str, triggers: &[String], most: usize) -> Checked {
    if triggers.len() > most {
        return Err(FieldError::at(place, &format!("must hold at most {most} words")));
    }
    for (index, trigger) in triggers.iter().enumerate() {
        if trigger.trim().is_empty() || trigger.chars().count() > MAX_TRIGGER {
            let place = format!("{place}[{index}]");
            return Err(FieldError::at(&place, &format!("must have 1 to {MAX_TRIGGER} characters")));
        }
    }
    Ok(())
}

/// How long a list may become, and how long it should be at most.
fn room<T>(held: &[T], most: usize) -> (usize, usize) {
    (held.len().max(most), most)
}

/// Checks a list's length, its ids and each item.
fn check_list<T: ListItem>(
    items: Option<&[T]>,
    (allowed, most): (usize, usize),
    check: fn(&str, &T) -> Checked,
) -> Checked {
    let items = items.unwrap_or_default();
    if items.len() > allowed {
        return Err(FieldError::at(T::LIST, &format!("must hold at most {most} items")));
    }
    let mut known = BTreeSet::new();
    for (index, item) in items.iter().enumerate() {
        let place = format!("{}[{index}]", T::LIST);
        check_id(&place, item.id())?;
        check(&place, item)?;
        if !item.id().is_empty() && !known.insert(item.id()) {
            return Err(FieldError::at(T::LIST, &format!("holds the id \"{}\" twice", item.id())));
        }
    }
    Ok(())
}

fn check_id(place: &str, id: &str) -> Checked {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if id.len() > 64 || !id.chars().all(allowed) {
        return Err(FieldError::at(&format!("{place}.id"), "must be at most 64 letters, digits, \"_\" or \"-\""));
    }
    Ok(())
}

fn check_timer(place: &str, timer: &TimerMessage) -> Checked {
    check_text(&format!("{place}.text"), &timer.text)?;
    check_variants(&format!("{place}.variants"), &timer.variants)?;
    if !(0.1..=1_440.0).contains(&timer.interval) {
        return Err(FieldError::at(&format!("{place}.interval"), "must be 0.1 to 1440 minutes"));
    }
    if timer.min_lines > MAX_LINES {
        return Err(FieldError::at(&format!("{place}.minLines"), &format!("must be at most {MAX_LINES}")));
    }
    Ok(())
}

fn check_quick_reply(place: &str, reply: &QuickReply) -> Checked {
    check_text(&format!("{place}.text"), &reply.text)
}

fn check_rule(place: &str, rule: &FaqRule) -> Checked {
    check_text(&format!("{place}.reply"), &rule.reply)?;
    check_variants(&format!("{place}.variants"), &rule.variants)?;
    if rule.triggers.is_empty() {
        let what = format!("must hold 1 to {MAX_TRIGGERS} triggers");
        return Err(FieldError::at(&format!("{place}.triggers"), &what));
    }
    check_triggers(&format!("{place}.triggers"), &rule.triggers, MAX_TRIGGERS)?;
    check_triggers(&format!("{place}.exclude"), &rule.exclude, MAX_TRIGGERS)?;
    check_time(&format!("{place}.cooldown"), rule.cooldown, DAY)?;
    check_time(&format!("{place}.viewerCooldown"), rule.viewer_cooldown, DAY)
}

fn check_patterns(rules: &[FaqRule]) -> Checked {
    let patterns = || rules.iter().enumerate().filter(|(_, rule)| rule.mode == MatchMode::Regex);
    if patterns().map(|(_, rule)| rule.triggers.len()).sum::<usize>() > MAX_PATTERNS {
        let what = format!("must hold at most {MAX_PATTERNS} patterns");
        return Err(FieldError::at(FaqRule::LIST, &what));
    }
    for (index, rule) in patterns() {
        for (number, trigger) in rule.triggers.iter().enumerate() {
            let place = format!("{}[{index}].triggers[{number}]", FaqRule::LIST);
            crate::matching::check_pattern(trigger)
                .map_err(|why| FieldError::new(place.clone(), format!("{place}: {why}")))?;
        }
    }
    Ok(())
}

fn check_command(place: &str, command: &ChatCommand) -> Checked {
    check_text(&format!("{place}.reply"), &command.reply)?;
    check_time(&format!("{place}.cooldown"), command.cooldown, DAY)?;
    check_time(&format!("{place}.viewerCooldown"), command.viewer_cooldown, DAY)?;
    check_triggers(&format!("{place}.aliases"), &command.aliases, MAX_TRIGGERS)?;
    check_name(&format!("{place}.name"), &command.name)?;
    let aliases = command.aliases.iter().enumerate();
    aliases.into_iter().try_for_each(|(index, alias)| check_name(&format!("{place}.aliases[{index}]"), alias))
}

fn check_name(place: &str, name: &str) -> Checked {
    let allowed = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.chars().count() > 30 || !name.chars().all(allowed) {
        return Err(FieldError::at(place, "must have 1 to 30 letters, digits, \"_\" or \"-\""));
    }
    Ok(())
}

/// No two commands answer to one name.
fn check_names(commands: &[ChatCommand]) -> Checked {
    let mut known = BTreeSet::new();
    for (index, command) in commands.iter().enumerate() {
        for name in command.names() {
            if !known.insert(name.clone()) {
                let place = format!("{}[{index}]", ChatCommand::LIST);
                return Err(FieldError::at(&place, &format!("uses the name \"{name}\", which is taken")));
            }
        }
    }
    Ok(())
}
