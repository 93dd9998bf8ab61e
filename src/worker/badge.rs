//! The toolbar's badge: nothing while all is well, `!` where a stream is not read or not written to, `off` while the bot rests
//! beside an open stream. Must not: nag where no stream is open.

use super::chrome::{self, object};
use super::host::Host;
use crate::protocol::PageView;
use std::cell::Cell;

/// What the badge says, the best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    #[default]
    Good,
    Limited,
    Broken,
    Off,
}

/// What the toolbar shows now.
#[derive(Default)]
pub(super) struct Badge(Cell<State>, Cell<bool>);

impl Host {
    /// Brings the badge up to date.
    pub(super) fn show_badge(&self) {
        let (active, pages) = self.health();
        let state = judge(active, &pages);
        // A new worker finds the badge its predecessor left.
        if self.badge.0.replace(state) != state || !self.badge.1.replace(true) {
            draw(state);
        }
    }
}

/// A page that never found a chat may be no live stream at all: it is listed in the popup, and is no alarm.
fn judge(active: bool, pages: &[PageView]) -> State {
    let streams = pages.iter().filter(|page| page.stream.is_some());
    let worst = streams.map(of).max();
    match worst {
        Some(_) if !active => State::Off,
        worst => worst.unwrap_or_default(),
    }
}

fn of(page: &PageView) -> State {
    match (page.reading, page.can_write) {
        (true, true) => State::Good,
        (true, false) => State::Limited,
        (false, _) => State::Broken,
    }
}

fn draw(state: State) {
    let (text, color, title) = match state {
        State::Good => ("", "#1f7a45", "appName"),
        State::Limited => ("!", "#b06000", "badgeLimited"),
        State::Broken => ("!", "#b3261e", "badgeBroken"),
        State::Off => ("off", "#6b6b76", "badgeOff"),
    };
    chrome::set_badge_text(&object(&[("text", text)]));
    chrome::set_badge_color(&object(&[("color", color)]));
    chrome::set_title(&object(&[("title", &chrome::message(title))]));
}
