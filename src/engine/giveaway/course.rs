//! What happens by itself where the chat is read: closing by duration, the beacon, claims and their redraws, reminders.
//!
//! It acts on the state as it stands at the end of a turn, whoever brought it about: a command, another device, the relay.

use super::PATIENCE;
use crate::draw::MAX_BEACON_LINES;
use crate::engine::answers::kept_text;
use crate::engine::commands::giveaway::{MAX_WINNERS, candidates};
use crate::engine::outbox::Wanted;
use crate::engine::{Engine, Turn, decide};
use crate::journal::Round;
use crate::protocol::{
    BeaconLine, BeaconRow, Command, Effect, Fact, GiveawayRow, Kind, Millis, Row, WatchRow, viewer_key,
};

/// How long the chat may take for a beacon.
const BEACON_TIME: Millis = 15_000;
/// A winner's lines are kept this long, and so many of them.
const WATCH_TIME: Millis = 300_000;
const WATCH_LINES: u32 = 5;
/// When the chat is read again after a break, winners have at least this long: their lines may be on the way.
const HEARD_AGAIN: Millis = 15_000;
/// A reminder is worth saying this long.
const REMINDER_PATIENCE: Millis = 30_000;
/// Under this name a reminder waits.
const REMINDER: &str = "giveaway_reminder";

impl Engine {
    /// Does what is due, at the end of a turn.
    pub(in crate::engine) fn run_giveaway(&mut self, turn: &mut Turn) {
        self.forget_seeds();
        self.forget_spoken();
        self.notice_round(turn.now);
        let hears = self.hears();
        let heard = std::mem::replace(&mut self.giveaway.hears, hears);
        if !hears {
            return;
        }
        if !heard {
            self.hear_again(turn.now);
        }
        self.close_in_time(turn);
        self.end_beacon(turn);
        self.expire_claims(turn);
        self.remind(turn);
        self.notice_round(turn.now);
    }

    /// Whether a chat is read here. What a giveaway does by itself, it does where its viewers are heard.
    fn hears(&self) -> bool {
        self.session.leading().any(|state| self.session.speaker(state).is_some())
    }

    fn put_giveaway(&mut self) {
        self.effects.push_back(Effect::Put { row: Row::Giveaway(self.giveaway.row.clone()) });
    }

    /// Compares the round with what this device last knew of it.
    fn notice_round(&mut self, now: Millis) {
        let current = self.shared.active().round().map(|(id, _)| id.to_owned()).unwrap_or_default();
        let changed = self.giveaway.row.round != current;
        if changed {
            self.change_round(&current, now);
        }
        let told = now + self.ready.settings.giveaway_claim + if self.can_announce() { PATIENCE } else { 0 };
        let row = &mut self.giveaway.row;
        let Some((_, round)) = self.shared.active().round() else { return };
        let closed = notice_closing(row, round, now);
        let claim = (self.ready.settings.giveaway_claim > 0).then_some(told);
        let drawn = notice_draws(row, round, now, claim);
        // Another device may have heard the winner, or given them up.
        let decided = |watch: &&mut WatchRow| {
            watch.claim.is_some() && round.claim(&watch.viewer).is_some_and(|claim| claim.claimed().is_some())
        };
        let decided: Vec<_> = row.watches.iter_mut().filter(decided).map(|watch| watch.claim = None).collect();
        if changed || closed || drawn || !decided.is_empty() {
            self.put_giveaway();
        }
    }

    /// Goes on with the round whose row was stored.
    pub(in crate::engine) fn restore_round(&mut self) {
        let current = self.shared.active().round().map(|(id, _)| id);
        if let Some(row) = current.and_then(|id| self.giveaway.resting.remove(id)) {
            self.giveaway.row = row;
        }
    }

