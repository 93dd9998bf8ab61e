//! The local journal: writing events, exchanging them with the relay, folding them into a snapshot.

use super::{Engine, Turn};
use crate::journal::{HOUR, Shared, StoredEntry};
use crate::protocol::{Effect, Entry, Event, Fact, LinkState, LinkView, Millis, OriginRow, Row};
use std::collections::BTreeMap;

/// After so many events, or after so many bytes of the last snapshot an event, the state is written as a snapshot: what is
/// written over and over stays in proportion to what happens.
const SNAPSHOT_EVERY: usize = 200;
const SNAPSHOT_SHARE: usize = 256;
/// No window for welcomes reaches further back.
const WELCOME_MEMORY: Millis = 7 * 24 * HOUR;

/// The events the host still holds one by one.
#[derive(Default)]
pub(super) struct Log {
    next: u64,
    held: BTreeMap<u64, Event>,
    since_snapshot: usize,
    pub(super) snapshot_size: usize,
}

impl Engine {
    pub(super) fn restore_events(&mut self, events: Vec<(u64, Event)>) {
        for (position, event) in events {
            self.shared.apply(&event);
            self.log.next = self.log.next.max(position + 1);
            self.log.held.insert(position, event);
        }
        self.clock.now(self.shared.latest());
        self.log.since_snapshot = self.log.held.len();
    }

    /// Begins to write under a new origin.
    pub(super) fn take_origin(&mut self, turn: &mut Turn) {
        let origin = turn.entropy.id("dev_", turn.now);
        self.session.origin = OriginRow { origin, ..OriginRow::default() };
        self.put_origin();
    }

    fn put_origin(&mut self) {
        self.effects.push_back(Effect::Put { row: Row::Origin(self.session.origin.clone()) });
    }

    /// Who we are in the journal, for the host's Hello.
    #[must_use]
    pub fn origin(&self) -> &OriginRow {
        &self.session.origin
    }

    /// The account the bot works for.
    pub(super) fn account(&self) -> &str {
        self.shared.active_id()
    }

    /// Writes a fact of the active account down.
    pub(super) fn record(&mut self, turn: &mut Turn, fact: Fact) {
        let account = self.account().to_owned();
        self.record_for(turn, account, fact);
    }

    /// Writes a fact down: into the state, the store and, once stored, to the relay.
    pub(super) fn record_for(&mut self, turn: &mut Turn, account: String, fact: Fact) {
        let before = self.account().to_owned();
        let origin = self.session.origin.origin.clone();
        let seq = self.shared.known(&origin).saturating_add(1);
        let id = turn.entropy.id("evt_", turn.now);
        let at = self.clock.now(turn.now);
        let event = Event { id, origin, seq, at, account, fact };
        self.fold(&event);
        self.effects.push_back(Effect::Publish { event });
        self.follow_account(turn, before);
    }

    /// Folds an event in and stores it, with the rows that stand for what no snapshot holds.
    fn fold(&mut self, event: &Event) {
        match &event.fact {
            Fact::GiveawayCleared { round } => self.delete_entries(|_, of| of == round),
            Fact::AccountDeleted => {
                self.delete_entries(|account, _| account == event.account);
                self.forget_account(&event.account);
            }
            _ => {}
        }
        if !self.shared.apply(event) {
            return;
        }
        self.effects.push_back(Effect::Append { position: self.log.next, event: event.clone() });
        self.log.held.insert(self.log.next, event.clone());
        self.log.next += 1;
        self.log.since_snapshot += 1;
        match &event.fact {
            Fact::GiveawayEntry { round, entries } => self.put_entries(event, round, entries),
            Fact::BotStarted | Fact::BotStopped | Fact::SettingsChanged { .. } | Fact::GiveawayOpened { .. }
                if event.account == self.account() =>
            {
                self.settings_changed(event);
            }
            _ => self.effects.push_back(Effect::Show),
        }
    }

    fn settings_changed(&mut self, event: &Event) {
        self.stale = true;
        match event.fact {
            Fact::BotStarted => self.restart_timers(),
            Fact::BotStopped => self.silence(&event.account, "The bot was switched off"),
            _ => {}
        }
    }

    fn put_entries(&mut self, event: &Event, round: &str, entries: &[Entry]) {
        for entry in entries {
            // An earlier entry of the same viewer stays.
            if let Some(stored) = self.shared.entry(&event.account, round, &entry.viewer, &event.origin) {
                self.put_entry(event.account.clone(), round, stored);
            }
        }
        self.effects.push_back(Effect::Show);
    }

    fn put_entry(&mut self, account: String, round: &str, stored: StoredEntry) {
        self.effects.push_back(Effect::Put { row: Row::Entry { account, round: round.to_owned(), stored } });
    }

    fn delete_entries(&mut self, gone: impl Fn(&str, &str) -> bool) {
        let held = self.shared.entries().filter(|(account, round, _)| gone(account, round));
        let keys: Vec<_> = held.map(|(_, of, stored)| Row::entry_key(of, &stored)).collect();
        self.effects.extend(keys.into_iter().map(|key| Effect::Delete { key }));
    }

