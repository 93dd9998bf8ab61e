//! Pages come and go: which of them reads and types for a stream, and what that means for lines in flight.

use super::echoes::Echoes;
use super::outbox::FLIGHT_TIME;
use super::session::{Page, RECONNECT, StreamState};
use super::{Engine, Turn};
use crate::journal::HOUR;
use crate::protocol::{Effect, Fact, Limits, LineState, Millis, PageRow, Row, Stream, TypedLine};

/// A page that closes its port is gone, or comes back (from the history, through a slow handover) within this time.
const GRACE: Millis = 2_000;
/// A stream is over when no page has shown it for this long; a reload takes less.
const STREAM_GRACE: Millis = 15_000;
/// For how long a stream nobody shows is remembered, so that a reload or a break keeps its pace and its welcomes. Whoever
/// comes back to the channel later sees another show.
const STREAM_MEMORY: Millis = 6 * HOUR;
/// For how long a page may come back from the browser's history.
const PAGE_MEMORY: Millis = 24 * HOUR;

impl Engine {
    pub(super) fn page_connected(&mut self, turn: &mut Turn, id: &str, typed: &[TypedLine]) {
        let row = PageRow { page: id.to_owned(), stream: None, acked: 0, seen: turn.now };
        let page = self.session.pages.entry(id.to_owned()).or_insert_with(|| Page::new(row, None));
        // A page tells again that the seller types.
        (page.gone, page.left, page.restored, page.typing) = (None, false, false, false);
        page.expected = (page.row.stream.is_some() && !page.attached).then_some(turn.now + RECONNECT);
        page.row.seen = turn.now;
        let (row, up_to) = (page.row.clone(), page.row.acked);
        // Its stream is still shown; the page needs a moment to find the chat again.
        if let Some(state) = row.stream.as_ref().and_then(|stream| self.session.streams.get_mut(stream)) {
            state.seen = turn.now;
        }
        self.effects.push_back(Effect::Put { row: Row::Page(row) });
        self.effects.push_back(Effect::Ack { page: id.to_owned(), up_to });
        // A line of this very batch has not left yet: it waits again with its stream's flight.
        self.effects.retain(|effect| !matches!(effect, Effect::Say { page, .. } if page == id));
        self.settle_flight(turn.now, id, typed);
        for line in typed {
            self.line_outcome(turn, &line.id, line.state, line.reason.as_deref());
        }
    }

    /// A line we handed to this page and that it never got was never typed.
    fn settle_flight(&mut self, now: Millis, page: &str, typed: &[TypedLine]) {
        let flights =
            self.session.streams.values().filter_map(|state| Some((state.stream.clone(), state.flight.as_ref()?)));
        let lost = flights.filter(|(_, flight)| flight.page == page && typed.iter().all(|line| line.id != flight.id));
        let lost: Vec<_> = lost.map(|(stream, flight)| (stream, flight.id.clone())).collect();
        lost.iter().for_each(|(stream, id)| self.line_never_arrived(now, stream, id));
    }

    pub(super) fn page_attached(
        &mut self,
        turn: &mut Turn,
        id: &str,
        stream: &Stream,
        limits: Limits,
        writes: (bool, Option<String>),
    ) {
        let Some(page) = self.session.pages.get_mut(id) else { return };
        let before = page.row.stream.replace(stream.clone());
        if before.as_ref() != Some(stream) {
            page.echoes = Echoes::default();
        }
        (page.attached, page.reading, page.can_write, page.reason) = (true, true, writes.0, writes.1);
        page.expected = None;
        self.effects.push_back(Effect::Put { row: Row::Page(page.row.clone()) });
        self.forget_streams(turn.now);
        let state = self
            .session
            .streams
            .entry(stream.clone())
            .or_insert_with(|| StreamState::new(stream.clone(), limits.clone(), turn.now));
        (state.limits, state.seen) = (limits, turn.now);
        let opens = !std::mem::replace(&mut state.open, true);
        if opens {
            state.asked = turn.now;
            self.record(turn, Fact::StreamOpened { stream: stream.clone() });
        }
        for stream in before.filter(|before| before != stream).into_iter().chain([stream.clone()]) {
            self.choose_speaker(&stream);
        }
        self.effects.push_back(Effect::Show);
    }

    pub(super) fn page_detached(&mut self, now: Millis, id: &str) {
        let Some(page) = self.session.pages.get_mut(id) else { return };
        (page.attached, page.reading, page.can_write, page.expected) = (false, false, false, None);
        page.row.seen = now;
        if let Some(state) = page.row.stream.as_ref().and_then(|stream| self.session.streams.get_mut(stream)) {
            state.seen = now;
        }
        self.page_changed(id);
    }

    pub(super) fn page_lost(&mut self, now: Millis, id: &str) {
        let Some(page) = self.session.pages.get_mut(id) else { return };
        (page.gone, page.expected) = (Some(now + GRACE), None);
        self.page_changed(id);
    }

    pub(super) fn page_typing(&mut self, id: &str, active: bool) {
        if let Some(page) = self.session.pages.get_mut(id) {
            page.typing = active;
        }
    }

    pub(super) fn page_health(&mut self, id: &str, reading: bool, can_write: bool, reason: Option<String>) {
        let Some(page) = self.session.pages.get_mut(id) else { return };
        (page.reading, page.can_write, page.reason) = (reading, can_write, reason);
        self.page_changed(id);
    }

    fn page_changed(&mut self, id: &str) {
        let stream = self.session.pages.get(id).and_then(|page| page.row.stream.clone());
        stream.iter().for_each(|stream| self.choose_speaker(stream));
        self.effects.push_back(Effect::Show);
    }

