//! How fast a platform lets us speak: the gap, the rolling budget, and no text twice in a row.

use crate::protocol::{Limits, Millis};

/// The lines of this account that the platform still counts, ours and the seller's own.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    said: Vec<(Millis, String)>,
}

impl Pace {
    pub(super) fn new(said: Vec<(Millis, String)>) -> Self {
        Self { said }
    }

    pub(super) fn said(&self) -> &[(Millis, String)] {
        &self.said
    }

    /// A line was said; forgets what no limit reaches back to.
    pub(super) fn say(&mut self, now: Millis, text: String, limits: &Limits) {
        let reach = limits.window.map_or(0, |window| window.ms).max(limits.duplicate_ms).max(limits.min_gap_ms);
        self.said.retain(|(at, _)| at + reach > now);
        self.said.push((now, text));
    }

    /// The earliest moment for the next line.
    pub(super) fn ready(&self, limits: &Limits) -> Millis {
        let after_gap = self.said.last().map_or(0, |(at, _)| at + limits.min_gap_ms);
        let in_budget = limits.window.map_or(0, |window| {
            let oldest_that_counts = self.said.len().checked_sub(window.messages as usize);
            oldest_that_counts.map_or(0, |index| self.said[index].0 + window.ms)
        });
        after_gap.max(in_budget)
    }

    /// Until when this very text may not be said again.
    pub(super) fn repeats_until(&self, text: &str, limits: &Limits) -> Millis {
        self.said.iter().rev().find(|(_, said)| said == text).map_or(0, |(at, _)| at + limits.duplicate_ms)
    }
}
