//! The one way out: every line of every producer waits here, is paced, handed to a page once, and ends exactly once.

use super::compose::Composed;
use super::{Engine, Turn};
use crate::protocol::{
    Effect, Fact, Flight, Happening, ItemRow, Kind, LineState, Millis, Outcome, Part, RefusalCode, Row, Stream,
};

/// The most items that wait on a stream.
const MAX_WAITING: usize = 500;
/// How often a line that a page refused is tried again.
const MAX_REFUSALS: u32 = 3;
/// For how long a page may wait for the seller to stop typing.
const PATIENCE: Millis = 10_000;
/// When a page that is there has said nothing about a line for so long, nobody will know.
pub(super) const FLIGHT_TIME: Millis = 60_000;
/// How many unconfirmed lines of a stream are remembered in case they are seen after all.
const DOUBTFUL: usize = 20;

/// What a producer wants said.
pub(super) struct Wanted {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) viewer: Option<String>,
    pub(super) rule: Option<String>,
    pub(super) trigger: Option<String>,
    /// What variables of this text alone stand for.
    pub(super) values: Vec<(String, String)>,
    pub(super) due: Millis,
    /// For how long after `due` it is still worth saying.
    pub(super) patience: Millis,
}

impl Wanted {
    /// A text of a kind, due now.
    pub(super) fn new(kind: Kind, text: impl Into<String>, now: Millis, patience: Millis) -> Self {
        let (viewer, rule, trigger, values) = (None, None, None, Vec::new());
        Self { kind, text: text.into(), viewer, rule, trigger, values, due: now, patience }
    }
}

impl Engine {
    /// Takes a wish into a stream's queue and returns the item's id.
    pub(super) fn enqueue(&mut self, turn: &mut Turn, stream: &Stream, wanted: Wanted) -> String {
        let id = turn.entropy.id("msg_", turn.now);
        let Wanted { kind, text, viewer, rule, trigger, values, due, patience } = wanted;
        let part = Part { id: id.clone(), kind, rule, trigger, viewer };
        let deadline = due + patience;
        let item =
            ItemRow { part, stream: stream.clone(), text, values, created: turn.now, due, deadline, refusals: 0 };
        let Some(state) = self.session.streams.get_mut(stream) else {
            self.skip(Some(item.stream), item.part, "The stream page is not open");
            return id;
        };
        let is_full = state.queue.len() >= MAX_WAITING;
        if is_full && state.queue.iter().all(|waiting| waiting.kind() <= kind) {
            self.skip(Some(item.stream), item.part, "The chat is faster than the platform lets the bot write");
            return id;
        }
        self.effects.push_back(Effect::Put { row: Row::Item(item.clone()) });
        state.queue.push(item);
        self.trim_queue(stream);
        id
    }

    /// A more important item takes the place of the least important one that came last.
    fn trim_queue(&mut self, stream: &Stream) {
        let Some(state) = self.session.streams.get_mut(stream).filter(|state| state.queue.len() > MAX_WAITING) else {
            return;
        };
        let worst =
            state.queue.iter().enumerate().max_by_key(|(_, item)| (item.kind(), item.created)).map(|(index, _)| index);
        if let Some(index) = worst {
            let item = state.queue.remove(index);
            self.drop_item(item, "The chat is faster than the platform lets the bot write");
        }
    }

    /// Whether a viewer's question already waits for its answer.
    pub(super) fn is_waiting(&self, stream: &Stream, rule: &str, viewer: Option<&str>) -> bool {
        self.session.streams.get(stream).is_some_and(|state| {
            state
                .queue
                .iter()
                .any(|item| item.part.rule.as_deref() == Some(rule) && item.part.viewer.as_deref() == viewer)
        })
    }

    /// Says what can be said now, on every stream.
    pub(super) fn pump(&mut self, turn: &mut Turn) {
        let streams: Vec<_> = self.session.streams.keys().cloned().collect();
        for stream in streams {
            self.expire(turn.now, &stream);
            self.speak(turn, &stream);
        }
    }

    fn speak(&mut self, turn: &mut Turn, stream: &Stream) {
        let Some(page) = self.ready_page(stream) else { return };
        let Some(line) = self.next_line(turn.now, stream) else { return };
        let Some(state) = self.session.streams.get_mut(stream) else { return };
        let id = turn.entropy.id("line_", turn.now);
        for item in &line.items {
            self.effects.push_back(Effect::Delete { key: Row::Item(item.clone()).key() });
        }
        let patience =
            PATIENCE.min(line.items.iter().map(|item| item.deadline.saturating_sub(turn.now)).max().unwrap_or(0));
        self.effects.push_back(Effect::Say { page: page.clone(), id: id.clone(), text: line.text.clone(), patience });
        let account = self.shared.active_id().to_owned();
        state.flight = Some(Flight { id, page, account, at: turn.now, text: line.text, items: line.items });
        self.put_stream(stream);
    }

