//! The settings made ready for use: looked up by what a line holds.

use super::giveaway::Terms;
use crate::journal::Account;
use crate::matching::{Hits, Lane, Matcher, Pattern};
use crate::protocol::{ChatCommand, FaqRule, MatchMode, Settings, viewer_key};
use std::collections::{HashMap, HashSet};

/// Bots that many streams have.
const KNOWN_BOTS: [&str; 12] = [
    "nightbot",
    "streamelements",
    "streamlabs",
    "moobot",
    "fossabot",
    "wizebot",
    "sery_bot",
    "soundalerts",
    "kickbot",
    "botrix",
    "botrixoficial",
    "buzzchat",
];

/// Settings in the form the engine works with. Built anew whenever they change.
#[derive(Default)]
pub(super) struct Ready {
    pub(super) settings: Settings,
    pub(super) matcher: Matcher,
    /// The rules in use, in the matcher's order.
    rules: Vec<usize>,
    /// Commands in use, by every name they answer to.
    commands: HashMap<String, usize>,
    ignored: HashSet<String>,
    /// Who may not enter a giveaway.
    pub(super) terms: Terms,
}

impl Ready {
    pub(super) fn new(account: &Account) -> Self {
        let settings = account.settings();
        let keywords = account.round().map(|(_, round)| round.keywords().to_vec()).unwrap_or_default();
        let terms = Terms::new(account, &settings);
        Self::of(settings, &keywords, terms)
    }

    fn of(settings: Settings, keywords: &[String], terms: Terms) -> Self {
        let rules: Vec<_> = (0..settings.faq_rules.len()).filter(|index| settings.faq_rules[*index].enabled).collect();
        let commands = settings.commands.iter().enumerate().filter(|(_, command)| command.enabled);
        let commands = commands.flat_map(|(index, command)| command.names().map(move |name| (name, index))).collect();
        let bots = KNOWN_BOTS.iter().map(ToString::to_string);
        let ignored = bots.chain(settings.ignored_viewers.iter().map(|name| viewer_key(name))).collect();
        let matcher = Matcher::new(&lanes(&settings, &rules, keywords));
        Self { settings, matcher, rules, commands, ignored, terms }
    }

    /// The settings of no account, while no giveaway is open.
    pub(super) fn trying(settings: Settings) -> Self {
        Self::of(settings, &[], Terms::default())
    }

    /// Whether this viewer is a bot, or somebody the seller wants left alone.
    pub(super) fn ignores(&self, viewer: &str) -> bool {
        self.ignored.contains(viewer)
    }

    /// The rule that fires on a line, and its trigger.
    pub(super) fn rule_of(&self, hits: &Hits) -> Option<(&FaqRule, &str)> {
        let hit = hits.of(Lane::Faq).filter(|_| self.settings.faq_enabled)?;
        let rule = self.rule(hit.group);
        Some((rule, &rule.triggers[hit.trigger]))
    }

    /// A rule in use, by the matcher's number for it.
    pub(super) fn rule(&self, group: usize) -> &FaqRule {
        &self.settings.faq_rules[self.rules[group]]
    }

    /// The word on a line that should catch the seller's eye.
    pub(super) fn alert_of(&self, hits: &Hits) -> Option<&str> {
        hits.of(Lane::Alert).map(|hit| self.settings.alert_keywords[hit.trigger].as_str())
    }

    /// The blocked word on a line.
    pub(super) fn blocked_of(&self, hits: &Hits) -> Option<&str> {
        hits.of(Lane::Blocked).map(|hit| self.settings.blocked_words[hit.trigger].as_str())
    }

    /// The command a line is, and what stands behind its name.
    pub(super) fn command<'a>(&self, line: &'a str) -> Option<(&ChatCommand, &'a str)> {
        let line = line.trim_start().strip_prefix('!').filter(|_| self.settings.commands_enabled)?;
        let end = line.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(line.len());
        let index = self.commands.get(&line[..end].to_lowercase())?;
        Some((&self.settings.commands[*index], line[end..].trim()))
    }

    /// The phrasings of a rule, a timer or the welcome, the first one first.
    pub(super) fn variants(&self, rule: Option<&str>) -> &[String] {
        let Some(id) = rule else { return &self.settings.welcome_variants };
        let faq = self.settings.faq_rules.iter().find(|rule| rule.id == id).map(|rule| &rule.variants);
        let timer = || self.settings.timer_messages.iter().find(|timer| timer.id == id).map(|timer| &timer.variants);
        faq.or_else(timer).map_or(&[], Vec::as_slice)
    }
}

fn lanes<'a>(settings: &'a Settings, rules: &[usize], keywords: &'a [String]) -> Vec<(Lane, Vec<Pattern<'a>>)> {
    let words = |triggers: &'a [String], on: bool| {
        let pattern = Pattern { triggers, exclude: &[], mode: MatchMode::Word, case_sensitive: false, typos: false };
        if on { vec![pattern] } else { Vec::new() }
    };
    let rule = |index: &usize| {
        let FaqRule { triggers, exclude, mode, case_sensitive, typos, .. } = &settings.faq_rules[*index];
        Pattern { triggers, exclude, mode: *mode, case_sensitive: *case_sensitive, typos: *typos }
    };
    vec![
        (Lane::Faq, rules.iter().map(rule).collect()),
        (Lane::Blocked, words(&settings.blocked_words, settings.moderation_enabled)),
        (Lane::Giveaway, words(keywords, !keywords.is_empty())),
        (Lane::Alert, words(&settings.alert_keywords, settings.alerts_enabled)),
    ]
}
