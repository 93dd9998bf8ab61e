//! Rows of chats for the relay while somebody listens there: gathered for a moment, so many at most, and kept nowhere. What is
//! too much is counted and left out; reading waits for nothing here.

use super::clock;
use super::host::Host;
use crate::draw::to_hex;
use crate::protocol::Frame;
use gloo_timers::callback::Timeout;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Rows are told at most this often, and so many at once: 200 a second.
const EVERY: u32 = 250;
const MOST: usize = 50;

/// Whether somebody listens, and what was told.
pub(super) struct Listening {
    on: Cell<bool>,
    /// This life of the worker: rows are numbered anew in each.
    life: String,
    /// The number of the last thing of the feed that was looked at.
    seen: Cell<u64>,
    /// Rows that were left out and not told of yet.
    dropped: Cell<u64>,
    soon: RefCell<Option<Timeout>>,
}

impl Default for Listening {
    fn default() -> Self {
        let life = to_hex(&clock::entropy()[..8]);
        Self { on: Cell::default(), life, seen: Cell::default(), dropped: Cell::default(), soon: RefCell::default() }
    }
}

impl Listening {
    /// Nobody listens on a connection that is gone.
    pub(super) fn end(&self) {
        self.on.set(false);
        self.soon.take();
    }
}

impl Host {
    /// The relay said whether somebody listens. What came before is not told.
    pub(super) fn listened_to(&self, on: bool) {
        let listening = &self.listening;
        if !on {
            return listening.end();
        }
        if !listening.on.replace(true) {
            listening.seen.set(self.engine().feed_end());
            listening.dropped.set(0);
        }
    }

    /// Tells the relay in a moment, once for every row that is read until then.
    pub(super) fn rows_soon(self: &Rc<Self>) {
        let Listening { on, seen, soon, .. } = &self.listening;
        let mut soon = soon.borrow_mut();
        if on.get() && soon.is_none() && seen.get() < self.engine().feed_end() {
            let host = Rc::clone(self);
            *soon = Some(Timeout::new(EVERY, move || host.tell_rows()));
        }
    }

    fn tell_rows(&self) {
        let Listening { life, seen, dropped, soon, .. } = &self.listening;
        *soon.borrow_mut() = None;
        let (mut heard, left_out) = self.engine().heard_since(seen.replace(self.engine().feed_end()), MOST);
        let mut left_out = dropped.take() + left_out;
        if self.link.is_crowded() {
            left_out += heard.drain(..).map(|(_, lines)| lines.len() as u64).sum::<u64>();
        }
        for (stream, lines) in heard {
            let dropped = std::mem::take(&mut left_out);
            self.link.send(&Frame::Lines { life: life.clone(), stream, lines, dropped });
        }
        dropped.set(left_out);
    }
}
