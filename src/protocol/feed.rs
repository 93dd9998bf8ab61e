//! The feed: what happened on the streams lately, as a page of the extension that follows it is told.

use super::{LineKind, Millis, Part, Role, Stream};
use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FeedItem {
    /// Its number, from 1 without a gap; a worker that was started again begins anew.
    pub n: u64,
    /// When.
    pub at: Millis,
    /// Where; nothing where no stream was open.
    pub stream: Option<Stream>,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Happening {
    /// Somebody wrote, came in, …
    Line {
        /// Who.
        viewer: String,
        /// What they wrote, at most 500 characters.
        text: String,
        /// Their badges.
        roles: Vec<Role>,
        /// What kind of row it is.
        kind: LineKind,
        /// What the bot made of it, in order.
        did: Vec<Did>,
    },
    /// A line of ours stands in the chat.
    Sent {
        /// What it says.
        text: String,
        /// What it is made of.
        parts: Vec<Part>,
    },
    /// Nobody knows whether a line of ours stands in the chat.
    Unconfirmed {
        /// What it says.
        text: String,
        /// What it is made of.
        parts: Vec<Part>,
        /// Why nobody knows.
        reason: String,
    },
    /// Something is not said, and never will be.
    Skipped {
        /// What.
        parts: Vec<Part>,
        /// Why.
        reason: String,
    },
}

/// What the bot made of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Did {
    /// What.
    pub what: Deed,
    /// The rule or the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The trigger, the command or the word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
}

/// What the bot can make of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// A rule fired, and its answer waits to be said.
    Asked,
    /// A command was used, and its answer waits to be said.
    Command,
    /// A rule or command fired, and rests.
    Resting,
    /// A rule fired whose answer to this viewer waits already.
    Waiting,
    /// The viewer is new and will be welcomed.
    Welcomed,
    /// The viewer entered the giveaway.
    Entered,
    /// The viewer wanted to, too late.
    Late,
    /// The line holds a blocked word.
    Blocked,
    /// The viewer repeats themselves.
    Repeat,
    /// The line holds a word that should catch the seller's eye.
    Alert,
}
