//! The entries of a round in little memory: a million must fit into a browser's worker.
//!
//! It knows nothing of rounds: which entries came in time it is told with every question.

use super::StoredEntry;
use crate::protocol::{Entry, viewer_key};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use ulid::Ulid;

/// What the id of an entry begins with.
const PREFIX: &str = "evt_";

/// How far each origin's entries count.
pub(super) type Cut = BTreeMap<String, u64>;

/// An entry; its name and origin stand elsewhere.
#[derive(Clone, Copy, Debug)]
struct Record {
    at: u64,
    /// The ULID, its upper half first. As one number it would be aligned to 16 bytes.
    id: [u64; 2],
    seq: u64,
    origin: u32,
    name: u32,
}

/// Entries by viewer. A viewer may stand here once for each origin: which of those entries counts depends on which came in
/// time, and that may be learned later.
#[derive(Clone, Debug, Default)]
pub(super) struct Entrants {
    records: Vec<Record>,
    /// Every name behind its length in two bytes.
    names: Vec<u8>,
    /// Places counted from 1, by the hash of the viewer; 0 is free. At most three quarters are taken.
    slots: Vec<u32>,
    origins: Vec<String>,
    /// The places of entries whose viewer stands at an earlier place too.
    doubles: BTreeSet<u32>,
    /// Whether a record came that does not belong behind all before it.
    mixed: bool,
    hasher: RandomState,
}

impl Entrants {
    /// How many viewers there are.
    pub(super) fn viewers(&self) -> usize {
        self.records.len() - self.doubles.len()
    }

    pub(super) fn has(&self, viewer: &str) -> bool {
        !self.peers(&viewer_key(viewer)).1.is_empty()
    }

    /// Takes an entry. Of those that one origin has of a viewer the first stays. What has no id of the right form, or a
    /// name that no platform gives, is left out.
    pub(super) fn enter(&mut self, stored: &StoredEntry) {
        let Some(id) = halves(&stored.entry.id).filter(|_| stored.entry.viewer.len() <= usize::from(u16::MAX)) else {
            return;
        };
        self.make_room();
        let (free, peers) = self.peers(&viewer_key(&stored.entry.viewer));
        let held = peers.iter().find(|place| self.origin(**place) == stored.origin).copied();
        if held.is_some_and(|place| self.is_behind(place, stored)) {
            return;
        }
        let origin = self.intern(&stored.origin);
        let name = self.add_name(&stored.entry.viewer);
        let record = Record { at: stored.entry.at, id, seq: stored.seq, origin, name };
        match held {
            Some(place) => {
                self.records[place as usize] = record;
                self.mixed = true;
            }
            None => self.add(record, free, !peers.is_empty()),
        }
    }

    /// Whether the entry at this place was recorded no later than the other, by the same origin.
    fn is_behind(&self, place: u32, other: &StoredEntry) -> bool {
        (self.records[place as usize].seq, &self.entry(place)) <= (other.seq, &other.entry)
    }

    fn add(&mut self, record: Record, slot: usize, double: bool) {
        let place = self.records.len() as u32;
        reserve(&mut self.records, 1);
        self.records.push(record);
        self.slots[slot] = place + 1;
        if double {
            self.doubles.insert(place);
        }
        self.mixed |= place > 0 && self.compare(place - 1, place) != Ordering::Less;
    }

    fn add_name(&mut self, name: &str) -> u32 {
        let start = self.names.len() as u32;
        reserve(&mut self.names, name.len() + 2);
        self.names.extend((name.len() as u16).to_le_bytes());
        self.names.extend(name.as_bytes());
        start
    }

    fn intern(&mut self, origin: &str) -> u32 {
        let known = self.origins.iter().position(|known| known == origin);
        known.unwrap_or_else(|| {
            self.origins.push(origin.to_owned());
            self.origins.len() - 1
        }) as u32
    }

    /// The free slot for a viewer, and where the viewer stands already.
    fn peers(&self, key: &str) -> (usize, Vec<u32>) {
        let mut places = Vec::new();
        let Some(mask) = self.slots.len().checked_sub(1) else { return (0, places) };
        let mut slot = self.hasher.hash_one(key) as usize & mask;
        while let Some(place) = self.slots[slot].checked_sub(1) {
            if is_viewer(self.name(place), key) {
                places.push(place);
            }
            slot = (slot + 1) & mask;
        }
        (slot, places)
    }

    fn make_room(&mut self) {
        if (self.records.len() + 1) * 4 <= self.slots.len() * 3 {
            return;
        }
        let slots = (self.slots.len() * 2).max(16);
        self.slots = vec![0; slots];
        for place in 0..self.records.len() as u32 {
            let mut slot = self.hasher.hash_one(viewer_key(self.name(place))) as usize & (slots - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (slots - 1);
            }
            self.slots[slot] = place + 1;
        }
    }

    fn name(&self, place: u32) -> &str {
        let start = self.records[place as usize].name as usize;
        let length = usize::from(u16::from_le_bytes([self.names[start], self.names[start + 1]]));
        // Only whole names were put there.
        str::from_utf8(&self.names[start + 2..start + 2 + length]).unwrap_or_default()
    }

    fn origin(&self, place: u32) -> &str {
        &self.origins[self.records[place as usize].origin as usize]
    }

