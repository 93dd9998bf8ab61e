//! What there is to know of giveaway rounds, and which round of an account is the current one.

use super::entrants::Cut;
use super::{Account, Round, Stamp, Stamped};
use crate::protocol::{Beacon, Entry, Event, Fact};
use serde::{Deserialize, Serialize};

/// An entry with the place it has in its origin's events, which decides whether it came in time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StoredEntry {
    /// The entry; the earliest of a viewer's entries that came in time counts.
    pub entry: Entry,
    /// Who recorded it.
    pub origin: String,
    /// The number of the event that holds it.
    pub seq: u64,
}

/// What is known when a round opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The words that enter.
    pub keywords: Vec<String>,
    /// SHA-256 of the seed, hex; empty in a round that cannot be proven.
    pub commitment: String,
}

/// What is fixed when a round closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// How far each origin's entries count.
    pub cut: Cut,
    /// What fixes the list of those who entered in time, hex.
    pub root: String,
    /// How many they are.
    pub n: u64,
}

/// Winners that were drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// Its number in the round, from 1.
    pub number: u32,
    /// Who won, in the order drawn.
    pub winners: Vec<String>,
    /// The round's seed, hex.
    pub seed: String,
    /// The list drawn from, hex.
    pub root: String,
    /// What the chat added.
    pub beacon: Beacon,
}

/// What became of a winner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub(super) claimed: Option<Stamped<bool>>,
    pub(super) said: Vec<Stamped<String>>,
}

impl Claim {
    /// Whether the prize was claimed, or let go; nothing while neither is known.
    #[must_use]
    pub fn claimed(&self) -> Option<bool> {
        self.claimed.as_ref().map(|claimed| claimed.value)
    }

    /// The first lines the winner wrote, in their order.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.said.iter().map(|line| line.value.as_str())
    }

    pub(super) fn say(&mut self, line: Stamped<String>) {
        if let Err(place) = self.said.binary_search_by(|held| held.stamp.cmp(&line.stamp)) {
            self.said.insert(place, line);
        }
    }
}

impl Account {
    /// The current giveaway round: the last one opened and not cleared.
    #[must_use]
    pub fn round(&self) -> Option<(&str, &Round)> {
        let opened = self.rounds.iter().filter_map(|(id, round)| Some((id, round, &round.opening.as_ref()?.stamp)));
        let newest = opened.filter(|(_, round, _)| !round.cleared).max_by_key(|(_, _, stamp)| *stamp);
        newest.map(|(id, round, _)| (id.as_str(), &**round))
    }

    /// Every round that is known, by id.
    pub fn rounds(&self) -> impl Iterator<Item = (&str, &Round)> {
        self.rounds.iter().map(|(id, round)| (id.as_str(), &**round))
    }

    /// A round by its id.
    #[must_use]
    pub fn find_round(&self, id: &str) -> Option<&Round> {
        self.rounds.get(id).map(Box::as_ref)
    }

    pub(super) fn fold_giveaway(&mut self, event: &Event, stamp: Stamp) {
        if let Some(round) = round_of(&event.fact) {
            self.rounds.entry(round.to_owned()).or_default().fold(event, stamp);
        }
    }
}

fn round_of(fact: &Fact) -> Option<&str> {
    match fact {
        Fact::GiveawayOpened { round, .. }
        | Fact::GiveawayEntry { round, .. }
        | Fact::GiveawayClosed { round, .. }
        | Fact::GiveawayBeacon { round, .. }
        | Fact::GiveawayWinner { round, .. }
        | Fact::GiveawayClaimed { round, .. }
        | Fact::GiveawayExpired { round, .. }
        | Fact::GiveawaySaid { round, .. }
        | Fact::GiveawayCleared { round } => Some(round),
        _ => None,
    }
}

/// What happens once: the earliest stands.
pub(super) fn merge_earliest<T: Clone>(slot: &mut Option<Stamped<T>>, other: Option<&Stamped<T>>) {
    if let Some(other) = other
        && slot.as_ref().is_none_or(|held| other.stamp < held.stamp)
    {
        *slot = Some(other.clone());
    }
}
