//! What a giveaway does over time on the device that reads its chat.

mod course;
mod entering;
mod telling;
mod view;

use super::seeds::Seeds;
use crate::journal::Account;
use crate::protocol::{Entry, GiveawayRow, Millis, Row, Settings, Stream, viewer_key};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// An announcement is worth saying this long.
const PATIENCE: Millis = 180_000;

/// What this device holds for giveaways beside the shared state.
#[derive(Default)]
pub(super) struct Giveaway {
    /// The active account's round.
    row: GiveawayRow,
    /// Rounds of the others, by their ids: their time stands still.
    resting: BTreeMap<String, GiveawayRow>,
    seeds: Seeds,
    /// Lines of each viewer, while giveaways ask for some.
    spoke: BTreeMap<Stream, HashMap<String, u32>>,
    /// Those who entered in this batch.
    entered: Vec<Entry>,
    entering: HashSet<String>,
    /// Whether a chat was read when the last turn ended.
    hears: bool,
}

impl Giveaway {
    pub(super) fn seeds(&self) -> &Seeds {
        &self.seeds
    }

    /// Whether entries are taken.
    pub(super) fn is_open(&self) -> bool {
        self.row.open
    }

    pub(super) fn restore(&mut self, row: Row) {
        match row {
            Row::Giveaway(row) => drop(self.resting.insert(row.round.clone(), row)),
            Row::Seed { round, seed } => {
                self.seeds.restore(&round, &seed);
            }
            Row::Spoke(row) => drop(self.spoke.entry(row.stream).or_default().insert(row.viewer, row.lines)),
            _ => {}
        }
    }
}

/// Who may not enter, ready for use.
#[derive(Default)]
pub(super) struct Terms {
    barred: BTreeSet<String>,
}

impl Terms {
    pub(super) fn new(account: &Account, settings: &Settings) -> Self {
        let listed = settings.ignored_viewers.iter().chain(&settings.giveaway_excluded);
        let mut barred: BTreeSet<_> = listed.map(|viewer| viewer_key(viewer)).collect();
        if settings.giveaway_exclude_winners {
            let current = account.round().map(|(id, _)| id);
            let earlier = account.rounds().filter(|(id, _)| Some(*id) != current);
            let winners = earlier.flat_map(|(_, round)| round.winners());
            barred.extend(winners.map(|winner| viewer_key(&winner)));
        }
        Self { barred }
    }
}
