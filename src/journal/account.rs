//! One account: its settings, giveaway, counters and who was welcomed.

use super::counters::Counters;
use super::{Period, Round, Stamp, Stamped, Totals};
use crate::protocol::{Change, Event, Fact, Kind, Millis, Part, Settings, viewer_key};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What every account is called until it has a name: the first one begins so.
const FIRST_NAME: &str = "Main";

/// When an account was made, what it is called, and whether it is gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Life {
    made: Option<Stamp>,
    name: Option<Stamped<String>>,
    deleted: bool,
}

/// The folded state of an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    #[serde(default)]
    life: Life,
    active: Option<Stamped<bool>>,
    changes: BTreeMap<String, Box<Option<Stamped<Change>>>>,
    pub(super) rounds: BTreeMap<String, Box<Round>>,
    pub(super) counters: BTreeMap<String, Box<Counters>>,
    welcomed: BTreeMap<String, Millis>,
}

impl Account {
    /// The settings: the defaults, and what was changed.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings_after(&[])
    }

    /// The settings once these facts, newer than everything known, are part of it.
    #[must_use]
    pub fn settings_after(&self, facts: &[Fact]) -> Settings {
        let held =
            self.changes.iter().filter_map(|(key, change)| Some((key.clone(), &change.as_ref().as_ref()?.value)));
        let mut changes: BTreeMap<String, &Change> = held.collect();
        let mut active = self.is_active();
        for fact in facts {
            match fact {
                Fact::BotStarted => active = true,
                Fact::BotStopped => active = false,
                Fact::SettingsChanged { changes: newer } => {
                    changes.extend(newer.iter().map(|change| (change.key(), change)));
                }
                _ => {}
            }
        }
        let mut settings = Settings::from_changes(changes.values().copied());
        settings.bot_active = active;
        settings
    }

    /// Whether the bot works.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.active.as_ref().is_some_and(|active| active.value)
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

    /// What the seller calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.life.name.as_ref().map_or(FIRST_NAME, |name| &name.value)
    }

    /// When it was made, if that is known.
    pub(super) fn made(&self) -> Option<&Stamp> {
        self.life.made.as_ref()
    }

    pub(super) fn is_deleted(&self) -> bool {
        self.life.deleted
    }

    /// Deleting wins, whatever arrives first: nothing of the account is kept, and nothing reaches it any more.
    pub(super) fn delete(&mut self) {
        *self = Self { life: Life { deleted: true, ..Life::default() }, ..Self::default() };
    }

    fn make(&mut self, stamp: &Stamp) {
        if self.life.made.as_ref().is_none_or(|held| stamp < held) {
            self.life.made = Some(stamp.clone());
        }
    }

    pub(super) fn fold(&mut self, event: &Event) {
        if self.life.deleted {
            return;
        }
        let stamp = Stamp::of(event);
        match &event.fact {
            Fact::AccountCreated { name } => {
                self.make(&stamp);
                Stamped::write(&mut self.life.name, stamp, name.clone());
            }
            Fact::AccountRenamed { name } => Stamped::write(&mut self.life.name, stamp, name.clone()),
            Fact::BotStarted => Stamped::write(&mut self.active, stamp, true),
            Fact::BotStopped => Stamped::write(&mut self.active, stamp, false),
            Fact::SettingsChanged { changes } => {
                changes.iter().for_each(|change| {
                    Stamped::write(self.changes.entry(change.key()).or_default(), stamp.clone(), change.clone());
                });
            }
            Fact::ChatCounted { hour, lines } => self.counters(event).count_lines(event.at, *hour, *lines),
            Fact::MessageReceived { kind: Kind::Command, rule, .. } => self.counters(event).count_use(rule),
            Fact::MessageReceived { trigger, .. } => self.counters(event).count_question(trigger),
            Fact::MessageSent { kind, parts, .. } => {
                self.counters(event).count_sent(event.at, *kind, parts);
                self.remember_welcomes(event.at, parts);
            }
            _ => self.fold_giveaway(event, stamp),
        }
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
        if self.life.deleted || other.life.deleted {
            return self.delete();
        }
        if let Some(made) = &other.life.made {
            self.make(made);
        }
        Stamped::merge(&mut self.life.name, &other.life.name);
        Stamped::merge(&mut self.active, &other.active);
        for (key, change) in &other.changes {
            Stamped::merge(self.changes.entry(key.clone()).or_default(), change);
        }
        for (id, round) in &other.rounds {
            self.rounds.entry(id.clone()).or_default().merge(round);
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
