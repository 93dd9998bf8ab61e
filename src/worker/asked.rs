//! Questions of extension pages for the relay: carried there and back over the link, and kept nowhere.

use super::host::Host;
use crate::protocol::{Answer, Ask, Frame, UiUpdate};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Which page's port waits for which answer.
#[derive(Default)]
pub(super) struct Asked(RefCell<BTreeMap<String, u32>>);

impl Host {
    /// Hands a page's question on to the relay, if that is there.
    pub(super) fn ask_relay(&self, port: u32, id: String, ask: Ask) {
        if self.link.ask(&Frame::Ask { id: id.clone(), ask }) {
            self.asked.0.borrow_mut().insert(id, port);
        } else {
            self.tell_answer(port, id, Answer::refused("The relay is not connected"));
        }
    }

    /// Hands the relay's answer on to the page that asked.
    pub(super) fn relay_answered(&self, id: String, answer: Answer) {
        let asker = self.asked.0.borrow_mut().remove(&id);
        if let Some(port) = asker {
            self.tell_answer(port, id, answer);
        }
    }

    /// The connection is gone, and with it every answer. What became of the questions is not known.
    pub(super) fn forget_questions(&self) {
        for (id, port) in self.asked.0.take() {
            self.tell_answer(port, id, Answer::refused("The connection to the relay was lost before it answered"));
        }
    }

    fn tell_answer(&self, port: u32, id: String, answer: Answer) {
        self.ports.borrow().update(port, &UiUpdate::Relay { id, answer });
    }
}
