//! The shared state: accounts and which of them is active, keys, and which events are already in it.

use super::{Account, Round, Stamp, Stamped, StoredEntry};
use crate::protocol::{Event, FIRST_ACCOUNT, Fact, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// How much of an origin's events is in the state. Events that arrive before their predecessors wait.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Seen {
    up_to: u64,
    waiting: BTreeMap<u64, Box<Event>>,
}

/// An API key as the state holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRecord {
    /// What its owner calls it.
    pub name: String,
    /// SHA-256, hex.
    pub hash: String,
    /// What may be shown.
    pub mask: String,
    /// When it was made; 0 while only its revocation is known.
    pub created: Millis,
    /// Revoking wins, whatever arrives first.
    pub revoked: bool,
}

// The maps of the state hold boxes: maps of one kind of key then share their code, which is much of the wasm otherwise.

/// The state every replica agrees on once it knows the same events.
///
/// ```
/// use buzzchat::journal::Shared;
/// use buzzchat::protocol::{Event, Fact, FIRST_ACCOUNT};
///
/// let started = Event {
///     id: "evt_1".into(), origin: "dev_1".into(), seq: 1, at: 1_000, account: FIRST_ACCOUNT.into(), fact: Fact::BotStarted,
/// };
/// let mut shared = Shared::default();
/// assert!(shared.apply(&started));
/// assert!(!shared.apply(&started), "the same event again changes nothing");
/// assert!(shared.account(FIRST_ACCOUNT).is_some_and(|account| account.is_active()));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    seen: BTreeMap<String, Box<Seen>>,
    pub(super) accounts: BTreeMap<String, Box<Account>>,
    #[serde(default)]
    pub(super) switched: Option<Stamped<String>>,
    keys: BTreeMap<String, Box<KeyRecord>>,
    latest: Millis,
}

impl Default for Shared {
    fn default() -> Self {
        let mut accounts = BTreeMap::new();
        accounts.insert(FIRST_ACCOUNT.into(), Box::default());
        Self { seen: BTreeMap::new(), accounts, switched: None, keys: BTreeMap::new(), latest: 0 }
    }
}

/// A stored state that cannot be read.
#[derive(Debug)]
pub struct StateError(serde_json::Error);

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stored state cannot be read: {}", self.0)
    }
}

impl std::error::Error for StateError {}

/// The whole state with its entries, to be handed from one replica to another.
#[derive(Serialize, Deserialize)]
pub struct Transfer {
    shared: Shared,
    entries: Vec<(String, String, StoredEntry)>,
}

impl Shared {
    /// Folds an event in. Returns whether it was new; one that waits for its predecessors is new.
    pub fn apply(&mut self, event: &Event) -> bool {
        let seen = self.seen.entry(event.origin.clone()).or_default();
        if event.seq <= seen.up_to || seen.waiting.contains_key(&event.seq) {
            return false;
        }
        if event.seq > seen.up_to.saturating_add(1) {
            seen.waiting.insert(event.seq, Box::new(event.clone()));
            return true;
        }
        seen.up_to = event.seq;
        self.fold(event);
        self.fold_waiting(&event.origin);
        true
    }

    fn fold_waiting(&mut self, origin: &str) {
        while let Some(next) = self.next_waiting(origin) {
            self.fold(&next);
        }
    }

    fn next_waiting(&mut self, origin: &str) -> Option<Box<Event>> {
        let seen = self.seen.get_mut(origin)?;
        let up_to = seen.up_to;
        while seen.waiting.first_key_value().is_some_and(|(seq, _)| *seq <= up_to) {
            seen.waiting.pop_first();
        }
        let next = seen.waiting.remove(&up_to.checked_add(1)?)?;
        seen.up_to = next.seq;
        Some(next)
    }

    fn fold(&mut self, event: &Event) {
        self.latest = self.latest.max(event.at);
        match &event.fact {
            Fact::KeyCreated { key, name, hash, mask } => {
                let record = self.keys.entry(key.clone()).or_default();
                (record.name, record.hash, record.mask, record.created) =
                    (name.clone(), hash.clone(), mask.clone(), event.at);
            }
            Fact::KeyRevoked { key } => self.keys.entry(key.clone()).or_default().revoked = true,
            Fact::AccountSwitched => Stamped::write(&mut self.switched, Stamp::of(event), event.account.clone()),
            // The first account stays, whoever says otherwise.
            Fact::AccountDeleted if event.account == FIRST_ACCOUNT => {}
            Fact::AccountDeleted => self.accounts.entry(event.account.clone()).or_default().delete(),
            _ => self.accounts.entry(event.account.clone()).or_default().fold(event),
        }
    }

    /// The last event of an origin that is in the state without a gap.
    #[must_use]
    pub fn known(&self, origin: &str) -> u64 {
        self.seen.get(origin).map_or(0, |seen| seen.up_to)
    }

    /// The latest time of any event in the state; what is written next must not be earlier.
    #[must_use]
    pub fn latest(&self) -> Millis {
        self.latest
    }

