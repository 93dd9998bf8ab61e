//! A viewer's line, step by step: ours? → count → moderation → alert → giveaway → welcome → command → question.

use super::answers::kept_text;
use super::{Engine, Turn};
use crate::journal::hour_of;
use crate::matching::{Hits, Lane};
use crate::protocol::{
    ChatLine, CountRow, Deed, Effect, Fact, ItemRow, LineKind, Millis, Role, Row, Stream, viewer_key,
};

/// Lines read are told in an event after this time.
const COUNT_EVERY: Millis = 5_000;
/// Under this name alerts rest, and how long for a viewer who raised one.
const ALERT: &str = "alert";
const ALERT_REST: Millis = 10_000;
/// No platform has longer names, in characters.
const LONGEST_NAME: usize = 100;
impl Engine {
    /// Rows of a page's chat. Rows at or below the stored number were counted before.
    pub(super) fn take_lines(&mut self, turn: &mut Turn, page: &str, first: u64, lines: Vec<ChatLine>) {
        let Some(lines) = self.hold_lines(page, first, lines) else { return };
        let Some(state) = self.session.pages.get_mut(page) else { return };
        // What a page says of its numbers may be anything.
        let known = state.row.acked.saturating_add(1).saturating_sub(first) as usize;
        let last = first.saturating_add(lines.len() as u64);
        state.row.acked = state.row.acked.max(last.saturating_sub(1));
        state.row.seen = turn.now;
        let (row, up_to, stream) = (Row::Page(state.row.clone()), state.row.acked, state.row.stream.clone());
        self.effects.push_back(Effect::Put { row });
        self.effects.push_back(Effect::Ack { page: page.to_owned(), up_to });
        let Some(stream) = stream else { return };
        self.hear_page(turn, &stream, page, lines.into_iter().skip(known).collect());
    }

    /// Lines the speaker of a stream shows for the first time.
    pub(super) fn hear(&mut self, turn: &mut Turn, stream: &Stream, lines: Vec<ChatLine>) {
        let leads = self.leads(stream);
        let mut heard = 0;
        for line in lines {
            heard += u64::from(self.take_line(turn, stream, &line, leads));
            self.feed.line(turn.now, stream, line);
        }
        self.count_for_timers(stream, heard);
        self.record_entries(turn);
    }

    pub(super) fn speaks(&self, stream: &Stream, page: &str) -> bool {
        self.session.streams.get(stream).is_some_and(|state| state.speaker.as_deref() == Some(page))
    }

    /// Takes a line in. Returns whether a viewer wrote it for us to hear.
    fn take_line(&mut self, turn: &mut Turn, stream: &Stream, line: &ChatLine, leads: bool) -> bool {
        if line.own {
            // What the seller types by hand counts against the same limits.
            if line.say.is_none() {
                self.said(turn.now, stream, &line.text);
            }
            return false;
        }
        let written = matches!(line.kind, LineKind::Chat | LineKind::Paid);
        if written && leads {
            self.count_line(turn);
        }
        let name = shown_name(&line.author);
        let viewer = viewer_key(name);
        if viewer.is_empty() || is_staff(line) || self.ready.ignores(&viewer) {
            return false;
        }
        if written {
            self.metrics.note(stream, &viewer, turn.now);
        }
        if !leads {
            self.watch(turn.now, stream, &viewer, line.kind);
            return false;
        }
        if written {
            self.take_written(turn, stream, line, (name, &viewer));
        } else if line.kind == LineKind::Join && self.ready.settings.bot_active {
            self.welcome(turn, stream, name, &viewer);
        }
        written
    }

    fn take_written(&mut self, turn: &mut Turn, stream: &Stream, line: &ChatLine, (name, viewer): (&str, &str)) {
        let hits = self.ready.matcher.scan(&line.text);
        let listens = self.ready.settings.bot_active && self.listens(turn, stream, line, viewer, &hits);
        // A winner is heard and a beacon is made of the chat as it is, whatever else the bot does about the line.
        let enters = listens && hits.of(Lane::Giveaway).is_some();
        self.giveaway_line(turn, stream, line, (name, viewer), enters);
        if !listens {
            return;
        }
        self.raise_alert(turn, stream, line, name, &hits);
        self.welcome(turn, stream, name, viewer);
        if !self.run_chat_command(turn, stream, line, name) {
            self.answer(turn, stream, line, name, &hits);
        }
    }

    /// Whether nothing about a line keeps the bot from listening to it.
    fn listens(&mut self, turn: &mut Turn, stream: &Stream, line: &ChatLine, viewer: &str, hits: &Hits) -> bool {
        if let Some(word) = self.ready.blocked_of(hits) {
            self.feed.did(Deed::Blocked, None, Some(word));
            return false;
        }
        let repeats = self.is_repeat(turn, stream, viewer, &line.text);
        if repeats {
            self.feed.did(Deed::Repeat, None, None);
        }
        !repeats
    }

    fn raise_alert(&mut self, turn: &mut Turn, stream: &Stream, line: &ChatLine, name: &str, hits: &Hits) {
        let Some(keyword) = self.ready.alert_of(hits).map(ToOwned::to_owned) else { return };
        self.feed.did(Deed::Alert, None, Some(&keyword));
        if self.rests(turn.now, stream, ALERT, name) {
            return;
        }
        self.rest(turn.now, stream, ALERT, name, (0, ALERT_REST));
        let (stream, viewer, text) = (stream.clone(), name.to_owned(), kept_text(&line.text));
        self.record(turn, Fact::AlertRaised { stream, viewer, text, keyword });
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

    /// An account's automation falls silent; what a person or a program asked for stays.
    pub(super) fn silence(&mut self, account: &str, reason: &str) {
        let automatic = |item: &mut ItemRow| item.kind().is_automatic();
        let queues = self.session.streams.values_mut().map(|state| &mut state.queue);
        let dropped: Vec<_> = queues.flat_map(|queue| queue.extract_if(.., automatic).collect::<Vec<_>>()).collect();
        for item in dropped {
            self.effects.push_back(Effect::Delete { key: Row::Item(item.clone()).key() });
            self.skip_of(account.to_owned(), Some(item.stream), item.part, reason);
        }
    }
}

/// The name as far as it can be one.
pub(super) fn shown_name(author: &str) -> &str {
    let name = author.trim();
    name.char_indices().nth(LONGEST_NAME).map_or(name, |(end, _)| name[..end].trim_end())
}

fn is_staff(line: &ChatLine) -> bool {
    line.roles.iter().any(|role| matches!(role, Role::Host | Role::Cohost))
}
