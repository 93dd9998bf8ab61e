//! Unbiased draws: who wins follows from a seed and the number of candidates alone.
//!
//! It knows nothing of viewers, rounds or time.

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
/// assert_eq!(winners, buzzchat::draw::winners([7; 32], 5, 2), "the same seed draws the same winners");
/// ```
#[must_use]
pub fn winners(seed: [u8; 32], candidates: usize, count: usize) -> Vec<usize> {
    let mut stream = ChaCha20Rng::from_seed(seed);
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
