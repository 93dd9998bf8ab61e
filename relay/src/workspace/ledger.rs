//! What a workspace knows for certain: events get their numbers, are stored, and only then become part of the replica.
//!
//! It knows nothing of links. An error of the store leaves the replica behind the database, so the owner must give the
//! ledger up and load it anew.

use super::replica::{KeyIndex, Replica};
use crate::clock;
use crate::store::{Loaded, Store, StoreError};
use buzzchat::engine::{self, AccountFact, Seeds, decide};
use buzzchat::journal::{Clock, Shared};
use buzzchat::protocol::{Command, Event, Fact, Frame, Millis, NumberedEvent, Outcome, Seed, Stream};
use std::sync::Arc;

/// How far ahead of the relay's clock an event may be.
const MAX_AHEAD: Millis = 5 * 60 * 1_000;
/// The highest cursor that is believed.
const MAX_CURSOR: u64 = 1 << 52;
/// A snapshot after so many events.
const SNAPSHOT_EVERY: u64 = 1_000;
/// The longest id of an event.
const MAX_ID: usize = 64;

/// Why a device's frame is not taken: a code of the protocol, and words for a person.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    fn frame(message: impl Into<String>) -> Self {
        Self::new("frame", message)
    }
}

/// What a command came to here.
pub(super) struct Decided {
    pub(super) outcome: Outcome,
    /// The events it brought about.
    pub(super) new: Vec<NumberedEvent>,
    /// The secret of a round it opened, for the devices.
    pub(super) secret: Option<Frame>,
}

pub(super) struct Ledger {
    store: Store,
    workspace: String,
    /// What the relay's own events are written under.
    origin: String,
    head: u64,
    floor: u64,
    snapshot: u64,
    clock: Clock,
    replica: Replica,
    /// The secrets of giveaway rounds that were not cleared yet.
    seeds: Seeds,
    keys: Arc<KeyIndex>,
}

impl Ledger {
    pub(super) async fn load(store: Store, workspace: &str, keys: Arc<KeyIndex>) -> Result<Self, StoreError> {
        let now = clock::now();
        let origin = store.ensure_workspace(workspace, &clock::entropy().id("rel_", now), now).await?;
        let Loaded { shared, head, floor, snapshot, latest } = store.load(workspace).await?;
        let mut clock = Clock::default();
        clock.saw(latest.max(shared.latest()));
        keys.refresh(workspace, &shared);
        let (seeds, replica, workspace) = (store.secrets(workspace).await?, Replica::new(shared), workspace.to_owned());
        Ok(Self { store, workspace, origin, head, floor, snapshot, clock, replica, seeds, keys })
    }

    pub(super) fn replica(&self) -> &Replica {
        &self.replica
    }

    pub(super) fn workspace(&self) -> &str {
        &self.workspace
    }

    /// Whether somebody wants to hear the chats of live streams.
    pub(super) async fn is_listened_to(&self) -> Result<bool, StoreError> {
        self.store.listens(&self.workspace).await
    }

    /// Remembers streams that a device has open.
    pub(super) async fn note_streams(&self, streams: &[Stream]) -> Result<(), StoreError> {
        self.store.note_streams(&self.workspace, streams, clock::now()).await
    }

    pub(super) fn head(&self) -> u64 {
        self.head
    }

    pub(super) fn known(&self, origin: &str) -> u64 {
        self.replica.read(|shared| shared.known(origin))
    }

    /// Whether a device whose cursor stands there gets what it lacks as events.
    pub(super) fn tail_suffices(&self, cursor: u64) -> bool {
        (self.floor..=self.head).contains(&cursor)
    }

    pub(super) async fn tail(&self, cursor: u64, except: &str) -> Result<Vec<NumberedEvent>, StoreError> {
        self.store.tail(&self.workspace, cursor, except).await
    }

    /// Takes a device's own events: what is known already is passed over, the rest is stored. Returns what was new.
    pub(super) async fn accept(
        &mut self,
        origin: &str,
        events: Vec<Event>,
    ) -> Result<Result<Vec<NumberedEvent>, Refusal>, StoreError> {
        if let Err(refusal) = check_order(origin, &events) {
            return Ok(Err(refusal));
        }
        let known = self.known(origin);
        if let Some(first) = events.first().filter(|first| first.seq > known + 1) {
            let message =
                format!("Event {} came, but the relay knows {known}: events in between are missing", first.seq);
            return Ok(Err(Refusal::frame(message)));
        }
        let (old, new): (Vec<_>, Vec<_>) = events.into_iter().partition(|event| event.seq <= known);
        if self.differs(origin, &old).await? {
            return Ok(Err(fork()));
        }
        if let Err(refusal) = check_clock(&new, clock::now()) {
            return Ok(Err(refusal));
        }
        match self.append(new).await {
            Err(StoreError::Database(error)) if is_taken(&error) => Ok(Err(fork())),
            stored => stored.map(Ok),
        }
    }

    /// Whether one of these events is stored under another id. Those that only a snapshot holds cannot be compared.
    async fn differs(&self, origin: &str, events: &[Event]) -> Result<bool, StoreError> {
        let (Some(first), Some(last)) = (events.first(), events.last()) else { return Ok(false) };
        let stored = self.store.ids(&self.workspace, origin, first.seq, last.seq).await?;
        Ok(events.iter().any(|event| stored.get(&event.seq).is_some_and(|id| *id != event.id)))
    }