    /// The next line that may be said now. One that would repeat what was just said is phrased anew, or waits.
    fn next_line(&mut self, now: Millis, stream: &Stream) -> Option<Composed> {
        let mut phrasings_left = usize::MAX;
        loop {
            let state = self.session.streams.get(stream)?;
            if state.flight.is_some() || state.pace.ready(&state.limits) > now || state.queue.is_empty() {
                return None;
            }
            let line = self.compose(now, stream)?;
            if line.text.is_empty() {
                line.items.into_iter().for_each(|item| self.drop_item(item, "There is nothing to say"));
                continue;
            }
            let state = self.session.streams.get(stream)?;
            let repeats_until = state.pace.repeats_until(&line.text, &state.limits);
            if repeats_until <= now {
                return Some(line);
            }
            phrasings_left = phrasings_left.min(self.phrasings(&line.items[0]));
            phrasings_left = phrasings_left.saturating_sub(1);
            let due = if phrasings_left == 0 { repeats_until } else { now };
            phrasings_left = if phrasings_left == 0 { usize::MAX } else { phrasings_left };
            self.put_back(stream, line.items, due);
        }
    }

    /// The page that can type on a stream now.
    fn ready_page(&self, stream: &Stream) -> Option<String> {
        let page = self.session.speaker(self.session.streams.get(stream)?)?;
        (page.can_write && !page.typing).then(|| page.row.page.clone())
    }

    /// Items that may not be said before `due` wait on.
    fn put_back(&mut self, stream: &Stream, items: Vec<ItemRow>, due: Millis) {
        let Some(state) = self.session.streams.get_mut(stream) else { return };
        for mut item in items {
            item.due = item.due.max(due);
            self.effects.push_back(Effect::Put { row: Row::Item(item.clone()) });
            state.queue.push(item);
        }
    }

    fn expire(&mut self, now: Millis, stream: &Stream) {
        let Some(state) = self.session.streams.get_mut(stream) else { return };
        let late = state.queue.extract_if(.., |item| item.deadline < now).collect::<Vec<_>>();
        if late.is_empty() {
            return;
        }
        let page = self.session.streams.get(stream).and_then(|state| self.session.speaker(state));
        let reason = match page {
            None => "The stream page was not there in time".to_owned(),
            Some(page) if !page.can_write => {
                page.reason.clone().unwrap_or_else(|| "The page takes no lines".to_owned())
            }
            Some(_) => "It waited too long".to_owned(),
        };
        late.into_iter().for_each(|item| self.drop_item(item, &reason));
    }

    /// Ends every waiting item of a stream that `gone` picks.
    pub(super) fn drop_waiting(&mut self, stream: &Stream, reason: &str, gone: impl Fn(&ItemRow) -> bool) {
        let Some(state) = self.session.streams.get_mut(stream) else { return };
        let dropped = state.queue.extract_if(.., |item| gone(item)).collect::<Vec<_>>();
        dropped.into_iter().for_each(|item| self.drop_item(item, reason));
    }

    fn drop_item(&mut self, item: ItemRow, reason: &str) {
        self.effects.push_back(Effect::Delete { key: Row::Item(item.clone()).key() });
        self.skip(Some(item.stream), item.part, reason);
    }

    /// Notes that a part is never said; the turn's end tells it in as few events as possible.
    pub(super) fn skip(&mut self, stream: Option<Stream>, part: Part, reason: &str) {
        let account = self.account().to_owned();
        self.skip_of(account, stream, part, reason);
    }

    /// The same, for an account that may be active no more.
    pub(super) fn skip_of(&mut self, account: String, stream: Option<Stream>, part: Part, reason: &str) {
        self.finish_item(&part.id, Outcome::refused(RefusalCode::ServiceUnavailable, reason));
        self.skipped.entry((account, reason.to_owned(), stream)).or_default().push(part);
    }

    /// Writes down what was skipped in this turn.
    pub(super) fn record_skips(&mut self, turn: &mut Turn) {
        for ((account, reason, stream), parts) in std::mem::take(&mut self.skipped) {
            if parts.iter().any(is_announcement) {
                self.winners_told(turn.now);
            }
            for parts in parts.chunks(super::BATCH) {
                let told = Happening::Skipped { parts: parts.to_vec(), reason: reason.clone() };
                self.feed.other(turn.now, stream.as_ref(), told);
                let skipped = Fact::MessageSkipped { parts: parts.to_vec(), reason: reason.clone() };
                self.record_for(turn, account.clone(), skipped);
            }
        }
    }

    /// A page tells what became of a line.
    pub(super) fn line_outcome(&mut self, turn: &mut Turn, id: &str, state: LineState, reason: Option<&str>) {
        let Some(stream) = self.stream_of_line(id) else { return };
        match state {
            LineState::Typed => {}
            LineState::Seen => self.line_seen(turn, &stream, id),
            LineState::Refused => {
                self.line_refused(turn, &stream, id, reason.unwrap_or("The page did not take the line"));
            }
            LineState::Unconfirmed => {
                self.line_unconfirmed(turn, &stream, id, reason.unwrap_or("The line was not seen in the chat"));
            }
        }
        self.put_stream(&stream);
    }

    fn stream_of_line(&self, id: &str) -> Option<Stream> {
        let knows = |flight: &Flight| flight.id == id;
        let mut streams = self.session.streams.values();
        let state =
            streams.find(|state| state.flight.as_ref().is_some_and(knows) || state.doubtful.iter().any(knows))?;
        Some(state.stream.clone())
    }

