//! What is between one person and one line.

use super::{Carrier, LineState, Message};
use buzzchat::protocol::Millis;

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// `cnv_` and a ULID.
    pub id: String,
    /// Over which line.
    pub line: String,
    /// With whom.
    pub person: String,
    /// Since when; 0 where there are only drafts.
    pub created: Millis,
    /// When the person last wrote; 0 for never.
    pub last_inbound: Millis,
}

/// A conversation at a glance, for whoever looks through all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// What was written last, with the ids of the conversation and of both its ends. Never a draft.
    pub last: Message,
    /// What the person calls themselves; empty where nobody said.
    pub name: String,
    /// Since when.
    pub created: Millis,
    /// When the person last wrote; 0 for never.
    pub last_inbound: Millis,
    /// What the seller calls the line.
    pub line_name: String,
    /// Who carries it.
    pub carrier: Carrier,
    /// How the line stands; nothing where it was removed.
    pub line_state: Option<LineState>,
}