    /// How far every origin is known: the cut at which a giveaway closes.
    #[must_use]
    pub fn cut(&self) -> BTreeMap<String, u64> {
        let mut cut = BTreeMap::new();
        cut.extend(self.seen.iter().map(|(origin, seen)| (origin.clone(), seen.up_to)));
        cut
    }

    /// Keys that were made and not revoked, the oldest first.
    #[must_use]
    pub fn live_keys(&self) -> Vec<(&str, &KeyRecord)> {
        let mut keys: Vec<_> = self
            .keys
            .iter()
            .filter(|(_, key)| key.created > 0 && !key.revoked)
            .map(|(id, key)| (id.as_str(), &**key))
            .collect();
        keys.sort_unstable_by_key(|(id, key)| (key.created, *id));
        keys
    }

    /// A key by its id.
    #[must_use]
    pub fn key(&self, id: &str) -> Option<&KeyRecord> {
        self.keys.get(id).map(Box::as_ref)
    }

    /// Forgets, in every account, welcomes so old that no window reaches back to them.
    pub fn forget_welcomes_before(&mut self, at: Millis) {
        self.accounts.values_mut().for_each(|account| account.forget_welcomes_before(at));
    }

    /// The state without its entries, for the store.
    ///
    /// # Panics
    /// Never: the state holds nothing that JSON cannot write.
    #[must_use]
    pub fn to_snapshot(&self) -> String {
        serde_json::to_string(self).expect("the state is plain data")
    }

    /// Reads what [`Shared::to_snapshot`] wrote.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_snapshot(state: &str) -> Result<Self, StateError> {
        let mut shared: Self = serde_json::from_str(state).map_err(StateError)?;
        shared.accounts.entry(FIRST_ACCOUNT.into()).or_default();
        Ok(shared)
    }

    /// Puts a stored entry back where the snapshot left it out.
    pub fn restore_entry(&mut self, account: &str, round: &str, stored: &StoredEntry) {
        let account = self.accounts.entry(account.to_owned()).or_default();
        if !account.is_deleted() {
            account.rounds.entry(round.to_owned()).or_default().enter(stored);
        }
    }

    /// A viewer's entry as an origin recorded it.
    #[must_use]
    pub fn entry(&self, account: &str, round: &str, viewer: &str, origin: &str) -> Option<StoredEntry> {
        self.accounts.get(account)?.rounds.get(round)?.entry_of(viewer, origin)
    }

    /// Every entry with its account and round.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str, StoredEntry)> {
        self.accounts.iter().flat_map(|(account, state)| {
            state.rounds.iter().flat_map(move |(round, held)| {
                held.entries().map(move |stored| (account.as_str(), round.as_str(), stored))
            })
        })
    }

    /// A giveaway round of any account.
    #[must_use]
    pub fn find_round(&self, round: &str) -> Option<&Round> {
        self.accounts.values().find_map(|account| account.find_round(round))
    }

    /// The state with its entries, for another replica.
    ///
    /// # Panics
    /// Never: the state holds nothing that JSON cannot write.
    #[must_use]
    pub fn to_transfer(&self) -> String {
        let entries =
            self.entries().map(|(account, round, stored)| (account.to_owned(), round.to_owned(), stored)).collect();
        serde_json::to_string(&Transfer { shared: self.clone(), entries }).expect("the state is plain data")
    }

    /// Reads what [`Shared::to_transfer`] wrote.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_transfer(transfer: &str) -> Result<Self, StateError> {
        let Transfer { mut shared, entries } = serde_json::from_str(transfer).map_err(StateError)?;
        shared.accounts.entry(FIRST_ACCOUNT.into()).or_default();
        entries.into_iter().for_each(|(account, round, stored)| shared.restore_entry(&account, &round, &stored));
        Ok(shared)
    }

    /// Takes over everything another replica knows.
    pub fn merge(&mut self, other: &Self) {
        self.latest = self.latest.max(other.latest);
        // Before the events are counted, which happens last.
        let known = self.cut();
        let newer = |origin: &str| other.known(origin) > known.get(origin).copied().unwrap_or(0);
        // The first account stays, whoever says otherwise.
        let lasting = |id: &str, account: &Account| id != FIRST_ACCOUNT || !account.is_deleted();
        for (id, account) in other.accounts.iter().filter(|(id, account)| lasting(id, account)) {
            self.accounts.entry(id.clone()).or_default().merge(account, newer);
        }
        Stamped::merge(&mut self.switched, &other.switched);
        for (id, key) in &other.keys {
            let held = self.keys.entry(id.clone()).or_default();
            let revoked = held.revoked || key.revoked;
            if held.created == 0 {
                *held = key.clone();
            }
            held.revoked = revoked;
        }
        for (origin, theirs) in &other.seen {
            self.merge_seen(origin, theirs);
        }
    }

    fn merge_seen(&mut self, origin: &str, theirs: &Seen) {
        let seen = self.seen.entry(origin.to_owned()).or_default();
        seen.up_to = seen.up_to.max(theirs.up_to);
        for (seq, event) in &theirs.waiting {
            seen.waiting.entry(*seq).or_insert_with(|| event.clone());
        }
        self.fold_waiting(origin);
    }
}