    /// Decides a command on the replica, under the relay's own origin.
    pub(super) async fn decide(&mut self, command: &Command) -> Result<Decided, StoreError> {
        let now = self.clock.now(clock::now());
        let mut entropy = clock::entropy();
        let decided = self.replica.read(|shared| decide(shared, &self.seeds, now, &mut entropy, command));
        let engine::Decided { facts, outcome, secret } = match decided {
            Ok(decision) => decision,
            Err(refusal) => return Ok(Decided { outcome: refusal, new: Vec::new(), secret: None }),
        };
        let first = self.known(&self.origin) + 1;
        let event = |(AccountFact { account, fact }, seq)| {
            let (id, origin) = (entropy.id("evt_", now), self.origin.clone());
            Event { id, origin, seq, at: now, account, fact }
        };
        let events = facts.into_iter().zip(first..).map(event).collect();
        // The secret first: a round without its secret could never be drawn.
        if let Some((round, seed)) = &secret {
            self.store.add_secret(&self.workspace, round, seed).await?;
            self.seeds.restore(round, seed);
        }
        let new = self.append(events).await?;
        Ok(Decided { outcome, new, secret: secret.map(|(round, seed)| Frame::Secret { round, seed }) })
    }

    /// Takes the secret of a round that a device opened. Returns whether it is new.
    pub(super) async fn add_secret(&mut self, round: &str, seed: &Seed) -> Result<bool, StoreError> {
        let new = self.replica.read(|shared| self.seeds.accept(shared, round, seed));
        if new {
            self.store.add_secret(&self.workspace, round, seed).await?;
        }
        Ok(new)
    }

    /// What a device has to know to draw the same winners.
    pub(super) fn secret_frames(&self) -> Vec<Frame> {
        self.seeds.all().map(|(round, seed)| Frame::Secret { round: round.to_owned(), seed }).collect()
    }

    async fn forget_secrets(&mut self) -> Result<(), StoreError> {
        let cleared = self.replica.read(|shared| self.seeds.forget_cleared(shared));
        self.store.delete_secrets(&self.workspace, &cleared).await
    }

    /// A state from the future would drag every clock of the workspace along.
    pub(super) fn check_state(&self, state: &Shared) -> Result<(), Refusal> {
        check_latest(Some(state.latest()), clock::now())
    }

    /// Takes over a device's whole state. What came so has no numbers of its own: one number stands for all of it and
    /// becomes the floor. It lies past `cursor`, so that no device takes it for something it has seen.
    pub(super) async fn merge(&mut self, other: &Shared, cursor: u64) -> Result<(), StoreError> {
        let mut merged = self.replica.read(Shared::clone);
        merged.merge(other);
        // No relay has given out that many numbers; a larger cursor is a broken device's.
        let number = self.head.max(cursor.min(MAX_CURSOR)) + 1;
        self.store.save_merged(&self.workspace, number, &merged).await?;
        (self.head, self.floor, self.snapshot) = (number, number, number);
        self.keys.refresh(&self.workspace, &merged);
        self.clock.saw(merged.latest());
        self.replica.write(|shared| *shared = merged);
        self.forget_secrets().await
    }

    async fn append(&mut self, events: Vec<Event>) -> Result<Vec<NumberedEvent>, StoreError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let numbered: Vec<_> =
            events.into_iter().zip(self.head + 1..).map(|(event, number)| NumberedEvent { number, event }).collect();
        self.store.append(&self.workspace, &numbered).await?;
        self.apply(&numbered);
        self.forget_secrets().await?;
        if self.head - self.snapshot >= SNAPSHOT_EVERY {
            let state = self.replica.read(Shared::to_snapshot);
            self.store.save_snapshot(&self.workspace, self.head, self.floor, &state).await?;
            self.snapshot = self.head;
        }
        Ok(numbered)
    }

    fn apply(&mut self, stored: &[NumberedEvent]) {
        let touches_keys = |fact: &Fact| matches!(fact, Fact::KeyCreated { .. } | Fact::KeyRevoked { .. });
        self.replica.write(|shared| {
            for numbered in stored {
                shared.apply(&numbered.event);
            }
        });
        for NumberedEvent { number, event } in stored {
            self.head = *number;
            self.clock.saw(event.at);
        }
        if stored.iter().any(|numbered| touches_keys(&numbered.event.fact)) {
            self.replica.read(|shared| self.keys.refresh(&self.workspace, shared));
        }
    }
}

fn check_order(origin: &str, events: &[Event]) -> Result<(), Refusal> {
    if events.iter().any(|event| event.origin != origin) {
        return Err(Refusal::frame("A device sends its own events only"));
    }
    if events.iter().any(|event| event.seq == 0 || !event.id.starts_with("evt_") || event.id.len() > MAX_ID) {
        return Err(Refusal::frame("An event has a number from 1 and an id that begins with evt_"));
    }
    if events.iter().any(|event| [&event.id, &event.account].iter().any(|name| name.contains(char::is_control))) {
        return Err(Refusal::frame("The ids of events and accounts hold no control characters"));
    }
    if events.windows(2).any(|pair| pair[1].seq != pair[0].seq + 1) {
        return Err(Refusal::frame("Events come in order, without a gap"));
    }
    Ok(())
}

fn check_clock(events: &[Event], now: Millis) -> Result<(), Refusal> {
    check_latest(events.iter().map(|event| event.at).max(), now)
}

fn check_latest(latest: Option<Millis>, now: Millis) -> Result<(), Refusal> {
    match latest {
        Some(latest) if latest > now + MAX_AHEAD => {
            let offset = latest - now;
            Err(Refusal::new("clock", format!("The device's clock is {offset} ms ahead of the relay's")))
        }
        _ => Ok(()),
    }
}

fn fork() -> Refusal {
    Refusal::new("fork", "Another event is stored in this place: the device needs a new origin")
}

/// Whether a row already holds the number, place or id. Numbers are the ledger's own, so it is place or id.
fn is_taken(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
