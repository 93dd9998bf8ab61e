//! A giveaway round as the fold sees it: who entered in time, what was fixed when, who was drawn and what became of it.

use super::entrants::{Cut, Entrants};
use super::giveaway::merge_earliest;
use super::{Claim, Closing, Draw, Opening, Stamp, Stamped, StoredEntry};
use crate::protocol::{Beacon, BeaconLine, Entry, Event, Fact, Millis, viewer_key};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One giveaway round. Its entries are rows of the store and never inside a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Round {
    pub(super) opening: Option<Stamped<Opening>>,
    closing: Option<Stamped<Closing>>,
    pub(super) cleared: bool,
    beacon: Option<Stamped<Vec<BeaconLine>>>,
    /// By number and stamp; of those with the same number, list and beacon the earliest.
    results: Vec<Stamped<Draw>>,
    claims: BTreeMap<String, Box<Claim>>,
    #[serde(skip)]
    entries: Entrants,
}

impl Round {
    /// Whether it takes entries.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.opening.is_some() && self.closing.is_none() && !self.cleared
    }

    /// Whether its entries were thrown away.
    #[must_use]
    pub fn is_cleared(&self) -> bool {
        self.cleared
    }

    /// The words that enter.
    #[must_use]
    pub fn keywords(&self) -> &[String] {
        self.opening.as_ref().map_or(&[], |opening| &opening.value.keywords)
    }

    /// What was published when it opened, hex; empty where nothing was.
    #[must_use]
    pub fn commitment(&self) -> &str {
        self.opening.as_ref().map_or("", |opening| &opening.value.commitment)
    }

    /// What was fixed when it closed.
    #[must_use]
    pub fn closing(&self) -> Option<&Closing> {
        self.closing.as_ref().map(|closing| &closing.value)
    }

    /// When it opened.
    #[must_use]
    pub fn opened_at(&self) -> Option<Millis> {
        self.opening.as_ref().map(|opening| opening.stamp.at)
    }

    /// When it closed.
    #[must_use]
    pub fn closed_at(&self) -> Option<Millis> {
        self.closing.as_ref().map(|closing| closing.stamp.at)
    }

    /// Whether the chat's first lines after closing were kept.
    #[must_use]
    pub fn has_beacon(&self) -> bool {
        self.beacon.is_some()
    }

    /// What the chat adds to the next draw: all draws of a round share one beacon.
    #[must_use]
    pub fn beacon(&self) -> Beacon {
        let collected = || self.beacon.as_ref().map_or(Beacon::None, |lines| Beacon::Lines(lines.value.clone()));
        self.draws().first().map_or_else(collected, |first| first.beacon.clone())
    }

    /// Whether this viewer is in, early or late.
    #[must_use]
    pub fn has(&self, viewer: &str) -> bool {
        self.entries.has(viewer)
    }

    /// Those who entered in time, by time and name: the order in which a draw numbers them.
    pub fn entrants(&self) -> impl ExactSizeIterator<Item = Entry> {
        self.entries.in_time(self.cut()).into_iter().map(|place| self.entries.entry(place))
    }

    /// Those who entered in time as a list, for whoever asks several times.
    #[must_use]
    pub fn list(&self) -> List<'_> {
        List { entries: &self.entries, places: self.entries.in_time(self.cut()) }
    }

    /// How many entered in time.
    #[must_use]
    pub fn entrant_count(&self) -> usize {
        self.entries.count(self.cut())
    }

    /// The latest of those who entered in time, the latest first.
    #[must_use]
    pub fn newest(&self, most: usize) -> Vec<Entry> {
        self.entries.newest(self.cut(), most)
    }

    /// How many entered, early or late.
    #[must_use]
    pub fn entry_count(&self) -> usize {
        self.entries.viewers()
    }

    /// The draws that stand, from number 1: over the list that was fixed, all with one beacon, of several with one number
    /// the earliest.
    #[must_use]
    pub fn draws(&self) -> Vec<&Draw> {
        self.dated_draws().into_iter().map(|(_, draw)| draw).collect()
    }

    /// The draws that stand, each with its time.
    #[must_use]
    pub fn dated_draws(&self) -> Vec<(Millis, &Draw)> {
        let root = self.closing().map_or("", |closing| &closing.root);
        let mut standing: Vec<(Millis, &Draw)> = Vec::new();
        for (at, draw) in self.results.iter().map(|held| (held.stamp.at, &held.value)) {
            let fits = standing.first().is_none_or(|(_, first)| first.beacon == draw.beacon);
            if draw.root == root && fits && draw.number as usize == standing.len() + 1 {
                standing.push((at, draw));
            }
        }
        standing
    }

    /// Everyone who won so far.
    #[must_use]
    pub fn winners(&self) -> Vec<String> {
        self.draws().into_iter().flat_map(|draw| draw.winners.clone()).collect()
    }

    /// What became of a winner.
    #[must_use]
    pub fn claim(&self, viewer: &str) -> Option<&Claim> {
        self.claims.get(&viewer_key(viewer)).map(Box::as_ref)
    }

    fn cut(&self) -> Option<&Cut> {
        self.closing().map(|closing| &closing.cut)
    }

    pub(super) fn enter(&mut self, stored: &StoredEntry) {
        if !self.cleared {
            self.entries.enter(stored);
        }
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = StoredEntry> {
        self.entries.all()
    }

    pub(super) fn entry_of(&self, viewer: &str, origin: &str) -> Option<StoredEntry> {
        self.entries.of(viewer, origin)
    }

    pub(super) fn fold(&mut self, event: &Event, stamp: Stamp) {
        match &event.fact {
            Fact::GiveawayOpened { keywords, commitment, .. } => {
                let value = Opening { keywords: keywords.clone(), commitment: commitment.clone() };
                Stamped::write(&mut self.opening, stamp, value);
            }
            Fact::GiveawayEntry { entries, .. } => {
                for entry in entries.iter().cloned() {
                    self.enter(&StoredEntry { entry, origin: event.origin.clone(), seq: event.seq });
                }
            }
            Fact::GiveawayClosed { cut, root, n, .. } => {
                let value = Closing { cut: cut.clone(), root: root.clone(), n: *n };
                merge_earliest(&mut self.closing, Some(&Stamped { stamp, value }));
            }
            Fact::GiveawayBeacon { lines, .. } => {
                merge_earliest(&mut self.beacon, Some(&Stamped { stamp, value: lines.clone() }));
            }
            Fact::GiveawayCleared { .. } => self.clear(),
            _ => self.fold_draw(&event.fact, stamp),
        }
    }

    fn fold_draw(&mut self, fact: &Fact, stamp: Stamp) {
        match fact {
            Fact::GiveawayWinner { draw, winners, seed, root, beacon, .. } => {
                let (winners, seed, root) = (winners.clone(), seed.clone(), root.clone());
                let value = Draw { number: *draw, winners, seed, root, beacon: beacon.clone() };
                self.draw(&Stamped { stamp, value });
            }
            Fact::GiveawayClaimed { viewer, text, .. } => {
                let claim = self.claim_mut(viewer);
                merge_earliest(&mut claim.claimed, Some(&Stamped { stamp: stamp.clone(), value: true }));
                claim.say(Stamped { stamp, value: text.clone() });
            }
            Fact::GiveawayExpired { viewer, .. } => {
                merge_earliest(&mut self.claim_mut(viewer).claimed, Some(&Stamped { stamp, value: false }));
            }
            Fact::GiveawaySaid { viewer, text, .. } => {
                self.claim_mut(viewer).say(Stamped { stamp, value: text.clone() });
            }
            _ => {}
        }
    }

    fn claim_mut(&mut self, viewer: &str) -> &mut Claim {
        self.claims.entry(viewer_key(viewer)).or_default()
    }

    fn clear(&mut self) {
        self.cleared = true;
        self.entries = Entrants::default();
    }

    fn draw(&mut self, draw: &Stamped<Draw>) {
        let same = |held: &&mut Stamped<Draw>| {
            let (held, draw) = (&held.value, &draw.value);
            held.number == draw.number && held.root == draw.root && held.beacon == draw.beacon
        };
        match self.results.iter_mut().find(same) {
            Some(held) if held.stamp <= draw.stamp => return,
            Some(held) => *held = draw.clone(),
            None => self.results.push(draw.clone()),
        }
        self.results.sort_by(|a, b| (a.value.number, &a.stamp).cmp(&(b.value.number, &b.stamp)));
    }

    pub(super) fn merge(&mut self, other: &Self) {
        Stamped::merge(&mut self.opening, &other.opening);
        merge_earliest(&mut self.closing, other.closing.as_ref());
        merge_earliest(&mut self.beacon, other.beacon.as_ref());
        other.results.iter().for_each(|draw| self.draw(draw));
        for (viewer, theirs) in &other.claims {
            let claim = self.claim_mut(viewer);
            merge_earliest(&mut claim.claimed, theirs.claimed.as_ref());
            theirs.said.iter().for_each(|line| claim.say(line.clone()));
        }
        if other.cleared {
            self.clear();
        }
        other.entries().for_each(|stored| self.enter(&stored));
    }
}

/// Those who entered a round in time, by time and name, put in order once.
pub struct List<'a> {
    entries: &'a Entrants,
    places: Vec<u32>,
}

impl List<'_> {
    /// How many they are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// Shows them one after the other, without a copy of each.
    pub fn each(&self, mut show: impl FnMut(&Entry)) {
        let mut entry = Entry { at: 0, id: String::new(), viewer: String::new() };
        for place in &self.places {
            self.entries.read(*place, &mut entry);
            show(&entry);
        }
    }

    /// The names at these places of the list.
    #[must_use]
    pub fn viewers_at(&self, places: &[usize]) -> Vec<String> {
        places
            .iter()
            .filter_map(|place| self.places.get(*place))
            .map(|place| self.entries.entry(*place).viewer)
            .collect()
    }
}
