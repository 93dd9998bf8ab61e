//! What is between one person and one line.

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
    /// Since when.
    pub created: Millis,
    /// When the person last wrote; 0 for never.
    pub last_inbound: Millis,
}
