//! Unbiased draws without replacement: who wins follows from a key and the number of candidates alone.

use super::Bytes32;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use std::collections::BTreeMap;

/// Draws `count` of `candidates` without replacement: indices in the order drawn. Fewer candidates than `count` are all
/// drawn.
///
/// ```
/// let winners = buzzchat::draw::winners([7; 32], 5, 2);
/// assert_eq!(winners.len(), 2);
/// assert_ne!(winners[0], winners[1]);
/// assert_eq!(winners, buzzchat::draw::winners([7; 32], 5, 2), "the same key draws the same winners");
/// ```
#[must_use]
pub fn winners(key: Bytes32, candidates: usize, count: usize) -> Vec<usize> {
    let mut stream = ChaCha20Rng::from_seed(key);
    // A Fisher-Yates shuffle of which only the first places are ever looked at: what was swapped away is remembered.
    let mut moved = BTreeMap::new();
    let mut drawn = Vec::with_capacity(count.min(candidates));
    for place in 0..count.min(candidates) {
        let pick = place + below(&mut stream, (candidates - place) as u64) as usize;
        let at_place = moved.get(&place).copied().unwrap_or(place);
        drawn.push(moved.insert(pick, at_place).unwrap_or(pick));
    }
    drawn
}

/// A number below `bound`, each equally likely: values past the last whole multiple of `bound` are thrown away.
fn below(stream: &mut ChaCha20Rng, bound: u64) -> u64 {
    let limit = u64::MAX - u64::MAX % bound;
    loop {
        let value = stream.next_u64();
        if value < limit {
            return value % bound;
        }
    }
}

/// The entrants of a round, of whom each draw takes some away.
#[derive(Clone, Debug)]
pub struct Pool {
    entrants: usize,
    /// The places taken away, ascending.
    drawn: Vec<usize>,
}

impl Pool {
    /// All of them, numbered from 0.
    #[must_use]
    pub fn new(entrants: usize) -> Self {
        Self { entrants, drawn: Vec::new() }
    }

    /// The next draw: the places of the winners in the list of entrants, in the order drawn.
    pub fn draw(&mut self, key: Bytes32, count: usize) -> Vec<usize> {
        let picks = winners(key, self.entrants - self.drawn.len(), count);
        let places: Vec<_> = picks.into_iter().map(|pick| self.place(pick)).collect();
        self.drawn.extend(&places);
        self.drawn.sort_unstable();
        places
    }

    /// The place of the candidate with this number, once those drawn are passed over.
    fn place(&self, candidate: usize) -> usize {
        let (mut low, mut high) = (0, self.drawn.len());
        while low < high {
            let middle = (low + high) / 2;
            // So many candidates stand before this drawn place.
            if self.drawn[middle] - middle <= candidate { low = middle + 1 } else { high = middle }
        }
        candidate + low
    }
}
