//! The secrets of giveaway rounds that this replica holds. They are in no event, no snapshot and no log.

use crate::draw::{Bytes32, commitment, from_hex, to_hex};
use crate::journal::Shared;
use crate::protocol::Seed;
use std::collections::BTreeMap;
use std::fmt;

/// Seeds by round.
#[derive(Default)]
pub struct Seeds(BTreeMap<String, Bytes32>);

impl Seeds {
    /// The seed of a round, if this replica holds it.
    #[must_use]
    pub fn get(&self, round: &str) -> Option<&Bytes32> {
        self.0.get(round)
    }

    /// Takes a seed from where this replica stored it. Returns false where it is none.
    pub fn restore(&mut self, round: &str, seed: &Seed) -> bool {
        let bytes = from_hex(seed.reveal().as_bytes());
        bytes.is_some_and(|bytes| self.0.insert(round.to_owned(), bytes).is_none())
    }

    /// Takes a seed from another replica. Returns whether it is new: it must be the one that was committed to when its
    /// round was opened, and the round must not be over.
    pub fn accept(&mut self, shared: &Shared, round: &str, seed: &Seed) -> bool {
        let Some(held) = shared.find_round(round).filter(|round| !round.is_cleared()) else { return false };
        let bytes = from_hex(seed.reveal().as_bytes());
        let fits = bytes.is_some_and(|bytes| to_hex(&commitment(&bytes)) == held.commitment());
        fits && self.restore(round, seed)
    }

    /// Every seed with its round.
    pub fn all(&self) -> impl Iterator<Item = (&str, Seed)> {
        self.0.iter().map(|(round, bytes)| (round.as_str(), Seed::new(to_hex(bytes))))
    }

    /// Forgets the seeds of rounds that were cleared, and returns those rounds.
    pub fn forget_cleared(&mut self, shared: &Shared) -> Vec<String> {
        let cleared = |round: &str| shared.find_round(round).is_some_and(crate::journal::Round::is_cleared);
        self.0.extract_if(.., |round, _| cleared(round)).map(|(round, _)| round).collect()
    }
}

impl fmt::Debug for Seeds {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Seeds of {} rounds", self.0.len())
    }
}
