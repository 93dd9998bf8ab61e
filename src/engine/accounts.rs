//! When the bot begins to work for another account: what the old one's automation had in hand ends there, told under it.

use super::{Engine, Turn};
use crate::protocol::{CountRow, Effect, Fact, Flight, ItemRow, Row};

/// Why what waited is not said.
const REASON: &str = "The bot works for another account now";

impl Engine {
    /// Takes note of a switch, made here or elsewhere: `before` was active until now.
    pub(super) fn follow_account(&mut self, turn: &mut Turn, before: String) {
        if self.account() == before {
            return;
        }
        self.silence(&before, REASON);
        self.record_skips(turn);
        // Rules of both may go by one id.
        self.wake_all();
        self.session.streams.values_mut().for_each(|state| state.turns.clear());
        self.tell_count(turn, before);
        self.restart_timers();
        self.stale = true;
    }

    /// Lines read until now were read for the old account.
    fn tell_count(&mut self, turn: &mut Turn, account: String) {
        let CountRow { hour, lines, .. } = std::mem::take(&mut self.session.count);
        if lines > 0 {
            self.record_for(turn, account, Fact::ChatCounted { hour, lines });
            self.effects.push_back(Effect::Put { row: Row::Count(CountRow::default()) });
        }
    }

    /// What may be tried again of a line that was not posted: everything, unless its account is no longer the active one.
    pub(super) fn still_wanted(&mut self, flight: Flight) -> Vec<ItemRow> {
        if flight.account == self.account() {
            return flight.items;
        }
        let (gone, wanted): (Vec<_>, Vec<_>) = flight.items.into_iter().partition(|item| item.kind().is_automatic());
        gone.into_iter().for_each(|item| self.skip_of(flight.account.clone(), Some(item.stream), item.part, REASON));
        wanted
    }
}
