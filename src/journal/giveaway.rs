//! A giveaway round as the fold sees it: who entered in time, who was drawn.

use super::{Stamp, Stamped};
use crate::protocol::{Entry, viewer_key};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An entry with the place it has in its origin's events, which decides whether it came in time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StoredEntry {
    /// The entry; the earliest of a viewer's entries counts.
    pub entry: Entry,
    /// Who recorded it.
    pub origin: String,
    /// The number of the event that holds it.
    pub seq: u64,
}

/// A draw that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// Who won, in the order drawn.
    pub winners: Vec<String>,
    /// The seed, hex.
    pub seed: String,
}

/// One giveaway round. Its entries are rows of the store and never inside a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    pub(super) opened: Option<Stamped<Vec<String>>>,
    pub(super) closed: Option<Stamped<BTreeMap<String, u64>>>,
    pub(super) cleared: bool,
    pub(super) draws: BTreeMap<u32, Stamped<Draw>>,
    #[serde(skip)]
    pub(super) entries: BTreeMap<String, StoredEntry>,
}

impl Round {
    /// Whether it takes entries.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.opened.is_some() && self.closed.is_none() && !self.cleared
    }

    /// The words that enter.
    #[must_use]
    pub fn keywords(&self) -> &[String] {
        self.opened.as_ref().map_or(&[], |opened| &opened.value)
    }

    /// Whether this viewer is in.
    #[must_use]
    pub fn has(&self, viewer: &str) -> bool {
        self.entries.contains_key(&viewer_key(viewer))
    }

    /// Those who entered in time, by time and name: the order in which a draw numbers them.
    #[must_use]
    pub fn entrants(&self) -> Vec<&Entry> {
        let mut entrants: Vec<_> =
            self.entries.values().filter(|stored| self.in_time(stored)).map(|stored| &stored.entry).collect();
        entrants.sort_unstable();
        entrants
    }

    /// How many entered, early or late.
    #[must_use]
    pub fn entry_count(&self) -> usize {
        self.entries.len()
    }

    /// The draws, by number.
    pub fn draws(&self) -> impl Iterator<Item = (u32, &Draw)> {
        self.draws.iter().map(|(number, draw)| (*number, &draw.value))
    }

    /// The number the next draw gets.
    #[must_use]
    pub fn next_draw(&self) -> u32 {
        self.draws.keys().next_back().map_or(1, |last| last + 1)
    }

    /// Everyone who won so far.
    #[must_use]
    pub fn winners(&self) -> Vec<String> {
        self.draws.values().flat_map(|draw| draw.value.winners.clone()).collect()
    }

    /// Those a draw may pick: entered in time and not drawn before.
    #[must_use]
    pub fn candidates(&self) -> Vec<&Entry> {
        let drawn: BTreeSet<_> = self.winners().iter().map(|winner| viewer_key(winner)).collect();
        self.entrants().into_iter().filter(|entry| !drawn.contains(&viewer_key(&entry.viewer))).collect()
    }

    fn in_time(&self, stored: &StoredEntry) -> bool {
        self.closed
            .as_ref()
            .is_none_or(|closed| closed.value.get(&stored.origin).is_some_and(|last| stored.seq <= *last))
    }

    pub(super) fn enter(&mut self, stored: StoredEntry) {
        if self.cleared {
            return;
        }
        let key = viewer_key(&stored.entry.viewer);
        match self.entries.get(&key) {
            Some(held) if *held <= stored => {}
            _ => drop(self.entries.insert(key, stored)),
        }
    }

    pub(super) fn clear(&mut self) {
        self.cleared = true;
        self.entries.clear();
    }

    /// Two draws with one number: the earlier stands.
    pub(super) fn draw(&mut self, number: u32, stamp: Stamp, draw: Draw) {
        let held = self.draws.get(&number);
        if held.is_none_or(|held| stamp < held.stamp) {
            self.draws.insert(number, Stamped { stamp, value: draw });
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        Stamped::merge(&mut self.opened, &other.opened);
        merge_earliest(&mut self.closed, other.closed.as_ref());
        for (number, draw) in &other.draws {
            self.draw(*number, draw.stamp.clone(), draw.value.clone());
        }
        if other.cleared {
            self.clear();
        }
        other.entries.values().for_each(|stored| self.enter(stored.clone()));
    }
}

/// A round closes once: the earliest close stands.
pub(super) fn merge_earliest<T: Clone>(slot: &mut Option<Stamped<T>>, other: Option<&Stamped<T>>) {
    if let Some(other) = other
        && slot.as_ref().is_none_or(|held| other.stamp < held.stamp)
    {
        *slot = Some(other.clone());
    }
}
