//! The feed of pages of the extension that follow it: first what is remembered, then what is new, now and then.

use super::host::Host;
use super::ports::SHOW_EVERY;
use crate::protocol::UiUpdate;
use gloo_timers::callback::Timeout;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Who follows.
#[derive(Default)]
pub(super) struct Followers {
    /// By port: the number of the last thing told.
    told: RefCell<BTreeMap<u32, u64>>,
    soon: RefCell<Option<Timeout>>,
}

impl Host {
    /// An extension page follows from now on. It hears at once, also where nothing happened yet.
    pub(super) fn follow(&self, port: u32) {
        let items = self.engine().feed_since(0).collect();
        self.followers.told.borrow_mut().insert(port, self.engine().feed_end());
        self.ports.borrow().update(port, &UiUpdate::Feed { items });
    }

    /// A port was closed.
    pub(super) fn unfollow(&self, port: u32) {
        self.followers.told.borrow_mut().remove(&port);
    }

    /// Tells those who follow in a moment, once for everything that happens until then.
    pub(super) fn feed_soon(self: &Rc<Self>) {
        let end = self.engine().feed_end();
        let mut soon = self.followers.soon.borrow_mut();
        if soon.is_none() && self.followers.told.borrow().values().any(|told| *told < end) {
            let host = Rc::clone(self);
            *soon = Some(Timeout::new(SHOW_EVERY, move || host.feed()));
        }
    }

    fn feed(&self) {
        *self.followers.soon.borrow_mut() = None;
        let (engine, ports) = (self.engine(), self.ports.borrow());
        for (port, told) in self.followers.told.borrow_mut().iter_mut() {
            let items: Vec<_> = engine.feed_since(*told).collect();
            if !items.is_empty() {
                *told = engine.feed_end();
                ports.update(*port, &UiUpdate::Feed { items });
            }
        }
    }
}
