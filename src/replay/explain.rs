//! Why nothing more happened about a line: what the engine's facts do not say, read off the settings. It repeats no
//! decision of the engine's; where the two could differ, the facts stand first in a row's notes.

use super::recording::is_written;
use super::transcript::Note;
use crate::matching::{Keywords, Rules};
use crate::protocol::{ChatLine, Role, Settings, SettingsPatch, viewer_key};
use std::collections::BTreeSet;

/// Settings made ready for explaining.
pub struct Explainer {
    settings: Settings,
    ignored: BTreeSet<String>,
    blocked: Keywords,
    rules: Rules,
}

impl Explainer {
    /// Compiles what explanations need.
    #[must_use]
    pub fn new(patch: SettingsPatch) -> Self {
        let mut settings = Settings::default();
        settings.apply(patch);
        Self {
            ignored: settings.ignored_viewers.iter().map(|name| viewer_key(name)).collect(),
            blocked: Keywords::new(&settings.blocked_words),
            rules: Rules::new(&settings.faq_rules),
            settings,
        }
    }

    /// Adds to what the facts say about a line.
    pub fn explain(&self, line: &ChatLine, notes: &mut Vec<Note>) {
        if notes.iter().any(|note| matches!(note.what, "question" | "command")) {
            return;
        }
        notes.push(self.silence(line).unwrap_or_else(|| self.matching(line)));
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
        } else if self.settings.moderation_enabled && self.blocked.found_in(&line.text) {
            "blocked"
        } else if !self.settings.faq_enabled {
            "faq_off"
        } else {
            return None;
        };
        Some(Note::new(what))
    }

    /// What matching has to say about a question. The one place where an explanation of the matcher's own is attached.
    fn matching(&self, line: &ChatLine) -> Note {
        match self.rules.find(&line.text) {
            Some(hit) => Note {
                rule: Some(hit.rule.id.clone()),
                trigger: Some(hit.trigger.to_owned()),
                ..Note::new("would_answer")
            },
            None => Note::new("no_rule"),
        }
    }
}
