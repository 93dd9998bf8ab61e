//! What the content script and the worker say to each other over the port named `page`.
//!
//! Everything a page sends is untrusted: the engine takes it as data, and the worker derives site and channel from the
//! adapter it handed out for the sender's own address.

use super::{QuickReply, Stream};
use serde::{Deserialize, Serialize};

/// A viewer's standing, as the page's badges show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The seller.
    Host,
    /// A second seller.
    Cohost,
    /// A moderator.
    Moderator,
    /// A VIP.
    Vip,
    /// A paying member.
    Member,
    /// A verified account.
    Verified,
    /// The platform's staff.
    Staff,
}

/// What a row of the chat is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Somebody wrote a line.
    #[default]
    Chat,
    /// Somebody came in.
    Join,
    /// Somebody follows.
    Follow,
    /// Somebody shared the stream.
    Share,
    /// A gift.
    Gift,
    /// A paid line.
    Paid,
    /// A new member.
    Member,
    /// A raid.
    Raid,
    /// An item was sold.
    Sold,
    /// A bid.
    Bid,
    /// The platform speaks.
    System,
}

/// One row of the chat, as the reader found it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatLine {
    /// The name shown.
    pub author: String,
    /// The text, emoji as text.
    pub text: String,
    /// Badges.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Chat, join, …
    #[serde(default)]
    pub kind: LineKind,
    /// Whether the account that types for us wrote it.
    #[serde(default)]
    pub own: bool,
    /// The id of the line of ours this row shows.
    #[serde(default)]
    pub say: Option<String>,
}

/// What became of a line handed to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// It is being typed, or waits to be seen.
    Typed,
    /// It stands in the chat.
    Seen,
    /// It certainly was not posted.
    Refused,
    /// It was submitted and not seen.
    Unconfirmed,
}

/// A line the page was given, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypedLine {
    /// The line's id.
    pub id: String,
    /// What became of it.
    pub state: LineState,
    /// Why, for a person; empty when there is nothing to say.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What a content script says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum PageMessage {
    /// The first message of every connection.
    Hello {
        /// The document's own random id.
        page: String,
        /// Its address, as the page says; the worker trusts the sender's instead.
        url: String,
        /// The top frame's address where readable.
        #[serde(default)]
        top_url: String,
        /// The number the next new row will get.
        next: u64,
        /// Every line this document was given.
        typed: Vec<TypedLine>,
    },
    /// The chat was found and is read from now on.
    Attached {
        /// The adapter's id.
        site: String,
        /// The channel or video.
        channel: String,
        /// Whether the input box takes lines.
        can_write: bool,
        /// Why not, for a person.
        #[serde(default)]
        reason: Option<String>,
    },
    /// The chat is gone.
    Detached,
    /// Rows in order; the first has the number `first`.
    Lines {
        /// The number of the first row.
        first: u64,
        /// The rows.
        lines: Vec<ChatLine>,
    },
    /// What became of a line.
    Outcome {
        /// The line's id.
        id: String,
        /// What became of it.
        state: LineState,
        /// Why, for a person.
        #[serde(default)]
        reason: Option<String>,
    },
    /// The seller types, or stopped.
    Typing {
        /// Whether they type now.
        active: bool,
    },
    /// The state of reading and writing changed.
    Health {
        /// Whether rows can be read.
        reading: bool,
        /// Whether lines can be written.
        can_write: bool,
        /// Why not, for a person.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Still here; keeps the worker awake.
    Beat,
    /// What an adapter's facts find on this page.
    Report {
        /// The id of the check.
        id: String,
        /// What was found.
        report: PageReport,
    },
    /// The seller pressed a quick reply.
    Quick {
        /// Its id.
        id: String,
    },
}

/// What an adapter finds on a page, to be pasted into a bug report: never text, never the value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageReport {
    /// The adapter's id.
    pub site: String,
    /// Its revision.
    pub revision: u64,
    /// The origin and the path, with `*` for what the adapter does not name.
    pub place: String,
    /// Whether the address is a live chat to the adapter.
    pub live: bool,
    /// The facts.
    pub facts: Vec<FactReport>,
}

/// What one fact of an adapter finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FactReport {
    /// Which.
    pub fact: String,
    /// How many elements.
    pub hits: u32,
    /// Tag names with the names of their attributes, of the first few that differ.
    pub shapes: Vec<String>,
}

/// What the worker says to a content script.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum WorkerMessage {
    /// How to read and write this page.
    Adapter {
        /// The adapter, as in `extension/content/sites/`.
        adapter: serde_json::Value,
        /// Whether lines may be typed there.
        sending: bool,
    },
    /// Nothing is known of this page.
    None,
    /// All rows up to this number are stored.
    Ack {
        /// The highest stored number.
        up_to: u64,
    },
    /// Type this line, once.
    Say {
        /// The line's id.
        id: String,
        /// What to type.
        text: String,
        /// For how many milliseconds it may wait for the seller to stop typing.
        patience: u64,
    },
    /// Report what the adapter finds here.
    Check {
        /// The id of the check.
        id: String,
    },
    /// What the seller may send with one press.
    QuickReplies {
        /// Whether the page shows them.
        shown: bool,
        /// They, in the seller's order.
        items: Vec<QuickReply>,
    },
}

impl PageMessage {
    /// The stream an `attached` message names.
    #[must_use]
    pub fn stream(&self) -> Option<Stream> {
        match self {
            Self::Attached { site, channel, .. } => Some(Stream { site: site.clone(), channel: channel.clone() }),
            _ => None,
        }
    }
}