    pub(super) fn entry(&self, place: u32) -> Entry {
        let mut entry = Entry { at: 0, id: String::new(), viewer: String::new() };
        self.read(place, &mut entry);
        entry
    }

    /// Writes an entry over another, whose memory it uses.
    pub(super) fn read(&self, place: u32, entry: &mut Entry) {
        let record = self.records[place as usize];
        let [upper, lower] = record.id;
        let mut digits = [0; ulid::ULID_LEN];
        entry.at = record.at;
        entry.id.clear();
        entry.id.push_str(PREFIX);
        entry.id.push_str(Ulid(u128::from(upper) << 64 | u128::from(lower)).array_to_str(&mut digits));
        entry.viewer.clear();
        entry.viewer.push_str(self.name(place));
    }

    fn stored(&self, place: u32) -> StoredEntry {
        StoredEntry {
            entry: self.entry(place),
            origin: self.origin(place).to_owned(),
            seq: self.records[place as usize].seq,
        }
    }

    /// A viewer's entry as an origin recorded it.
    pub(super) fn of(&self, viewer: &str, origin: &str) -> Option<StoredEntry> {
        let (_, peers) = self.peers(&viewer_key(viewer));
        peers.into_iter().find(|place| self.origin(*place) == origin).map(|place| self.stored(place))
    }

    /// Every entry, sorted.
    pub(super) fn all(&self) -> impl Iterator<Item = StoredEntry> {
        self.sorted(0..self.records.len() as u32).into_iter().map(|place| self.stored(place))
    }

    /// The places of the entries that count, sorted as [`Entry`] sorts.
    pub(super) fn in_time(&self, cut: Option<&Cut>) -> Vec<u32> {
        self.sorted(self.counting(cut))
    }

    fn sorted(&self, places: impl Iterator<Item = u32>) -> Vec<u32> {
        if !self.mixed {
            return places.collect();
        }
        // The times stand beside the places: looking each up again and again would cost more than the sorting.
        let mut timed: Vec<_> = places.map(|place| (self.records[place as usize].at, place)).collect();
        timed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.compare(a.1, b.1)));
        timed.into_iter().map(|(_, place)| place).collect()
    }

    pub(super) fn count(&self, cut: Option<&Cut>) -> usize {
        if cut.is_none() { self.viewers() } else { self.counting(cut).count() }
    }

    /// The last of those that count, the latest first.
    pub(super) fn newest(&self, cut: Option<&Cut>, most: usize) -> Vec<Entry> {
        if self.mixed {
            return self.in_time(cut).into_iter().rev().take(most).map(|place| self.entry(place)).collect();
        }
        self.counting(cut).rev().take(most).map(|place| self.entry(place)).collect()
    }

    /// Of several entries of a viewer that came in time the earliest counts.
    fn counting(&self, cut: Option<&Cut>) -> impl DoubleEndedIterator<Item = u32> {
        let limit = |origin| cut.map_or(u64::MAX, |cut| cut.get(origin).copied().unwrap_or(0));
        let limits: Vec<_> = self.origins.iter().map(limit).collect();
        let in_time = move |place: u32| {
            let record = &self.records[place as usize];
            record.seq <= limits[record.origin as usize]
        };
        let mut beaten = BTreeSet::new();
        for double in &self.doubles {
            let (_, mut peers) = self.peers(&viewer_key(self.name(*double)));
            peers.retain(|place| in_time(*place));
            peers.sort_unstable_by(|a, b| self.compare(*a, *b));
            beaten.extend(peers.into_iter().skip(1));
        }
        (0..self.records.len() as u32).filter(move |place| in_time(*place) && !beaten.contains(place))
    }

    /// As entries sort; the same entry in two origins by origin.
    fn compare(&self, a: u32, b: u32) -> Ordering {
        let (left, right) = (&self.records[a as usize], &self.records[b as usize]);
        (left.at, left.id)
            .cmp(&(right.at, right.id))
            .then_with(|| (self.name(a), self.origin(a), left.seq).cmp(&(self.name(b), self.origin(b), right.seq)))
    }
}

impl PartialEq for Entrants {
    fn eq(&self, other: &Self) -> bool {
        self.records.len() == other.records.len() && self.all().eq(other.all())
    }
}

impl Eq for Entrants {}

/// The halves of an id's ULID, if it is written in the one way ids are written: only then it sorts as its number does.
fn halves(id: &str) -> Option<[u64; 2]> {
    let digits = id.strip_prefix(PREFIX)?;
    let ulid = Ulid::from_string(digits).ok()?;
    (ulid.array_to_str(&mut [0; ulid::ULID_LEN]) == digits).then_some([(ulid.0 >> 64) as u64, ulid.0 as u64])
}

/// `key` is compared already; most names need no copy for it.
fn is_viewer(name: &str, key: &str) -> bool {
    let bare = name.trim().trim_start_matches('@');
    if bare.is_ascii() { bare.eq_ignore_ascii_case(key) } else { viewer_key(name) == key }
}

/// Grows by a quarter, where a vector of its own accord would double.
fn reserve<T>(items: &mut Vec<T>, more: usize) {
    if items.capacity() - items.len() < more {
        items.reserve_exact((items.len() / 4).max(more).max(16));
    }
}
