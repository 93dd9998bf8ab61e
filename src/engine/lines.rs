//! A viewer's line, step by step: ours? → count → giveaway → welcome → FAQ.

use super::outbox::Wanted;
use super::{BATCH, Engine, Turn};
use crate::journal::{HOUR, hour_of};
use crate::protocol::{
    ChatLine, CountRow, Effect, Entry, Fact, Kind, LineKind, Millis, Role, Row, Stream, ViewerRow, viewer_key,
};

/// A viewer who wrote within this time is no newcomer.
const RETURNING: Millis = 6 * HOUR;
/// How exactly a viewer's last line is remembered.
const SEEN_STEP: Millis = 10 * 60_000;
/// An answer later than this answers nobody.
const FAQ_PATIENCE: Millis = 180_000;
/// A welcome later than this welcomes nobody.
const WELCOME_PATIENCE: Millis = 60_000;
/// Lines read are told in an event after this time.
const COUNT_EVERY: Millis = 5_000;
/// How much of a viewer's line an event keeps, in characters.
const KEPT_TEXT: usize = 500;
/// No platform has longer names, in characters.
const LONGEST_NAME: usize = 100;
/// Bots that many streams have.
const KNOWN_BOTS: &[&str] = &[
    "nightbot",
    "streamelements",
    "streamlabs",
    "moobot",
    "fossabot",
    "wizebot",
    "sery_bot",
    "soundalerts",
    "kickbot",
    "botrix",
    "botrixoficial",
    "buzzchat",
];

impl Engine {
    /// Rows of a page's chat. Rows at or below the stored number were counted before.
    pub(super) fn take_lines(&mut self, turn: &mut Turn, page: &str, first: u64, lines: Vec<ChatLine>) {
        let Some(state) = self.session.pages.get_mut(page) else { return };
        // What a page says of its numbers may be anything.
        let known = state.row.acked.saturating_add(1).saturating_sub(first) as usize;
        let last = first.saturating_add(lines.len() as u64);
        state.row.acked = state.row.acked.max(last.saturating_sub(1));
        state.row.seen = turn.now;
        let (row, up_to, stream) = (Row::Page(state.row.clone()), state.row.acked, state.row.stream.clone());
        self.effects.push_back(Effect::Put { row });
        self.effects.push_back(Effect::Ack { page: page.to_owned(), up_to });
        let Some(stream) = stream.filter(|stream| self.speaks(stream, page)) else { return };
        let before = self.session.count.lines;
        for line in lines.into_iter().skip(known) {
            self.take_line(turn, &stream, &line);
        }
        self.count_for_timers(&stream, self.session.count.lines - before);
        self.record_entries(turn);
    }

    fn speaks(&self, stream: &Stream, page: &str) -> bool {
        self.session.streams.get(stream).is_some_and(|state| state.speaker.as_deref() == Some(page))
    }

    fn take_line(&mut self, turn: &mut Turn, stream: &Stream, line: &ChatLine) {
        if line.own {
            // What the seller types by hand counts against the same limits.
            if line.say.is_none() {
                self.said(turn.now, stream, &line.text);
            }
            return;
        }
        let written = matches!(line.kind, LineKind::Chat | LineKind::Paid);
        if written {
            self.count_line(turn);
        }
        let name: String = line.author.trim().chars().take(LONGEST_NAME).collect();
        let viewer = viewer_key(&name);
        if written {
            self.metrics.note(stream, &viewer, turn.now);
        }
        if viewer.is_empty()
            || !self.ready.settings.bot_active
            || is_staff(line)
            || KNOWN_BOTS.contains(&viewer.as_str())
        {
            return;
        }
        if written {
            self.enter_giveaway(turn, line, &name, &viewer);
        }
        if written || line.kind == LineKind::Join {
            self.welcome(turn, stream, &name, &viewer);
        }
        if written {
            self.answer(turn, stream, line, name);
        }
    }

    fn count_line(&mut self, turn: &mut Turn) {
        if self.session.count.hour != hour_of(turn.now) {
            self.flush_count(turn, true);
        }
        let count = &mut self.session.count;
        if count.lines == 0 {
            *count = CountRow { hour: hour_of(turn.now), lines: 0, since: turn.now };
        }
        count.lines += 1;
    }

    /// Tells the lines read in an event once enough time has passed, and stores the count until then.
    pub(super) fn flush_count(&mut self, turn: &mut Turn, hour_ends: bool) {
        let count = self.session.count.clone();
        if count.lines == 0 {
            return;
        }
        if hour_ends || count.since + COUNT_EVERY <= turn.now {
            self.session.count = CountRow::default();
            self.record(turn, Fact::ChatCounted { hour: count.hour, lines: count.lines });
        }
        self.effects.push_back(Effect::Put { row: Row::Count(self.session.count.clone()) });
    }

