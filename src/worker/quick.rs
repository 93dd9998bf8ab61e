//! The quick replies of the bar on stream pages: told to a page behind its adapter, and to all when they change.

use super::host::Host;
use crate::protocol::{QuickReply, WorkerMessage};
use std::cell::RefCell;

/// What the pages were told last.
#[derive(Default)]
pub(super) struct QuickBar(RefCell<(bool, Vec<QuickReply>)>);

impl Host {
    /// What a page is told.
    pub(super) fn quick_replies(&self) -> WorkerMessage {
        let engine = self.engine();
        let (shown, items) = engine.quick_bar();
        WorkerMessage::QuickReplies { shown, items: items.to_vec() }
    }

    /// Brings the bars of all pages up to date.
    pub(super) fn show_quick_replies(&self) {
        let (engine, mut told) = (self.engine(), self.quick_bar.0.borrow_mut());
        let (shown, items) = engine.quick_bar();
        if (told.0, told.1.as_slice()) != (shown, items) {
            *told = (shown, items.to_vec());
            drop(engine);
            self.ports.borrow().tell_pages(&self.quick_replies());
        }
    }
}
