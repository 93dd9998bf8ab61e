//! What is decided about a giveaway, made true and told to the chat; and the secrets it brings.

use super::PATIENCE;
use crate::engine::outbox::Wanted;
use crate::engine::{Decided, Engine, Turn};
use crate::journal::Round;
use crate::protocol::{Effect, Fact, Kind, Outcome, Row, Seed};

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

    fn announce_winners(&mut self, turn: &mut Turn, winners: &[String]) {
        let names: Vec<_> = winners.iter().map(|winner| format!("@{}", winner.trim_start_matches('@'))).collect();
        let text = self.ready.settings.giveaway_winner_message.clone();
        let values = vec![("winners".into(), names.join(", "))];
        self.announce(turn, Wanted { values, ..Wanted::new(Kind::Winner, text, turn.now, PATIENCE) });
    }

    /// What a text about the round may say that only the round knows.
    pub(super) fn round_values(&self) -> Vec<(String, String)> {
        let round = self.shared.active().round().map(|(_, round)| round);
        let keyword = round.and_then(|round| round.keywords().first()).cloned().unwrap_or_default();
        let count = round.map_or(0, Round::entrant_count).to_string();
        vec![("keyword".into(), keyword), ("count".into(), count)]
    }

    pub(super) fn announce(&mut self, turn: &mut Turn, wanted: Wanted) {
        let says = self.ready.settings.bot_active && !wanted.text.trim().is_empty();
        if let Some(stream) = self.speaking_stream().filter(|_| says) {
            self.enqueue(turn, &stream, wanted);
        }
    }
}