    /// The relay answered our Hello: it gets what it lacks.
    pub(super) fn linked(&mut self, turn: &mut Turn, known: u64, snapshot_wanted: bool) {
        // It holds events under our origin that we do not know: this store is older than what it once sent.
        if known > self.shared.known(&self.session.origin.origin) {
            return self.forked(turn);
        }
        self.session.origin.acked = known;
        self.put_origin();
        if snapshot_wanted {
            self.effects.push_back(Effect::Upload { state: self.shared.to_transfer() });
            return self.share_seeds();
        }
        let own = self.session.origin.origin.clone();
        let lacking = self.log.held.values().filter(|event| event.origin == own && event.seq > known).cloned();
        let lacking: Vec<_> = lacking.map(|event| Effect::Publish { event }).collect();
        self.effects.extend(lacking);
        self.share_seeds();
    }

    pub(super) fn acked(&mut self, seq: u64, number: u64) {
        let origin = &mut self.session.origin;
        if seq > origin.acked || number > origin.cursor {
            (origin.acked, origin.cursor) = (seq.max(origin.acked), number.max(origin.cursor));
            self.put_origin();
        }
    }

    pub(super) fn synced(&mut self, turn: &mut Turn, events: &[Event], number: u64) {
        for event in events {
            let before = self.account().to_owned();
            self.clock.saw(event.at);
            self.overhear(event);
            self.fold(event);
            self.follow_account(turn, before);
        }
        self.session.origin.cursor = number.max(self.session.origin.cursor);
        self.put_origin();
    }

    /// The relay's whole state joins ours. A state that cannot be read is left out: the next Hello asks for it again.
    pub(super) fn snapshot_received(&mut self, turn: &mut Turn, state: &str, number: u64) {
        let Ok(theirs) = Shared::from_transfer(state) else { return };
        let before = self.account().to_owned();
        self.shared.merge(&theirs);
        self.clock.saw(self.shared.latest());
        let entries: Vec<_> = self
            .shared
            .entries()
            .map(|(account, round, stored)| (account.to_owned(), round.to_owned(), stored))
            .collect();
        entries.into_iter().for_each(|(account, round, stored)| self.put_entry(account, &round, stored));
        self.session.origin.cursor = number;
        self.put_origin();
        self.write_snapshot();
        self.follow_account(turn, before);
        self.refresh();
    }

    /// The relay holds other events under our origin (this store is a copy). What it has not stored is written again under
    /// a new origin, on top of the relay's state, which the next Hello asks for.
    pub(super) fn forked(&mut self, turn: &mut Turn) {
        let (own, acked) = (self.session.origin.origin.clone(), self.session.origin.acked);
        let held = std::mem::take(&mut self.log.held);
        self.effects.extend(held.keys().map(|position| Effect::Drop { position: *position }));
        let mut facts: Vec<_> = held.into_values().filter(|event| event.origin == own && event.seq > acked).collect();
        facts.sort_unstable_by_key(|event| event.seq);
        self.shared = Shared::default();
        self.take_origin(turn);
        for event in facts {
            let fact = self.moved(event.fact, &own, acked);
            self.record_for(turn, event.account, fact);
        }
        self.write_snapshot();
        self.refresh();
    }

    /// A list that was fixed under the old origin names what stands under the new one.
    fn moved(&self, mut fact: Fact, old: &str, acked: u64) -> Fact {
        if let Fact::GiveawayClosed { cut, .. } = &mut fact {
            cut.entry(old.to_owned()).and_modify(|seq| *seq = acked.min(*seq));
            let new = self.session.origin.origin.clone();
            cut.insert(new.clone(), self.shared.known(&new));
        }
        fact
    }

    pub(super) fn link_changed(&mut self, link: LinkView) {
        let obeyed = self.session.obeys();
        self.session.paired = link.state != LinkState::Unpaired;
        self.session.link = link;
        if obeyed != self.session.obeys() {
            self.begin_leases();
        }
        self.effects.push_back(Effect::Show);
    }

    /// Writes a snapshot now and then, and drops the events that nobody needs one by one any more.
    pub(super) fn compact(&mut self, now: Millis) {
        if self.log.since_snapshot < SNAPSHOT_EVERY.max(self.log.snapshot_size / SNAPSHOT_SHARE) {
            return;
        }
        self.shared.forget_welcomes_before(now.saturating_sub(WELCOME_MEMORY));
        self.forget_viewers(now);
        self.forget_cooldowns(now);
        self.forget_repeats(now);
        self.write_snapshot();
        let (own, acked, paired) = (self.session.origin.origin.clone(), self.session.origin.acked, self.session.paired);
        let lacking = |event: &Event| paired && event.origin == own && event.seq > acked;
        let dropped: Vec<_> = self.log.held.extract_if(.., |_, event| !lacking(event)).collect();
        for (position, event) in dropped {
            if event.origin == own {
                self.session.origin.compacted = self.session.origin.compacted.max(event.seq);
            }
            self.effects.push_back(Effect::Drop { position });
        }
        self.put_origin();
    }

    fn write_snapshot(&mut self) {
        let state = self.shared.to_snapshot();
        self.log.since_snapshot = 0;
        self.log.snapshot_size = state.len();
        self.effects.push_back(Effect::Snapshot { state });
    }
}
