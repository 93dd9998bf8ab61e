//! Quick replies: what the seller sends with one press, from the bar on a stream page.

use super::outbox::Wanted;
use super::requests::MESSAGE_PATIENCE;
use super::{Engine, Turn};
use crate::protocol::{ItemRow, Kind, Outcome, Part, QuickReply, Stream};

impl Engine {
    /// The quick replies, and whether stream pages show them. They are the seller's own words, so a bot that is off does not
    /// keep them.
    #[must_use]
    pub fn quick_bar(&self) -> (bool, &[QuickReply]) {
        let settings = &self.ready.settings;
        (settings.quick_bar_enabled, &settings.quick_replies)
    }

    /// The seller pressed a quick reply on a page: it goes to that page's stream. What cannot be said is told as skipped:
    /// nobody waits for an answer.
    pub(super) fn send_quick_reply(&mut self, turn: &mut Turn, page: &str, id: &str) {
        let Some(reply) = self.ready.settings.quick_replies.iter().find(|reply| reply.id == id) else { return };
        let text = reply.text.trim().to_owned();
        let Some(stream) = self.session.pages.get(page).and_then(|page| page.row.stream.clone()) else { return };
        if let Err(Outcome::Refused { message, .. }) = self.check_length(&stream, &text) {
            let id = turn.entropy.id("msg_", turn.now);
            self.skip(Some(stream), Part { id, kind: Kind::Seller, rule: None, trigger: None, viewer: None }, &message);
        } else if !self.is_on_its_way(&stream, &text) {
            self.enqueue(turn, &stream, Wanted::new(Kind::Seller, text, turn.now, MESSAGE_PATIENCE));
        }
    }

    /// Whether the seller already asked for this text: a button is easily pressed twice.
    fn is_on_its_way(&self, stream: &Stream, text: &str) -> bool {
        let Some(state) = self.session.streams.get(stream) else { return false };
        let flying = state.flight.iter().flat_map(|flight| &flight.items);
        let same = |item: &ItemRow| item.kind() == Kind::Seller && item.text == text;
        state.queue.iter().chain(flying).any(same)
    }
}
