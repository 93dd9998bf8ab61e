//! Giveaway rounds: opening, closing, drawing, clearing.

use super::{Decision, Entropy, invalid};
use crate::draw;
use crate::engine::hex;
use crate::journal::{Account, Round, Shared};
use crate::protocol::{Fact, Millis, Outcome, RefusalCode};

/// The most winners of one draw.
const MAX_WINNERS: u32 = 10;

pub(super) fn open_giveaway(account: &Account, entropy: &mut Entropy, now: Millis) -> Vec<Fact> {
    if account.round().is_some_and(|(_, round)| round.is_open()) {
        return Vec::new();
    }
    vec![Fact::GiveawayOpened { round: entropy.id("round_", now), keywords: account.settings().giveaway_keywords }]
}

pub(super) fn close_giveaway(shared: &Shared) -> Result<Decision, Outcome> {
    match shared.active().round() {
        Some((round, held)) if held.is_open() => Ok(Decision::done(vec![closed(shared, round)])),
        _ => Err(invalid("No giveaway is open")),
    }
}

fn closed(shared: &Shared, round: &str) -> Fact {
    Fact::GiveawayClosed { round: round.to_owned(), cut: shared.cut() }
}

pub(super) fn pick_winner(
    shared: &Shared,
    now: Millis,
    entropy: &mut Entropy,
    count: u32,
) -> Result<Decision, Outcome> {
    if !(1..=MAX_WINNERS).contains(&count) {
        return Err(Outcome::Refused {
            code: RefusalCode::ValidationError,
            message: format!("count must be a number from 1 to {MAX_WINNERS}"),
            field: Some("count".into()),
        });
    }
    let (id, round) = shared.active().round().ok_or_else(|| invalid("There are no giveaway entries to draw from"))?;
    let candidates = candidates(round, count)?;
    let seed = entropy.bytes::<32>();
    let drawn = draw::winners(seed, candidates.len(), count as usize);
    let winners: Vec<String> = drawn.into_iter().map(|index| candidates[index].clone()).collect();
    let mut facts = Vec::new();
    if round.is_open() {
        facts.push(closed(shared, id));
    }
    facts.push(Fact::GiveawayWinner {
        round: id.to_owned(),
        draw: round.next_draw(),
        winners: winners.clone(),
        seed: hex(&seed),
    });
    Ok(Decision { facts, outcome: Outcome::Winners { winners, at: now } })
}

fn candidates(round: &Round, count: u32) -> Result<Vec<String>, Outcome> {
    let candidates: Vec<_> = round.candidates().into_iter().map(|entry| entry.viewer.clone()).collect();
    match candidates.len() {
        0 if round.entry_count() == 0 => Err(invalid("There are no giveaway entries to draw from")),
        0 => Err(invalid("Everyone who entered has already won")),
        n if n < count as usize => Err(invalid(format!("count is {count}, but only {n} viewers can still win"))),
        _ => Ok(candidates),
    }
}

/// A new round takes the place of the cleared one, so that a client of the documented API, which knows no "open", can go
/// on with the next giveaway.
pub(super) fn clear_entries(account: &Account, entropy: &mut Entropy, now: Millis) -> Vec<Fact> {
    let Some((round, held)) = account.round() else { return Vec::new() };
    vec![
        Fact::GiveawayCleared { round: round.to_owned() },
        Fact::GiveawayOpened { round: entropy.id("round_", now), keywords: held.keywords().to_vec() },
    ]
}