    /// Another round is current: this one rests while its account does, or is over.
    fn change_round(&mut self, current: &str, now: Millis) {
        let next = self.giveaway.resting.remove(current).unwrap_or_else(|| {
            let round = self.shared.active().round().map(|(_, round)| round);
            let (open, draws) = round.map_or((false, 0), |round| (round.is_open(), round.draws().len()));
            let round = current.to_owned();
            GiveawayRow { round, since: now, reminded: now, open, draws, ..GiveawayRow::default() }
        });
        let left = std::mem::replace(&mut self.giveaway.row, next);
        let rests = self.shared.accounts().any(|(_, account)| account.round().is_some_and(|(id, _)| id == left.round));
        if rests {
            self.giveaway.resting.insert(left.round.clone(), left);
        } else if !left.round.is_empty() {
            self.effects.push_back(Effect::Delete { key: Row::Giveaway(left).key() });
        }
    }

    /// The chat knows who won: their time to claim begins.
    pub(in crate::engine) fn winners_told(&mut self, now: Millis) {
        let until = now + self.ready.settings.giveaway_claim;
        let claims = self.giveaway.row.watches.iter_mut().filter_map(|watch| watch.claim.as_mut());
        let later: Vec<_> = claims.filter(|claim| **claim > until).map(|claim| *claim = until).collect();
        if !later.is_empty() {
            self.put_giveaway();
        }
    }

    /// Winners whose lines could not be heard for a while get their chance.
    fn hear_again(&mut self, now: Millis) {
        let claims = self.giveaway.row.watches.iter_mut().filter_map(|watch| watch.claim.as_mut());
        let short: Vec<_> = claims.filter(|until| **until < now + HEARD_AGAIN).collect();
        if !short.is_empty() {
            short.into_iter().for_each(|until| *until = now + HEARD_AGAIN);
            self.put_giveaway();
        }
    }

    /// Whoever spoke until now reminded the chat.
    pub(in crate::engine) fn remind_later(&mut self, now: Millis) {
        if !self.giveaway.row.round.is_empty() {
            self.giveaway.row.reminded = now;
            self.put_giveaway();
        }
    }

    fn close_in_time(&mut self, turn: &mut Turn) {
        if self.closing_time().is_some_and(|at| at <= turn.now) {
            self.decide_alone(turn, &Command::CloseGiveaway);
            self.notice_round(turn.now);
        }
    }

    fn closing_time(&self) -> Option<Millis> {
        let duration = self.ready.settings.giveaway_duration;
        (self.giveaway.row.open && duration > 0).then(|| self.giveaway.row.since + duration)
    }

    /// Does what nobody is there to be told of. A refusal leaves everything as it is, for the seller to decide.
    fn decide_alone(&mut self, turn: &mut Turn, command: &Command) -> bool {
        let decided = decide(&self.shared, &self.giveaway.seeds, turn.now, &mut turn.entropy, command);
        decided.map(|decision| drop(self.carry_out(turn, decision))).is_ok()
    }

    pub(super) fn add_to_beacon(&mut self, viewer: &str, text: &str) {
        let Some(beacon) = &mut self.giveaway.row.beacon else { return };
        if beacon.lines.len() < MAX_BEACON_LINES {
            beacon.lines.push(BeaconLine { viewer: viewer.to_owned(), text: kept_text(text) });
            self.put_giveaway();
        }
    }

    fn end_beacon(&mut self, turn: &mut Turn) {
        let ended = |beacon: &mut BeaconRow| beacon.until <= turn.now || beacon.lines.len() == MAX_BEACON_LINES;
        if let Some(BeaconRow { lines, .. }) = self.giveaway.row.beacon.take_if(ended) {
            self.put_giveaway();
            self.record(turn, Fact::GiveawayBeacon { round: self.giveaway.row.round.clone(), lines });
        }
    }

    pub(super) fn hear_winner(&mut self, turn: &mut Turn, viewer: &str, text: &str) {
        let row = &mut self.giveaway.row;
        let Some(watch) = row.watches.iter_mut().find(|watch| viewer_key(&watch.viewer) == viewer) else { return };
        watch.lines += 1;
        let (round, draw, viewer, text) = (row.round.clone(), watch.draw, watch.viewer.clone(), kept_text(text));
        let claims = watch.claim.take().is_some();
        row.watches.retain(|watch| watch.lines < WATCH_LINES);
        self.put_giveaway();
        let fact = match claims {
            true => Fact::GiveawayClaimed { round, draw, viewer, text },
            false => Fact::GiveawaySaid { round, draw, viewer, text },
        };
        self.record(turn, fact);
    }

