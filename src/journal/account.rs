//! One account: its settings, giveaway, counters and who was welcomed.

use super::counters::Counters;
use super::giveaway::merge_earliest;
use super::{Draw, Period, Round, Stamp, Stamped, StoredEntry, Totals};
use crate::protocol::{Change, Event, Fact, Kind, Millis, Part, Settings, viewer_key};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The folded state of an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    active: Option<Stamped<bool>>,
    changes: BTreeMap<String, Option<Stamped<Change>>>,
    pub(super) rounds: BTreeMap<String, Round>,
    counters: BTreeMap<String, Counters>,
    welcomed: BTreeMap<String, Millis>,
}

impl Account {
    /// The settings: the defaults, and what was changed.
    #[must_use]
    pub fn settings(&self) -> Settings {
        let changes = self.changes.values().flatten().map(|change| &change.value);
        let mut settings = Settings::from_changes(changes);
        settings.bot_active = self.is_active();
        settings
    }

    /// Whether the bot works.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.active.as_ref().is_some_and(|active| active.value)
    }

    /// The current giveaway round: the last one opened and not cleared.
    #[must_use]
    pub fn round(&self) -> Option<(&str, &Round)> {
        let newest = self.rounds.iter().filter(|(_, round)| !round.cleared && round.opened.is_some());
        newest
            .max_by_key(|(_, round)| round.opened.as_ref().map(|opened| opened.stamp.clone()))
            .map(|(id, round)| (id.as_str(), round))
    }

    /// What the bot did in a period.
    #[must_use]
    pub fn totals(&self, period: Period, now: Millis) -> Totals {
        let mut totals = Totals::default();
        self.counters.values().for_each(|counters| counters.sum_into(&mut totals, period, now));
        totals
    }

    /// How often each trigger was asked for, all time, the most frequent first.
    #[must_use]
    pub fn triggers(&self) -> Vec<(String, u64)> {
        let mut triggers = BTreeMap::new();
        self.counters.values().for_each(|counters| counters.triggers_into(&mut triggers));
        let mut triggers: Vec<_> = triggers.into_iter().collect();
        triggers.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        triggers
    }

    /// How often each command was used, by its id.
    #[must_use]
    pub fn uses(&self) -> BTreeMap<String, u64> {
        let mut uses = BTreeMap::new();
        self.counters.values().for_each(|counters| counters.uses_into(&mut uses));
        uses
    }

    /// How often a command was used.
    #[must_use]
    pub fn uses_of(&self, command: &str) -> u64 {
        self.counters.values().map(|counters| counters.uses_of(command)).sum()
    }

    /// When this viewer was last welcomed.
    #[must_use]
    pub fn welcomed(&self, viewer: &str) -> Option<Millis> {
        self.welcomed.get(&viewer_key(viewer)).copied()
    }

    /// Forgets welcomes so old that no window reaches back to them.
    pub fn forget_welcomes_before(&mut self, at: Millis) {
        self.welcomed.retain(|_, welcomed| *welcomed >= at);
    }

    pub(super) fn fold(&mut self, event: &Event) {
        let stamp = Stamp::of(event);
        match &event.fact {
            Fact::BotStarted => Stamped::write(&mut self.active, stamp, true),
            Fact::BotStopped => Stamped::write(&mut self.active, stamp, false),
            Fact::SettingsChanged { changes } => {
                changes.iter().for_each(|change| {
                    Stamped::write(self.changes.entry(change.key()).or_default(), stamp.clone(), change.clone());
                });
            }
            Fact::ChatCounted { hour, lines } => self.counters(event).count_lines(*hour, *lines),
            Fact::MessageReceived { kind: Kind::Command, rule, .. } => self.counters(event).count_use(rule),
            Fact::MessageReceived { trigger, .. } => self.counters(event).count_question(trigger),
            Fact::MessageSent { kind, parts, .. } => {
                self.counters(event).count_sent(event.at, *kind, parts);
                self.remember_welcomes(event.at, parts);
            }
            _ => self.fold_giveaway(event, stamp),
        }
    }

    fn fold_giveaway(&mut self, event: &Event, stamp: Stamp) {
        match &event.fact {
            Fact::GiveawayOpened { round, keywords } => {
                Stamped::write(&mut self.round_mut(round).opened, stamp, keywords.clone());
            }
            Fact::GiveawayEntry { round, entries } => {
                let stored = |entry| StoredEntry { entry, origin: event.origin.clone(), seq: event.seq };
                let round = self.round_mut(round);
                entries.iter().cloned().for_each(|entry| round.enter(stored(entry)));
            }
            Fact::GiveawayClosed { round, cut } => {
                merge_earliest(&mut self.round_mut(round).closed, Some(&Stamped { stamp, value: cut.clone() }));
            }
            Fact::GiveawayWinner { round, draw, winners, seed } => {
                self.round_mut(round).draw(*draw, stamp, Draw { winners: winners.clone(), seed: seed.clone() });
            }
            Fact::GiveawayCleared { round } => self.round_mut(round).clear(),
            _ => {}
        }
    }

    fn round_mut(&mut self, round: &str) -> &mut Round {
        self.rounds.entry(round.to_owned()).or_default()
    }

    fn counters(&mut self, event: &Event) -> &mut Counters {
        self.counters.entry(event.origin.clone()).or_default()
    }

    fn remember_welcomes(&mut self, at: Millis, parts: &[Part]) {
        let viewers = parts.iter().filter(|part| part.kind == Kind::Welcome).filter_map(|part| part.viewer.as_ref());
        for viewer in viewers {
            let held = self.welcomed.entry(viewer_key(viewer)).or_default();
            *held = at.max(*held);
        }
    }

    /// Takes over what the other replica knows. `newer` tells whether it knows more events of an origin.
    pub(super) fn merge(&mut self, other: &Self, newer: impl Fn(&str) -> bool) {
        Stamped::merge(&mut self.active, &other.active);
        for (key, change) in &other.changes {
            Stamped::merge(self.changes.entry(key.clone()).or_default(), change);
        }
        for (id, round) in &other.rounds {
            self.round_mut(id).merge(round);
        }
        for (origin, counters) in other.counters.iter().filter(|(origin, _)| newer(origin)) {
            self.counters.insert(origin.clone(), counters.clone());
        }
        for (viewer, at) in &other.welcomed {
            let held = self.welcomed.entry(viewer.clone()).or_default();
            *held = (*held).max(*at);
        }
    }
}