    pub(super) fn count_deadline(&self) -> Option<Millis> {
        let count = &self.session.count;
        (count.lines > 0).then_some(count.since + COUNT_EVERY)
    }

    fn enter_giveaway(&mut self, turn: &mut Turn, line: &ChatLine, name: &str, viewer: &str) {
        let Some((_, round)) = self.shared.active().round().filter(|(_, round)| round.is_open()) else { return };
        let entered = round.has(viewer) || self.entered.iter().any(|entry| viewer_key(&entry.viewer) == viewer);
        if !entered && self.ready.keywords.found_in(&line.text) {
            let id = turn.entropy.id("evt_", turn.now);
            self.entered.push(Entry { at: turn.now, id, viewer: name.to_owned() });
        }
    }

    fn record_entries(&mut self, turn: &mut Turn) {
        let entered = std::mem::take(&mut self.entered);
        let Some(round) = self.shared.active().round().map(|(round, _)| round.to_owned()) else { return };
        for entries in entered.chunks(BATCH) {
            self.record(turn, Fact::GiveawayEntry { round: round.clone(), entries: entries.to_vec() });
        }
    }

    fn welcome(&mut self, turn: &mut Turn, stream: &Stream, name: &str, viewer: &str) {
        let newcomer = self.is_newcomer(turn.now, stream, viewer);
        self.remember_viewer(turn.now, viewer);
        let settings = &self.ready.settings;
        if newcomer && settings.welcome_enabled {
            let due = turn.now + settings.welcome_delay;
            let wanted = Wanted::new(Kind::Welcome, settings.welcome_message.clone(), due, WELCOME_PATIENCE);
            self.enqueue(turn, stream, Wanted { viewer: Some(name.to_owned()), ..wanted });
        }
    }

    fn is_newcomer(&self, now: Millis, stream: &Stream, viewer: &str) -> bool {
        let opened = self.session.streams.get(stream).map_or(0, |state| state.opened);
        let welcomed = self.shared.active().welcomed(viewer);
        let recent = |at: Millis| at + RETURNING > now;
        !self.session.viewers.get(viewer).copied().is_some_and(recent)
            && !welcomed.is_some_and(|at| recent(at) || at >= opened)
    }

    fn remember_viewer(&mut self, now: Millis, viewer: &str) {
        let held = self.session.viewers.get(viewer).copied();
        if held.is_none_or(|at| at + SEEN_STEP <= now) {
            self.session.viewers.insert(viewer.to_owned(), now);
            self.effects
                .push_back(Effect::Put { row: Row::Viewer(ViewerRow { viewer: viewer.to_owned(), seen: now }) });
        }
    }

    /// Forgets viewers who would be newcomers again anyway.
    pub(super) fn forget_viewers(&mut self, now: Millis) {
        let gone: Vec<_> = self.session.viewers.extract_if(|_, seen| *seen + RETURNING <= now).collect();
        let key = |(viewer, seen)| Row::Viewer(ViewerRow { viewer, seen }).key();
        self.effects.extend(gone.into_iter().map(|viewer| Effect::Delete { key: key(viewer) }));
    }

    fn answer(&mut self, turn: &mut Turn, stream: &Stream, line: &ChatLine, viewer: String) {
        if !self.ready.settings.faq_enabled {
            return;
        }
        let Some(hit) = self.ready.rules.find(&line.text) else { return };
        let (rule, trigger, reply) = (hit.rule.id.clone(), hit.trigger.to_owned(), hit.rule.reply.clone());
        let text = line.text.chars().take(KEPT_TEXT).collect();
        let received = Fact::MessageReceived {
            kind: Kind::Faq,
            stream: stream.clone(),
            viewer: viewer.clone(),
            text,
            rule: rule.clone(),
            trigger: trigger.clone(),
        };
        self.record(turn, received);
        if self.is_waiting(stream, &rule, Some(&viewer)) {
            return;
        }
        let wanted = Wanted::new(Kind::Faq, reply, turn.now, FAQ_PATIENCE);
        self.enqueue(turn, stream, Wanted { viewer: Some(viewer), rule: Some(rule), trigger: Some(trigger), ..wanted });
    }

    /// Automation falls silent; what a person or a program asked for stays.
    pub(super) fn silence(&mut self, reason: &str) {
        let streams: Vec<_> = self.session.streams.keys().cloned().collect();
        streams.iter().for_each(|stream| self.drop_waiting(stream, reason, |item| item.kind().is_automatic()));
    }
}

fn is_staff(line: &ChatLine) -> bool {
    line.roles.iter().any(|role| matches!(role, Role::Host | Role::Cohost))
}
