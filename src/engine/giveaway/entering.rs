//! Entering: who may, and how many lines they wrote before.

use crate::engine::answers::allowed;
use crate::engine::{BATCH, Engine, Turn};
use crate::protocol::{ChatLine, Deed, Effect, Entry, Fact, Row, SpokeRow, Stream};

impl Engine {
    /// A viewer's line, whatever else the bot does about it. `name` is as shown, and as compared; `asks` says whether it
    /// asks to enter.
    pub(in crate::engine) fn giveaway_line(
        &mut self,
        turn: &mut Turn,
        stream: &Stream,
        line: &ChatLine,
        name: (&str, &str),
        asks: bool,
    ) {
        self.hear_winner(turn, name.1, &line.text);
        self.add_to_beacon(name.0, &line.text);
        if asks && self.may_enter(stream, line, name.1) {
            let id = turn.entropy.id("evt_", turn.now);
            self.feed.did(if self.giveaway.row.open { Deed::Entered } else { Deed::Late }, None, None);
            self.giveaway.entering.insert(name.1.to_owned());
            self.giveaway.entered.push(Entry { at: turn.now, id, viewer: name.0.to_owned() });
        }
        self.count_spoken(stream, name.1);
    }

    fn may_enter(&self, stream: &Stream, line: &ChatLine, viewer: &str) -> bool {
        let (giveaway, settings) = (&self.giveaway, &self.ready.settings);
        // Who comes between closing and drawing is told of as late.
        let taking = giveaway.row.open || (!giveaway.row.round.is_empty() && giveaway.row.draws == 0);
        let Some(round) = self.shared.active().find_round(&giveaway.row.round).filter(|_| taking) else { return false };
        let spoken = || giveaway.spoke.get(stream).and_then(|spoke| spoke.get(viewer)).copied().unwrap_or(0);
        !round.has(viewer)
            && !giveaway.entering.contains(viewer)
            && allowed(&settings.giveaway_roles, &line.roles)
            && !self.ready.terms.barred.contains(viewer)
            && spoken() >= settings.giveaway_min_lines
    }

    pub(in crate::engine) fn count_spoken(&mut self, stream: &Stream, viewer: &str) {
        let wanted = self.ready.settings.giveaway_min_lines;
        if wanted == 0 {
            return;
        }
        let spoke = self.giveaway.spoke.entry(stream.clone()).or_default();
        let lines = spoke.entry(viewer.to_owned()).or_default();
        // Once there are enough, more change nothing, and need no writing.
        if *lines < wanted {
            *lines += 1;
            let row = SpokeRow { stream: stream.clone(), viewer: viewer.to_owned(), lines: *lines };
            self.effects.push_back(Effect::Put { row: Row::Spoke(row) });
        }
    }

    /// Forgets the lines of streams that are forgotten, and all where no giveaway asks for any.
    pub(super) fn forget_spoken(&mut self) {
        let (asked, streams) = (self.ready.settings.giveaway_min_lines > 0, &self.session.streams);
        let gone = self.giveaway.spoke.extract_if(.., |stream, _| !asked || !streams.contains_key(stream));
        for (stream, viewers) in gone {
            let row = |(viewer, lines)| Row::Spoke(SpokeRow { stream: stream.clone(), viewer, lines });
            self.effects.extend(viewers.into_iter().map(|viewer| Effect::Delete { key: row(viewer).key() }));
        }
    }

    /// Writes down who entered in this batch.
    pub(in crate::engine) fn record_entries(&mut self, turn: &mut Turn) {
        self.giveaway.entering.clear();
        let (entered, round) = (std::mem::take(&mut self.giveaway.entered), self.giveaway.row.round.clone());
        for entries in entered.chunks(BATCH) {
            self.record(turn, Fact::GiveawayEntry { round: round.clone(), entries: entries.to_vec() });
        }
    }
}
