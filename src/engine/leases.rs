//! Who speaks on a stream: this device, or another one of its workspace. The relay decides; while it is away whoever spoke
//! goes on, and whoever watched goes on watching.
//!
//! A device that watches counts, answers, welcomes and fires nothing by itself. It remembers who was there and what was
//! said, so that it can take over in the middle of a show, and still says what a person asks for on it.

use super::session::{Session, StreamState};
use super::{Engine, Turn};
use crate::protocol::{ChatLine, Effect, LineKind, LinkState, Millis, OpenStream, Stream};

/// For how long a device waits to be told before it speaks.
const PATIENCE: Millis = 2_000;

impl Session {
    /// Whether a relay decides who speaks. One that refused this device does not.
    pub(super) fn obeys(&self) -> bool {
        self.paired && self.link.state != LinkState::Refused
    }

    /// Whether the bot works on a stream from here.
    pub(super) fn leads(&self, state: &StreamState) -> bool {
        !self.obeys() || state.speaks == Some(true)
    }

    /// The streams on which the bot works from here.
    pub(super) fn leading(&self) -> impl Iterator<Item = &StreamState> {
        self.streams.values().filter(|state| state.open && self.leads(state))
    }

    /// The streams of which it is not known yet.
    fn asking(&self) -> impl Iterator<Item = &StreamState> {
        self.streams.values().filter(|state| state.open && state.speaks.is_none() && self.obeys())
    }
}

impl Engine {
    /// Where this device could speak, for the relay to choose.
    #[must_use]
    pub fn presence(&self) -> Vec<OpenStream> {
        let shows = |state: &StreamState| {
            let mut pages = self.session.pages.values();
            pages.any(|page| page.holds() && page.row.stream.as_ref() == Some(&state.stream))
        };
        let open = self.session.streams.values().filter(|state| state.open && shows(state));
        let told = |state: &StreamState| OpenStream {
            stream: state.stream.clone(),
            // A page that is about to connect again could write a moment ago.
            can_write: self.session.speaker(state).is_none_or(|page| page.can_write),
            speaks: state.speaks,
        };
        open.map(told).collect()
    }

    pub(super) fn leads(&self, stream: &Stream) -> bool {
        self.session.streams.get(stream).is_some_and(|state| self.session.leads(state))
    }

    /// The relay decided.
    pub(super) fn leased(&mut self, now: Millis, stream: &Stream, speaks: bool) {
        let Some(state) = self.session.streams.get_mut(stream) else { return };
        // What was closed meanwhile is not taken; that somebody else took it is worth knowing.
        if state.speaks == Some(speaks) || (speaks && !state.open) {
            return;
        }
        let before = state.speaks.replace(speaks);
        if !speaks {
            self.drop_waiting(stream, "Another device speaks on this stream now", |item| item.kind().is_automatic());
        }
        if before.is_some() {
            self.leave_timers(stream);
            self.remind_later(now);
        }
        self.put_stream(stream);
        self.effects.push_back(Effect::Show);
    }

    /// A relay begins to decide, or does no longer. What was open spoke until now and goes on until the relay says
    /// otherwise.
    pub(super) fn begin_leases(&mut self) {
        let obeys = self.session.obeys();
        let streams: Vec<_> = self.session.streams.keys().cloned().collect();
        for stream in streams {
            if let Some(state) = self.session.streams.get_mut(&stream) {
                state.speaks = (obeys && state.open).then_some(true);
            }
            self.put_stream(&stream);
        }
    }

    /// Keeps rows until it is known who speaks, and gives back those of which it is. What is kept is not acked: a new worker
    /// gets it again.
    pub(super) fn hold_lines(&mut self, page: &str, first: u64, lines: Vec<ChatLine>) -> Option<Vec<ChatLine>> {
        let shown = self.session.pages.get(page).and_then(|page| page.row.stream.as_ref());
        if shown.is_some_and(|shown| self.session.asking().any(|state| state.stream == *shown)) {
            self.session.held.push((page.to_owned(), first, lines));
            return None;
        }
        Some(lines)
    }

    /// Takes what nobody decided in time, and the rows that waited for it.
    pub(super) fn settle_leases(&mut self, turn: &mut Turn) {
        let late = self.session.asking().filter(|state| state.asked + PATIENCE <= turn.now);
        let late: Vec<_> = late.map(|state| state.stream.clone()).collect();
        for stream in late {
            self.leased(turn.now, &stream, true);
        }
        for (page, first, lines) in std::mem::take(&mut self.session.held) {
            self.take_lines(turn, &page, first, lines);
        }
    }

    pub(super) fn lease_deadline(&self) -> Option<Millis> {
        self.session.asking().map(|state| state.asked + PATIENCE).min()
    }

    /// What a device that watches keeps of a viewer's line, to take over one day.
    pub(super) fn watch(&mut self, now: Millis, stream: &Stream, viewer: &str, kind: LineKind) {
        if matches!(kind, LineKind::Chat | LineKind::Paid) {
            self.count_spoken(stream, viewer);
        }
        if matches!(kind, LineKind::Chat | LineKind::Paid | LineKind::Join) {
            self.meet(now, stream, viewer);
        }
    }
}
