//! What a giveaway does over time on the device that reads its chat: entering, closing by duration, the beacon, claims and
//! their redraws, reminders, announcements.
//!
//! It acts on the state as it stands at the end of a turn, whoever brought it about: a command, another device, the relay.

use super::answers::{allowed, kept_text};
use super::commands::giveaway::{MAX_WINNERS, candidates};
use super::outbox::Wanted;
use super::seeds::Seeds;
use super::view::SHOWN;
use super::{BATCH, Decided, Engine, Turn, decide, draws};
use crate::draw::MAX_BEACON_LINES;
use crate::journal::{Account, Round};
use crate::protocol::{
    BeaconLine, BeaconRow, ChatLine, ClaimView, Command, Effect, Entry, Fact, GiveawayRow, GiveawayView, Kind, Millis,
    Outcome, Row, Seed, Settings, SpokeRow, Stream, WatchRow, WinnerView, viewer_key,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How long the chat may take for a beacon.
const BEACON_TIME: Millis = 15_000;
/// A winner's lines are kept this long, and so many of them.
const WATCH_TIME: Millis = 300_000;
const WATCH_LINES: u32 = 5;
/// When the chat is read again after a break, winners have at least this long: their lines may be on the way.
const HEARD_AGAIN: Millis = 15_000;
/// An announcement is worth saying this long, a reminder shorter.
const PATIENCE: Millis = 180_000;
const REMINDER_PATIENCE: Millis = 30_000;
/// Under this name a reminder waits.
const REMINDER: &str = "giveaway_reminder";

/// What this device holds for giveaways beside the shared state.
#[derive(Default)]
pub(super) struct Giveaway {
    row: GiveawayRow,
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

    pub(super) fn restore(&mut self, row: Row) {
        match row {
            Row::Giveaway(row) => self.row = row,
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

/// Entering.
impl Engine {
    /// A viewer's line, whatever else the bot does about it. `name` is as shown, and as compared; `asks` says whether it
    /// asks to enter.
    pub(super) fn giveaway_line(
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

    fn count_spoken(&mut self, stream: &Stream, viewer: &str) {
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
    fn forget_spoken(&mut self) {
        let (asked, streams) = (self.ready.settings.giveaway_min_lines > 0, &self.session.streams);
        let gone = self.giveaway.spoke.extract_if(.., |stream, _| !asked || !streams.contains_key(stream));
        for (stream, viewers) in gone {
            let row = |(viewer, lines)| Row::Spoke(SpokeRow { stream: stream.clone(), viewer, lines });
            self.effects.extend(viewers.into_iter().map(|viewer| Effect::Delete { key: row(viewer).key() }));
        }
    }

    /// Writes down who entered in this batch.
    pub(super) fn record_entries(&mut self, turn: &mut Turn) {
        self.giveaway.entering.clear();
        let (entered, round) = (std::mem::take(&mut self.giveaway.entered), self.giveaway.row.round.clone());
        for entries in entered.chunks(BATCH) {
            self.record(turn, Fact::GiveawayEntry { round: round.clone(), entries: entries.to_vec() });
        }
    }
}

/// Secrets.
impl Engine {
    pub(super) fn secret_received(&mut self, round: &str, seed: Seed) {
        if self.giveaway.seeds.accept(&self.shared, round, &seed) {
            self.effects.push_back(Effect::Put { row: Row::Seed { round: round.to_owned(), seed } });
        }
    }

    /// Hands the relay what it needs to draw the same winners.
    pub(super) fn share_seeds(&mut self) {
        let seeds = self.giveaway.seeds.all();
        self.effects.extend(seeds.map(|(round, seed)| Effect::Secret { round: round.to_owned(), seed }));
    }

    fn keep_seed(&mut self, round: String, seed: Seed) {
        self.giveaway.seeds.restore(&round, &seed);
        self.effects.push_back(Effect::Put { row: Row::Seed { round: round.clone(), seed: seed.clone() } });
        self.effects.push_back(Effect::Secret { round, seed });
    }

    fn forget_seeds(&mut self) {
        let cleared = self.giveaway.seeds.forget_cleared(&self.shared);
        self.effects.extend(cleared.iter().map(|round| Effect::Delete { key: Row::seed_key(round) }));
    }
}

/// Commands, and what is said of them.
impl Engine {
    /// Makes a decision true, and tells the chat where it should hear.
    pub(super) fn carry_out(&mut self, turn: &mut Turn, decision: Decided) -> Outcome {
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
    fn round_values(&self) -> Vec<(String, String)> {
        let round = self.shared.active().round().map(|(_, round)| round);
        let keyword = round.and_then(|round| round.keywords().first()).cloned().unwrap_or_default();
        let count = round.map_or(0, Round::entrant_count).to_string();
        vec![("keyword".into(), keyword), ("count".into(), count)]
    }

    fn announce(&mut self, turn: &mut Turn, wanted: Wanted) {
        let says = self.ready.settings.bot_active && !wanted.text.trim().is_empty();
        if let Some(stream) = self.speaking_stream().filter(|_| says) {
            self.enqueue(turn, &stream, wanted);
        }
    }
}

/// What happens by itself.
impl Engine {
    /// Does what is due, at the end of a turn.
    pub(super) fn run_giveaway(&mut self, turn: &mut Turn) {
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
        self.session.streams.values().any(|state| state.open && self.session.speaker(state).is_some())
    }

    fn put_giveaway(&mut self) {
        self.effects.push_back(Effect::Put { row: Row::Giveaway(self.giveaway.row.clone()) });
    }

    /// Compares the round with what this device last knew of it.
    fn notice_round(&mut self, now: Millis) {
        let row = &mut self.giveaway.row;
        let Some((id, round)) = self.shared.active().round() else {
            if !row.round.is_empty() {
                *row = GiveawayRow::default();
                self.put_giveaway();
            }
            return;
        };
        let changed = if row.round == id {
            let closed = notice_closing(row, round, now);
            notice_draws(row, round, now, self.ready.settings.giveaway_claim) || closed
        } else {
            let (open, draws) = (round.is_open(), round.draws().len());
            *row =
                GiveawayRow { round: id.to_owned(), since: now, reminded: now, open, draws, ..GiveawayRow::default() };
            true
        };
        if changed {
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

    fn add_to_beacon(&mut self, viewer: &str, text: &str) {
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

    fn hear_winner(&mut self, turn: &mut Turn, viewer: &str, text: &str) {
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

    pub(super) fn giveaway_deadline(&self) -> Option<Millis> {
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
fn notice_draws(row: &mut GiveawayRow, round: &Round, now: Millis, claim: Millis) -> bool {
    let draws = round.draws();
    if draws.len() == row.draws {
        return false;
    }
    for draw in draws.iter().skip(row.draws) {
        let until = now + WATCH_TIME.max(claim);
        let watch = |viewer: &String| WatchRow {
            draw: draw.number,
            viewer: viewer.clone(),
            claim: (claim > 0).then_some(now + claim),
            until,
            lines: 0,
        };
        row.watches.extend(draw.winners.iter().map(watch));
    }
    row.draws = draws.len();
    true
}

/// What people see.
impl Engine {
    pub(super) fn giveaway_view(&self) -> GiveawayView {
        let Some((id, round)) = self.shared.active().round() else { return GiveawayView::default() };
        let entrants = round.entrant_count();
        GiveawayView {
            round: Some(id.to_owned()),
            open: round.is_open(),
            commitment: round.commitment().to_owned(),
            closed: round.closed_at(),
            entrants,
            late: round.entry_count() - entrants,
            newest: round.newest(SHOWN),
            winners: self.winner_views(round),
            provable: draws::is_provable(&self.shared, round),
        }
    }

    fn winner_views(&self, round: &Round) -> Vec<WinnerView> {
        let winner = |draw, viewer: &String| {
            let claim = round.claim(viewer);
            let waiting = || {
                let watches = &self.giveaway.row.watches;
                let watch = watches.iter().find(|watch| watch.draw == draw && watch.viewer == *viewer);
                watch.and_then(|watch| watch.claim).map(|until| ClaimView::Waiting { until })
            };
            let known = claim.and_then(|claim| claim.claimed());
            let known = known.map(|claimed| if claimed { ClaimView::Claimed } else { ClaimView::Expired });
            let lines = claim.map(|claim| claim.lines().map(str::to_owned).collect()).unwrap_or_default();
            WinnerView { viewer: viewer.clone(), draw, claim: known.or_else(waiting), lines }
        };
        let draws = round.draws().into_iter();
        draws.flat_map(|draw| draw.winners.iter().map(move |viewer| winner(draw.number, viewer))).collect()
    }

    /// The proof of the current giveaway's draws, if there is one.
    #[must_use]
    pub fn prove(&self) -> Option<String> {
        draws::prove(&self.shared)
    }
}
