//! Notifications: for winners, and for trouble the seller cannot see, once for each cause. Must not: tell of what the seller did
//! on purpose, or of a page that was closed.

use super::chrome;
use super::host::Host;
use crate::protocol::{Effect, Fact, LinkState, LinkView, PageView};
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A chat may be away for a moment, as a page that loads anew.
const PATIENCE: u32 = 20_000;
/// What a notification about a page begins its id with, before the page's own.
const PAGE: &str = "page:";
const WINNER: &str = "winner:";
const RELAY: &str = "relay";

/// What was seen of the pages and the relay, and what the seller was told.
#[derive(Default)]
pub(super) struct Notifications {
    pages: RefCell<BTreeMap<String, Watched>>,
    refused: Cell<bool>,
}

#[derive(Default)]
struct Watched {
    /// What has worked here.
    reading: bool,
    writing: bool,
    /// Runs while something that worked does not; it has rung when the seller was told.
    timer: Option<Timeout>,
}

impl Watched {
    fn is_in_trouble(&self, page: &PageView, sends: bool) -> bool {
        (self.reading && !page.reading) || (self.writing && sends && !page.can_write)
    }
}

impl Host {
    /// Looks after the streams that are open.
    pub(super) fn watch_pages(self: &Rc<Self>) {
        let (active, pages) = self.health();
        let mut watched = self.notifications.pages.borrow_mut();
        watched.retain(|id, _| pages.iter().any(|page| page.page == *id && page.stream.is_some()));
        for page in pages.iter().filter(|page| page.stream.is_some()) {
            let held = watched.entry(page.page.clone()).or_default();
            if !active || !held.is_in_trouble(page, self.sends(page)) {
                held.timer = None;
                held.reading |= page.reading;
                held.writing |= page.can_write;
            } else if held.timer.is_none() {
                let (host, id) = (Rc::clone(self), page.page.clone());
                held.timer = Some(Timeout::new(PATIENCE, move || host.tell_trouble(&id)));
            }
        }
    }

    /// The trouble has lasted; what has passed has no timer any more.
    fn tell_trouble(&self, id: &str) {
        let (_, pages) = self.health();
        let Some(page) = pages.iter().find(|page| page.page == id) else { return };
        let title = if page.reading { "notifyNotWriting" } else { "notifyNotReading" };
        let channel = page.stream.as_ref().map_or("", |stream| stream.channel.as_str());
        notify(
            &format!("{PAGE}{id}"),
            &chrome::message_with(title, &[channel]),
            &self.words.worded(page.reason.as_deref().unwrap_or_default()),
        );
    }

    fn sends(&self, page: &PageView) -> bool {
        let adapters = self.adapters.borrow();
        let site = page.stream.as_ref().map_or("", |stream| &stream.site);
        adapters.for_site(site).is_some_and(|adapter| adapters.sends(adapter))
    }

    /// Tells of winners that this device drew, once they are stored.
    pub(super) fn tell_winners(&self, stored: &[Effect]) {
        let origin = self.origin().origin;
        for effect in stored {
            let Effect::Append { event, .. } = effect else { continue };
            if let Fact::GiveawayWinner { winners, draw, .. } = &event.fact
                && event.origin == origin
                && !winners.is_empty()
            {
                let title = if winners.len() == 1 { "notifyWinner" } else { "notifyWinners" };
                notify(&format!("{WINNER}{}{draw}", event.id), &chrome::message(title), &winners.join(", "));
            }
        }
    }

    /// Tells of a relay that refused us: only a person can mend that.
    pub(super) fn tell_link(&self, link: &LinkView) {
        let refused = link.state == LinkState::Refused;
        // Trying anew is no better news yet.
        if link.state != LinkState::Connecting && self.notifications.refused.replace(refused) != refused && refused {
            let why = self.words.worded(link.problem.as_deref().unwrap_or_default());
            notify(RELAY, &chrome::message("notifyRelay"), &why);
        }
    }

    /// Which tab a notification is about: that of its page, or of a stream that is open.
    pub(super) fn tab_of_notification(&self, id: &str) -> Option<i32> {
        let pages = self.health().1;
        let page = match id.strip_prefix(PAGE) {
            Some(page) => page,
            None if id.starts_with(WINNER) => &pages.iter().find(|page| page.stream.is_some())?.page,
            None => return None,
        };
        self.ports.borrow().tab_of(page)
    }
}

fn notify(id: &str, title: &str, message: &str) {
    let icon = chrome::extension_url("extension/icons/icon-128.png");
    let fields = [("type", "basic"), ("iconUrl", icon.as_str()), ("title", title), ("message", message)];
    chrome::notify(id, &chrome::object(&fields));
}