    fn expire_claims(&mut self, turn: &mut Turn) {
        let over = |watch: &mut WatchRow| watch.claim.unwrap_or(watch.until) <= turn.now;
        let over: Vec<_> = self.giveaway.row.watches.extract_if(.., over).collect();
        if over.is_empty() {
            return;
        }
        self.put_giveaway();
        let mut expired = 0;
        for WatchRow { draw, viewer, .. } in over.into_iter().filter(|watch| watch.claim.is_some()) {
            self.record(turn, Fact::GiveawayExpired { round: self.giveaway.row.round.clone(), draw, viewer });
            expired += 1;
        }
        self.redraw(turn, expired);
    }

    /// Others take the place of those who did not claim.
    fn redraw(&mut self, turn: &mut Turn, mut wanted: u32) {
        while wanted > 0 {
            let left = self.shared.active().round().map_or(0, |(_, round)| candidates(round));
            let count = wanted.min(MAX_WINNERS).min(u32::try_from(left).unwrap_or(MAX_WINNERS));
            if count == 0 || !self.decide_alone(turn, &Command::PickWinner { count }) {
                return;
            }
            wanted -= count;
        }
    }

    fn remind(&mut self, turn: &mut Turn) {
        if self.reminder_time().is_none_or(|at| at > turn.now) {
            return;
        }
        self.giveaway.row.reminded = turn.now;
        self.put_giveaway();
        if self.speaking_stream().is_some_and(|stream| !self.is_waiting(&stream, REMINDER, None)) {
            let (text, values) = (self.ready.settings.giveaway_reminder_message.clone(), self.round_values());
            let wanted = Wanted::new(Kind::Winner, text, turn.now, REMINDER_PATIENCE);
            self.announce(turn, Wanted { rule: Some(REMINDER.into()), values, ..wanted });
        }
    }

    fn reminder_time(&self) -> Option<Millis> {
        let (row, settings) = (&self.giveaway.row, &self.ready.settings);
        let wanted = row.open && settings.bot_active && settings.giveaway_reminder > 0;
        (wanted && self.speaking_stream().is_some()).then(|| row.reminded + settings.giveaway_reminder)
    }

    pub(in crate::engine) fn giveaway_deadline(&self) -> Option<Millis> {
        if !self.giveaway.hears {
            return None;
        }
        let row = &self.giveaway.row;
        let watches = row.watches.iter().map(|watch| watch.claim.unwrap_or(watch.until)).min();
        let beacon = row.beacon.as_ref().map(|beacon| beacon.until);
        [self.closing_time(), beacon, watches, self.reminder_time()].into_iter().flatten().min()
    }
}

/// Between closing and drawing the chat is listened to, unless somebody did already.
fn notice_closing(row: &mut GiveawayRow, round: &Round, now: Millis) -> bool {
    let closes = row.open && !round.is_open();
    let unneeded = round.has_beacon() || !round.draws().is_empty();
    if closes {
        row.open = false;
        row.beacon = Some(BeaconRow { until: now + BEACON_TIME, lines: Vec::new() });
    }
    let stops = row.beacon.take_if(|_| unneeded).is_some();
    closes || stops
}

/// Whoever was drawn since is waited for.
fn notice_draws(row: &mut GiveawayRow, round: &Round, now: Millis, claim: Option<Millis>) -> bool {
    let draws = round.draws();
    if draws.len() == row.draws {
        return false;
    }
    for draw in draws.iter().skip(row.draws) {
        let until = claim.unwrap_or_default().max(now + WATCH_TIME);
        let watch = |viewer: &String| WatchRow { draw: draw.number, viewer: viewer.clone(), claim, until, lines: 0 };
        row.watches.extend(draw.winners.iter().map(watch));
    }
    row.draws = draws.len();
    true
}
