//! What is decided about a giveaway, made true and told to the chat; and the secrets it brings.

use super::PATIENCE;
use crate::engine::compose::length;
use crate::engine::outbox::Wanted;
use crate::engine::{Decided, Engine, Turn};
use crate::journal::Round;
use crate::protocol::{Effect, Fact, Kind, Outcome, Part, Row, Seed, Stream};

/// Secrets.
impl Engine {
    pub(in crate::engine) fn secret_received(&mut self, round: &str, seed: Seed) {
        if self.giveaway.seeds.accept(&self.shared, round, &seed) {
            self.effects.push_back(Effect::Put { row: Row::Seed { round: round.to_owned(), seed } });
        }
    }

    /// Hands the relay what it needs to draw the same winners.
    pub(in crate::engine) fn share_seeds(&mut self) {
        let seeds = self.giveaway.seeds.all();
        self.effects.extend(seeds.map(|(round, seed)| Effect::Secret { round: round.to_owned(), seed }));
    }

    fn keep_seed(&mut self, round: String, seed: Seed) {
        self.giveaway.seeds.restore(&round, &seed);
        self.effects.push_back(Effect::Put { row: Row::Seed { round: round.clone(), seed: seed.clone() } });
        self.effects.push_back(Effect::Secret { round, seed });
    }

    pub(super) fn forget_seeds(&mut self) {
        let cleared = self.giveaway.seeds.forget_cleared(&self.shared);
        self.effects.extend(cleared.iter().map(|round| Effect::Delete { key: Row::seed_key(round) }));
    }
}

/// Commands, and what is said of them.
impl Engine {
    /// Makes a decision true, and tells the chat where it should hear.
    pub(in crate::engine) fn carry_out(&mut self, turn: &mut Turn, decision: Decided) -> Outcome {
        let cleared = decision.facts.iter().any(|of| matches!(of.fact, Fact::GiveawayCleared { .. }));
        let opened = decision.facts.iter().any(|of| matches!(of.fact, Fact::GiveawayOpened { .. }));
        decision.facts.into_iter().for_each(|of| self.record_for(turn, of.account, of.fact));
        if let Some((round, seed)) = decision.secret {
            self.keep_seed(round, seed);
        }
        if let Outcome::Winners { winners, .. } = &decision.outcome {
            self.announce_winners(turn, winners);
        }
        // Clearing opens a round too, but nobody announces that.
        if opened && !cleared {
            let (text, values) = (self.ready.settings.giveaway_open_message.clone(), self.round_values());
            self.announce(turn, Wanted { values, ..Wanted::new(Kind::Winner, text, turn.now, PATIENCE) });
        }
        decision.outcome
    }

    /// Names the winners, in as many lines as it takes to name them all.
    fn announce_winners(&mut self, turn: &mut Turn, winners: &[String]) {
        let names: Vec<_> = winners.iter().map(|winner| format!("@{}", winner.trim_start_matches('@'))).collect();
        let text = self.ready.settings.giveaway_winner_message.clone();
        let limits = self.announcing_stream().and_then(|stream| Some(&self.session.streams.get(&stream)?.limits));
        let most = limits.map_or((usize::MAX, names.len()), |limits| {
            (limits.max_chars.saturating_sub(length(&text, limits.count)), limits.max_mentions.unwrap_or(names.len()))
        });
        for names in lines_of(&names, most) {
            let mut values = self.round_values();
            values.push(("winners".into(), names.join(", ")));
            let text = text.clone();
            self.announce(turn, Wanted { values, ..Wanted::new(Kind::Winner, text, turn.now, PATIENCE) });
        }
    }

    /// What a text about the round may say that only the round knows.
    pub(super) fn round_values(&self) -> Vec<(String, String)> {
        let round = self.shared.active().round().map(|(_, round)| round);
        let keyword = round.and_then(|round| round.keywords().first()).cloned().unwrap_or_default();
        let count = round.map_or(0, Round::entrant_count).to_string();
        let commitment = round.map_or("", Round::commitment).to_owned();
        vec![("keyword".into(), keyword), ("count".into(), count), ("commitment".into(), commitment)]
    }

    /// Says something about the giveaway, or tells why it is not said.
    pub(super) fn announce(&mut self, turn: &mut Turn, wanted: Wanted) {
        if wanted.text.trim().is_empty() || !self.ready.settings.bot_active {
            return;
        }
        match self.announcing_stream() {
            Some(stream) => drop(self.enqueue(turn, &stream, wanted)),
            None => {
                let id = turn.entropy.id("msg_", turn.now);
                let part = Part { id, kind: wanted.kind, rule: wanted.rule, trigger: None, viewer: None };
                self.skip(None, part, "No live stream page is open");
            }
        }
    }

    /// Whether an announcement of winners will be seen, or end with a reason.
    pub(super) fn can_announce(&self) -> bool {
        let settings = &self.ready.settings;
        settings.bot_active && !settings.giveaway_winner_message.trim().is_empty() && self.announcing_stream().is_some()
    }

    /// Where announcements go: a stream that can be written on, or one that will perhaps be in a moment.
    fn announcing_stream(&self) -> Option<Stream> {
        let open = || self.session.streams.values().filter(|state| state.open).max_by_key(|state| state.seen);
        self.speaking_stream().or_else(|| open().map(|state| state.stream.clone()))
    }
}

/// Names by lines that hold so many characters and so many names.
fn lines_of(names: &[String], (characters, most): (usize, usize)) -> Vec<&[String]> {
    let mut lines = Vec::new();
    let mut rest = names;
    while !rest.is_empty() {
        let mut room = characters;
        let fits = rest.iter().take(most.max(1)).take_while(|name| {
            // Bytes are at least as many as what any platform counts.
            let needs = name.len() + 2;
            let fits = needs <= room;
            room = room.saturating_sub(needs);
            fits
        });
        let (line, others) = rest.split_at(fits.count().max(1));
        lines.push(line);
        rest = others;
    }
    lines
}