    fn take_flight(&mut self, stream: &Stream, id: &str) -> Option<Flight> {
        self.session.streams.get_mut(stream)?.flight.take_if(|flight| flight.id == id)
    }

    fn line_seen(&mut self, turn: &mut Turn, stream: &Stream, id: &str) {
        let flight = self.take_flight(stream, id).inspect(|flight| self.said(turn.now, stream, &flight.text));
        let Some(flight) = flight.or_else(|| self.take_doubtful(stream, id)) else { return };
        let parts = parts_of(&flight);
        let kind = parts.iter().map(|part| part.kind).min().unwrap_or(Kind::Api);
        for part in &parts {
            self.finish_item(&part.id, Outcome::Message { message: part.id.clone(), at: turn.now });
        }
        if parts.iter().any(is_announcement) {
            self.winners_told(turn.now);
        }
        let told = Happening::Sent { text: flight.text.clone(), parts: parts.clone() };
        self.feed.other(turn.now, Some(stream), told);
        let sent = Fact::MessageSent { line: flight.id, stream: stream.clone(), text: flight.text, kind, parts };
        self.record_for(turn, flight.account, sent);
    }

    fn take_doubtful(&mut self, stream: &Stream, id: &str) -> Option<Flight> {
        let doubtful = &mut self.session.streams.get_mut(stream)?.doubtful;
        let index = doubtful.iter().position(|flight| flight.id == id)?;
        Some(doubtful.remove(index))
    }

    /// The page certainly did not post it, so its items may be tried again as another line.
    fn line_refused(&mut self, turn: &mut Turn, stream: &Stream, id: &str, reason: &str) {
        let Some(flight) = self.take_flight(stream, id) else { return };
        let gap = self.session.streams.get(stream).map_or(0, |state| state.limits.min_gap_ms).max(1_000);
        for mut item in self.still_wanted(flight) {
            item.refusals += 1;
            if item.refusals >= MAX_REFUSALS {
                self.drop_item(item, reason);
            } else {
                let due = turn.now + gap * u64::from(item.refusals);
                self.put_back(stream, vec![item], due);
            }
        }
    }

    /// The items of a line that a page never received wait again.
    pub(super) fn line_never_arrived(&mut self, now: Millis, stream: &Stream, id: &str) {
        if let Some(flight) = self.take_flight(stream, id) {
            let items = self.still_wanted(flight);
            self.put_back(stream, items, now);
            self.put_stream(stream);
        }
    }

    /// Nobody knows whether it was posted: it is never typed again.
    pub(super) fn line_unconfirmed(&mut self, turn: &mut Turn, stream: &Stream, id: &str, reason: &str) {
        let Some(flight) = self.take_flight(stream, id) else { return };
        self.said(turn.now, stream, &flight.text);
        let parts = parts_of(&flight);
        for part in &parts {
            self.finish_item(&part.id, Outcome::refused(RefusalCode::ServiceUnavailable, reason));
        }
        let (line, text, account) = (flight.id.clone(), flight.text.clone(), flight.account.clone());
        if let Some(state) = self.session.streams.get_mut(stream) {
            state.doubtful.push(flight);
            let surplus = state.doubtful.len().saturating_sub(DOUBTFUL);
            state.doubtful.drain(..surplus);
        }
        let told = Happening::Unconfirmed { text: text.clone(), parts: parts.clone(), reason: reason.to_owned() };
        self.feed.other(turn.now, Some(stream), told);
        let lost = Fact::MessageUnconfirmed { line, stream: stream.clone(), text, parts, reason: reason.to_owned() };
        self.record_for(turn, account, lost);
        self.put_stream(stream);
    }

    /// Counts a line of this account against the platform's limits.
    pub(super) fn said(&mut self, now: Millis, stream: &Stream, text: &str) {
        if let Some(state) = self.session.streams.get_mut(stream) {
            let limits = state.limits.clone();
            state.pace.say(now, text.to_owned(), &limits);
        }
    }

    /// The next moment at which a stream's queue needs a look.
    pub(super) fn outbox_deadline(&self) -> Option<Millis> {
        let streams = self.session.streams.values();
        streams
            .filter_map(|state| {
                let flight = state.flight.as_ref().map(|flight| flight.at + FLIGHT_TIME);
                let expiry = state.queue.iter().map(|item| item.deadline + 1).min();
                let due = state
                    .queue
                    .iter()
                    .map(|item| item.due)
                    .min()
                    .filter(|_| state.flight.is_none() && self.ready_page(&state.stream).is_some());
                let due = due.map(|due| due.max(state.pace.ready(&state.limits)));
                [flight, expiry, due].into_iter().flatten().min()
            })
            .min()
    }
}

/// Whether a part tells the chat of a giveaway.
fn is_announcement(part: &Part) -> bool {
    part.kind == Kind::Winner && part.rule.is_none()
}

fn parts_of(flight: &Flight) -> Vec<Part> {
    flight.items.iter().map(|item| item.part.clone()).collect()
}
