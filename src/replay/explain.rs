//! Why a line fired what it fired, or why nothing more happened about it: what the engine's facts do not say, read off the
//! settings. It repeats no decision of the engine's; where the two could differ, the facts stand first in a row's notes.

use super::recording::is_written;
use super::transcript::Note;
use crate::matching::{How, Lane, Matcher, Pattern};
use crate::protocol::{ChatLine, MatchMode, Role, Settings, SettingsPatch, viewer_key};
use std::collections::BTreeSet;

/// Settings made ready for explaining.
pub struct Explainer {
    settings: Settings,
    ignored: BTreeSet<String>,
    commands: BTreeSet<String>,
    matcher: Matcher,
}

impl Explainer {
    /// Compiles what explanations need.
    #[must_use]
    pub fn new(patch: SettingsPatch) -> Self {
        let mut settings = Settings::default();
        settings.apply(patch);
        // Rules that are switched off cannot fire, so they need no explaining; the others keep their order.
        settings.faq_rules.retain(|rule| rule.enabled);
        let commands = settings.commands.iter().filter(|command| command.enabled);
        Self {
            ignored: settings.ignored_viewers.iter().map(|name| viewer_key(name)).collect(),
            commands: commands.flat_map(|command| command.names()).collect(),
            matcher: matcher(&settings),
            settings,
        }
    }

    /// Adds to what the facts say about a line.
    pub fn explain(&self, line: &ChatLine, notes: &mut Vec<Note>) {
        if let Some(place) = notes.iter().position(|note| note.what == "question") {
            let how = self.matching(line).into_iter().filter(|note| !matches!(note.what, "left" | "faq_off"));
            notes.splice(place + 1..place + 1, how);
        } else if notes.iter().all(|note| note.what != "command") {
            match self.silence(line).or_else(|| self.command(line)) {
                Some(why) => notes.push(why),
                None => notes.extend(self.matching(line)),
            }
        }
    }

    /// Who or what keeps the bot from looking at a line at all.
    fn silence(&self, line: &ChatLine) -> Option<Note> {
        let what = if line.own {
            "own"
        } else if line.roles.iter().any(|role| matches!(role, Role::Host | Role::Cohost)) {
            "staff"
        } else if self.ignored.contains(&viewer_key(&line.author)) {
            "ignored"
        } else if !is_written(line.kind) {
            "unwritten"
        } else if let Some(fired) = self.matcher.explain(Lane::Blocked, &line.text).hit {
            let word = self.settings.blocked_words.get(fired.trigger).cloned();
            return Some(Note { trigger: word, ..Note::new("blocked") });
        } else {
            return None;
        };
        Some(Note::new(what))
    }

    /// A command the bot knows and did not answer.
    fn command(&self, line: &ChatLine) -> Option<Note> {
        let name = line.text.trim_start().strip_prefix('!')?;
        let name = name.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).next()?.to_lowercase();
        let known = self.settings.commands_enabled && self.commands.contains(&name);
        Some(Note {
            trigger: Some(format!("!{name}")),
            ..Note::new(if known { "command_rests" } else { "no_command" })
        })
    }

    /// What matching has to say about a question: the one place where the matcher's own explanation is attached.
    fn matching(&self, line: &ChatLine) -> Vec<Note> {
        let explanation = self.matcher.explain(Lane::Faq, &line.text);
        let of = |what, group: usize, trigger: usize, text: &str| {
            let rule = self.settings.faq_rules.get(group);
            let trigger = rule.and_then(|rule| rule.triggers.get(trigger).cloned());
            Note { rule: rule.map(|rule| rule.id.clone()), trigger, text: Some(text.to_owned()), ..Note::new(what) }
        };
        if let Some(fired) = explanation.hit {
            let found = line.text.get(fired.span).unwrap_or_default();
            let left = if self.settings.faq_enabled { "left" } else { "faq_off" };
            return [left, manner(fired.mode, fired.how)]
                .map(|what| of(what, fired.group, fired.trigger, found))
                .into();
        }
        let near = explanation.near.map(|near| of("near", near.group, near.trigger, &near.sentence));
        vec![near.unwrap_or_else(|| Note::new("no_rule"))]
    }
}

/// How a line has a trigger.
fn manner(mode: MatchMode, how: How) -> &'static str {
    match (mode, how) {
        (_, How::Typo) => "as_typo",
        (MatchMode::Word, _) => "as_word",
        (MatchMode::Phrase, _) => "as_phrase",
        (MatchMode::Contains, _) => "as_part",
        (MatchMode::Regex, _) => "as_pattern",
    }
}

fn matcher(settings: &Settings) -> Matcher {
    let rules = settings.faq_rules.iter().map(|rule| Pattern {
        triggers: &rule.triggers,
        exclude: &rule.exclude,
        mode: rule.mode,
        case_sensitive: rule.case_sensitive,
        typos: rule.typos,
    });
    let blocked = Pattern {
        triggers: &settings.blocked_words,
        exclude: &[],
        mode: MatchMode::Word,
        case_sensitive: false,
        typos: false,
    };
    let blocked = settings.moderation_enabled.then_some(blocked);
    Matcher::new(&[(Lane::Faq, rules.collect()), (Lane::Blocked, blocked.into_iter().collect())])
}