    /// The speaker stays the speaker as long as no other page serves better, and after a restart of the worker until it had
    /// time to connect again: the rows it sends then are the ones that were not counted yet.
    pub(super) fn choose_speaker(&mut self, stream: &Stream) {
        let shows = |page: &&Page| page.row.stream.as_ref() == Some(stream);
        let held = self.session.streams.get(stream).and_then(|state| state.speaker.clone());
        let waited_for = |page: &Page| !page.left && !page.is_live() && page.expected.is_some();
        if held.as_ref().and_then(|id| self.session.pages.get(id)).filter(shows).is_some_and(waited_for) {
            return;
        }
        let live = self.session.pages.values().filter(shows).filter(|page| page.is_live());
        let best = live.max_by_key(|page| (page.worth(), held.as_ref() == Some(&page.row.page)));
        let Some(next) = best.map(|page| page.row.page.clone()).filter(|next| held.as_ref() != Some(next)) else {
            return;
        };
        if let Some(state) = self.session.streams.get_mut(stream) {
            state.speaker = Some(next);
            self.put_stream(stream);
        }
    }

    /// Pages that did not come back are gone, and with the last one its stream.
    pub(super) fn leave_lost_pages(&mut self, turn: &mut Turn) {
        let gone = |page: &Page| !page.left && page.gone.is_some_and(|gone| gone <= turn.now);
        let gone: Vec<_> =
            self.session.pages.values().filter(|page| gone(page)).map(|page| page.row.page.clone()).collect();
        for id in gone {
            self.leave_page(turn, &id);
        }
        self.give_up_waiting(turn.now);
        self.notice_deaf_speakers(turn.now);
        self.give_up_flights(turn);
        self.close_left_streams(turn);
    }

    fn give_up_waiting(&mut self, now: Millis) {
        let pages = self.session.pages.values_mut();
        let late = pages.filter_map(|page| page.expected.take_if(|until| *until <= now).and(page.row.stream.clone()));
        for stream in late.collect::<Vec<_>>() {
            self.choose_speaker(&stream);
        }
    }

    fn give_up_flights(&mut self, turn: &mut Turn) {
        let flights = self.session.streams.values().filter_map(|state| state.flight.as_ref());
        let stuck: Vec<_> =
            flights.filter(|flight| flight.at + FLIGHT_TIME <= turn.now).map(|flight| flight.id.clone()).collect();
        for id in stuck {
            self.line_outcome(turn, &id, LineState::Unconfirmed, Some("The page did not say what became of the line"));
        }
    }

    fn leave_page(&mut self, turn: &mut Turn, id: &str) {
        let Some(page) = self.session.pages.get_mut(id) else { return };
        (page.left, page.attached) = (true, false);
        let stream = page.row.stream.clone();
        let flights =
            self.session.streams.values().filter_map(|state| state.flight.as_ref().filter(|flight| flight.page == id));
        let flights: Vec<_> = flights.map(|flight| flight.id.clone()).collect();
        for line in flights {
            self.line_outcome(turn, &line, LineState::Unconfirmed, Some("The page closed before the line was seen"));
        }
        if let Some(stream) = stream {
            self.choose_speaker(&stream);
            if let Some(state) = self.session.streams.get_mut(&stream) {
                state.seen = turn.now;
            }
            self.put_stream(&stream);
        }
        self.effects.push_back(Effect::Show);
    }

    fn is_left(&self, state: &StreamState) -> bool {
        let shows = |page: &Page| page.row.stream.as_ref() == Some(&state.stream) && page.shows();
        state.open && !self.session.pages.values().any(shows)
    }

    fn close_left_streams(&mut self, turn: &mut Turn) {
        let over = |state: &&StreamState| self.is_left(state) && state.seen + STREAM_GRACE <= turn.now;
        let over: Vec<_> = self.session.streams.values().filter(over).map(|state| state.stream.clone()).collect();
        for stream in over {
            self.drop_waiting(&stream, "The stream page was closed", |_| true);
            self.record(turn, Fact::StreamClosed { stream: stream.clone() });
            if let Some(state) = self.session.streams.get_mut(&stream) {
                state.open = false;
                // Given back. That another device speaks there is worth remembering, should the relay be away next time.
                state.speaks.take_if(|speaks| *speaks);
            }
            self.put_stream(&stream);
        }
    }

    /// Forgets streams and pages that nobody comes back to.
    fn forget_streams(&mut self, now: Millis) {
        let old = |state: &StreamState| !state.open && state.seen + STREAM_MEMORY < now;
        let streams: Vec<_> =
            self.session.streams.extract_if(.., |_, state| old(state)).map(|(_, state)| state.row().key()).collect();
        let pages = self.session.pages.extract_if(.., |_, page| page.left && page.row.seen + PAGE_MEMORY < now);
        let pages: Vec<_> = pages.map(|(_, page)| Row::Page(page.row).key()).collect();
        let kept = &self.session.streams;
        let timers = self.session.timers.extract_if(.., |(stream, _), _| !kept.contains_key(stream));
        let timers: Vec<_> = timers.map(|(_, row)| Row::Timer(row).key()).collect();
        self.effects.extend([streams, pages, timers].concat().into_iter().map(|key| Effect::Delete { key }));
    }

    pub(super) fn page_deadline(&self) -> Option<Millis> {
        let pages = self.session.pages.values().filter(|page| !page.left);
        let pages = pages.flat_map(|page| page.gone.into_iter().chain(page.expected));
        let left = self.session.streams.values().filter(|state| self.is_left(state));
        pages.chain(left.map(|state| state.seen + STREAM_GRACE)).min()
    }
}
