//! Newcomers: who is one, and their welcome.

use super::outbox::Wanted;
use super::{Engine, Turn};
use crate::protocol::{Deed, Effect, Kind, Millis, Row, Stream, ViewerRow};

/// How exactly a viewer's last line is remembered.
const SEEN_STEP: Millis = 10 * 60_000;
/// A welcome later than this welcomes nobody.
const PATIENCE: Millis = 60_000;

impl Engine {
    /// A viewer came in or wrote.
    pub(super) fn welcome(&mut self, turn: &mut Turn, stream: &Stream, name: &str, viewer: &str) {
        let newcomer = self.meet(turn.now, stream, viewer);
        let settings = &self.ready.settings;
        if newcomer && settings.welcome_enabled {
            let due = turn.now + settings.welcome_delay;
            let wanted = Wanted::new(Kind::Welcome, settings.welcome_message.clone(), due, PATIENCE);
            self.feed.did(Deed::Welcomed, None, None);
            self.enqueue(turn, stream, Wanted { viewer: Some(name.to_owned()), ..wanted });
        }
    }

    /// Remembers that a viewer is here. Returns whether they were not a while ago.
    pub(super) fn meet(&mut self, now: Millis, stream: &Stream, viewer: &str) -> bool {
        let held = self.session.viewers.seen(viewer);
        // Whoever wrote a moment ago is neither a newcomer nor worth another row.
        if held.is_some_and(|at| at + SEEN_STEP.min(self.ready.settings.welcome_window) > now) {
            return false;
        }
        let newcomer = self.is_newcomer(now, stream, viewer, held);
        if newcomer || held.is_none_or(|at| at + SEEN_STEP <= now) {
            self.remember_viewer(now, viewer);
        }
        newcomer
    }

    fn is_newcomer(&self, now: Millis, stream: &Stream, viewer: &str, held: Option<Millis>) -> bool {
        let opened = self.session.streams.get(stream).map_or(0, |state| state.opened);
        let known = |at: Millis| at >= opened || at + self.ready.settings.welcome_window > now;
        !held.is_some_and(known) && !self.shared.active().welcomed(viewer).is_some_and(known)
    }

    fn remember_viewer(&mut self, now: Millis, viewer: &str) {
        let row = ViewerRow { account: self.account().to_owned(), viewer: viewer.to_owned(), seen: now };
        self.session.viewers.remember(&row);
        self.effects.push_back(Effect::Put { row: Row::Viewer(row) });
    }

    /// How many viewers wrote since a moment, as exactly as it is remembered.
    pub(super) fn viewers_since(&self, at: Millis) -> usize {
        self.session.viewers.count_since(at)
    }

    /// Forgets the viewers of an account that is gone.
    pub(super) fn forget_account(&mut self, account: &str) {
        let gone = self.session.viewers.forget_account(account);
        self.effects.extend(gone.into_iter().map(|row| Effect::Delete { key: Row::Viewer(row).key() }));
    }

    /// Forgets viewers who would be newcomers again anyway.
    pub(super) fn forget_viewers(&mut self, now: Millis) {
        let window = self.ready.settings.welcome_window.max(SEEN_STEP);
        let opened = self.session.streams.values().filter(|state| state.open).map(|state| state.opened).min();
        let gone =
            self.session.viewers.forget(|seen| seen + window <= now && opened.is_none_or(|opened| seen < opened));
        self.effects.extend(gone.into_iter().map(|row| Effect::Delete { key: Row::Viewer(row).key() }));
    }
}
