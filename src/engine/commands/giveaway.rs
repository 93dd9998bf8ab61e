//! Giveaway rounds: opening, closing, drawing, clearing.

use super::{Decision, Entropy, invalid};
use crate::draw::{Bytes32, commitment, to_hex};
use crate::engine::draws::{Fixed, fix, fixed, is_complete, is_seed_of};
use crate::engine::seeds::Seeds;
use crate::journal::{Account, Round, Shared};
use crate::protocol::{Beacon, Fact, Millis, Outcome, RefusalCode, Seed};

/// The most winners of one draw.
pub(in crate::engine) const MAX_WINNERS: u32 = 10;

pub(super) fn open_giveaway(account: &Account, entropy: &mut Entropy, now: Millis) -> Decision {
    let current = account.round();
    if current.is_some_and(|(_, round)| round.is_open()) {
        return Decision::done(Vec::new());
    }
    // The last round can still be proven; those before make room.
    let current = current.map(|(id, _)| id);
    let older = account.rounds().filter(|(id, round)| Some(*id) != current && !round.is_cleared());
    let mut facts: Vec<_> = older.map(|(id, _)| Fact::GiveawayCleared { round: id.to_owned() }).collect();
    let (opened, secret) = open(account.settings().giveaway_keywords, entropy, now);
    facts.push(opened);
    Decision { secret: Some(secret), ..Decision::done(facts) }
}

/// A new round, and its secret.
fn open(keywords: Vec<String>, entropy: &mut Entropy, now: Millis) -> (Fact, (String, Seed)) {
    let round = entropy.id("round_", now);
    let seed = entropy.bytes::<32>();
    let commitment = to_hex(&commitment(&seed));
    (Fact::GiveawayOpened { round: round.clone(), keywords, commitment }, (round, Seed::new(to_hex(&seed))))
}

pub(super) fn close_giveaway(shared: &Shared) -> Result<Decision, Outcome> {
    match shared.active().round() {
        Some((id, round)) if round.is_open() => Ok(Decision::done(vec![closed(shared, &fix(id, round))])),
        _ => Err(invalid("No giveaway is open")),
    }
}

fn closed(shared: &Shared, fixed: &Fixed) -> Fact {
    Fact::GiveawayClosed {
        round: fixed.id.to_owned(),
        cut: shared.cut(),
        root: to_hex(&fixed.root),
        n: fixed.list.count() as u64,
    }
}

pub(super) fn pick_winner(shared: &Shared, seeds: &Seeds, now: Millis, count: u32) -> Result<Decision, Outcome> {
    check_count(count)?;
    let (id, round) = shared.active().round().ok_or_else(|| invalid(NO_ENTRIES))?;
    check_candidates(round, count as usize)?;
    let seed = seed_of(seeds, id, round)?;
    let list = list(shared, id, round)?;
    let beacon = if round.is_open() { Beacon::None } else { round.beacon() };
    let (draw, winners) = list.draw(seed, &beacon, count as usize).ok_or_else(|| invalid(OTHER_DRAWS))?;
    let mut facts = Vec::new();
    if round.is_open() {
        facts.push(closed(shared, &list));
    }
    let (seed, root) = (to_hex(seed), to_hex(&list.root));
    facts.push(Fact::GiveawayWinner { round: id.to_owned(), draw, winners: winners.clone(), seed, root, beacon });
    Ok(Decision { outcome: Outcome::Winners { winners, at: now }, ..Decision::done(facts) })
}

fn check_count(count: u32) -> Result<(), Outcome> {
    if (1..=MAX_WINNERS).contains(&count) {
        return Ok(());
    }
    Err(Outcome::Refused {
        code: RefusalCode::ValidationError,
        message: format!("count must be a number from 1 to {MAX_WINNERS}"),
        field: Some("count".into()),
    })
}

fn check_candidates(round: &Round, count: usize) -> Result<(), Outcome> {
    match candidates(round) {
        0 if round.entry_count() == 0 => Err(invalid(NO_ENTRIES)),
        0 if round.entrant_count() == 0 => Err(invalid("Nobody entered before the giveaway was closed")),
        0 => Err(invalid("Everyone who entered has already won")),
        left if left < count => Err(invalid(format!("count is {count}, but only {left} viewers can still win"))),
        _ => Ok(()),
    }
}

/// How many entered in time and were not drawn yet.
pub(in crate::engine) fn candidates(round: &Round) -> usize {
    let drawn: usize = round.draws().iter().map(|draw| draw.winners.len()).sum();
    round.entrant_count().saturating_sub(drawn)
}

fn seed_of<'a>(seeds: &'a Seeds, id: &str, round: &Round) -> Result<&'a Bytes32, Outcome> {
    seeds.get(id).filter(|seed| is_seed_of(round, seed)).ok_or_else(|| {
        invalid("The secret of this giveaway is not here: draw on the device that opened it, or clear the entries")
    })
}

/// The list to draw from: fixed now, or when the round was closed.
fn list<'a>(shared: &Shared, id: &'a str, round: &'a Round) -> Result<Fixed<'a>, Outcome> {
    let Some(closing) = round.closing() else { return Ok(fix(id, round)) };
    if !is_complete(shared, closing) {
        return Err(invalid("Not all entries of this giveaway have arrived here yet: try again in a moment"));
    }
    fixed(shared, id, round)
        .ok_or_else(|| invalid("The entries here are not those that were fixed when the giveaway was closed"))
}

/// A new round takes the place of the cleared one, so that a client of the documented API, which knows no "open", can go
/// on with the next giveaway.
pub(super) fn clear_entries(account: &Account, entropy: &mut Entropy, now: Millis) -> Decision {
    let Some((round, held)) = account.round() else { return Decision::done(Vec::new()) };
    let (opened, secret) = open(held.keywords().to_vec(), entropy, now);
    let facts = vec![Fact::GiveawayCleared { round: round.to_owned() }, opened];
    Decision { secret: Some(secret), ..Decision::done(facts) }
}

const NO_ENTRIES: &str = "There are no giveaway entries to draw from";
const OTHER_DRAWS: &str =
    "The winners so far do not follow from this giveaway's secret: clear the entries and begin anew";
