//! Facts: what happened, in the form that is stored, synced and folded into the shared state.
//!
//! A fact is never changed once written. Nothing secret stands in one.

use super::{Beacon, BeaconLine, Change, Millis, Stream};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A fact with its place in time and origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `evt_` and a ULID.
    pub id: String,
    /// The device, or the relay, that wrote it.
    pub origin: String,
    /// Its number among that origin's events, from 1 without a gap.
    pub seq: u64,
    /// When: the wall clock, never behind anything the origin had seen.
    pub at: Millis,
    /// The account it belongs to.
    pub account: String,
    /// What happened.
    pub fact: Fact,
}

/// Who asked for a line, in the order of priority (the highest first).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The seller, from the popup.
    Seller,
    /// A giveaway's announcements.
    Winner,
    /// The REST API or MCP.
    Api,
    /// The answer to a command.
    Command,
    /// The answer to a question.
    Faq,
    /// A welcome.
    Welcome,
    /// A timed message.
    Timer,
}

impl Kind {
    /// Whether the bot says it unasked, so that it falls silent with the bot.
    #[must_use]
    pub fn is_automatic(self) -> bool {
        matches!(self, Self::Command | Self::Faq | Self::Welcome | Self::Timer)
    }
}

/// One thing a line says: an answer to one viewer, one welcome, one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// `msg_` and a ULID; every one of these ends exactly once.
    pub id: String,
    /// Who asked for it.
    pub kind: Kind,
    /// The FAQ rule, the timer or the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The trigger that fired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
    /// Whom it addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewer: Option<String>,
}

/// A viewer's entry in a giveaway.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Millis,
    /// Its own `evt_` id, for the documented webhook.
    pub id: String,
    /// The name as shown.
    pub viewer: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase")]
pub enum Fact {
    /// The bot was switched on.
    #[serde(rename = "bot.started")]
    BotStarted,
    /// The bot was switched off.
    #[serde(rename = "bot.stopped")]
    BotStopped,
    /// Settings changed, field by field.
    #[serde(rename = "settings.changed")]
    SettingsChanged {
        /// The fields.
        changes: Vec<Change>,
    },
    /// A stream's chat is read from now on.
    #[serde(rename = "stream.opened")]
    StreamOpened {
        /// The stream.
        stream: Stream,
    },
    /// No page of the stream is left.
    #[serde(rename = "stream.closed")]
    StreamClosed {
        /// The stream.
        stream: Stream,
    },
    /// Viewers' lines read since the last such fact.
    #[serde(rename = "chat.counted")]
    ChatCounted {
        /// The UTC hour, as hours since 1970.
        hour: u64,
        /// How many.
        lines: u64,
    },
    /// A viewer's line matched a rule or is a command.
    #[serde(rename = "message.received")]
    MessageReceived {
        /// [`Kind::Faq`] or [`Kind::Command`].
        kind: Kind,
        /// Where.
        stream: Stream,
        /// Who.
        viewer: String,
        /// What they wrote, at most 500 characters.
        text: String,
        /// The rule or the command.
        rule: String,
        /// Its trigger, or the command as written: `!size`.
        trigger: String,
    },
    /// A viewer's line holds a word that should catch the seller's eye.
    #[serde(rename = "alert.raised")]
    AlertRaised {
        /// Where.
        stream: Stream,
        /// Who.
        viewer: String,
        /// What they wrote, at most 500 characters.
        text: String,
        /// The word.
        keyword: String,
    },
    /// A line of ours stands in the chat.
    #[serde(rename = "message.sent")]
    MessageSent {
        /// The line's id.
        line: String,
        /// Where.
        stream: Stream,
        /// What it says.
        text: String,
        /// The highest kind among its parts.
        kind: Kind,
        /// What it is made of.
        parts: Vec<Part>,
    },
    /// Parts that were not said, and never will be.
    #[serde(rename = "message.skipped")]
    MessageSkipped {
        /// Which.
        parts: Vec<Part>,
        /// Why, for the seller.
        reason: String,
    },
    /// A line was handed to a page and never seen; it is not typed again.
    #[serde(rename = "message.unconfirmed")]
    MessageUnconfirmed {
        /// The line's id.
        line: String,
        /// Where.
        stream: Stream,
        /// What it says.
        text: String,
        /// What it is made of.
        parts: Vec<Part>,
        /// Why nobody knows.
        reason: String,
    },
    /// A giveaway round began.
    #[serde(rename = "giveaway.opened")]
    GiveawayOpened {
        /// The round's id.
        round: String,
        /// The words that enter, whole words.
        keywords: Vec<String>,
        /// SHA-256 of the round's seed, hex: who wins follows from a seed that was fixed before anybody entered.
        #[serde(default)]
        commitment: String,
    },
    /// Viewers entered.
    #[serde(rename = "giveaway.entry")]
    GiveawayEntry {
        /// The round.
        round: String,
        /// Who.
        entries: Vec<Entry>,
    },
    /// The round takes no more entries.
    #[serde(rename = "giveaway.closed")]
    GiveawayClosed {
        /// The round.
        round: String,
        /// How far each origin's entries count; later ones are too late.
        cut: BTreeMap<String, u64>,
        /// What fixes the list of those who entered in time, hex.
        #[serde(default)]
        root: String,
        /// How many they are.
        #[serde(default)]
        n: u64,
    },
    /// What the chat wrote after the round was closed, and nobody could know before.
    #[serde(rename = "giveaway.beacon")]
    GiveawayBeacon {
        /// The round.
        round: String,
        /// The first lines, in the order read.
        lines: Vec<BeaconLine>,
    },
    /// Winners were drawn.
    #[serde(rename = "giveaway.winner")]
    GiveawayWinner {
        /// The round.
        round: String,
        /// The number of the draw in its round, from 1.
        draw: u32,
        /// Who won, in the order drawn.
        winners: Vec<String>,
        /// The round's seed, hex; from now on no secret.
        seed: String,
        /// The list drawn from, hex.
        #[serde(default)]
        root: String,
        /// What the chat added to the draw.
        #[serde(default)]
        beacon: Beacon,
    },
    /// A winner wrote in time.
    #[serde(rename = "giveaway.claimed")]
    GiveawayClaimed {
        /// The round.
        round: String,
        /// The number of the draw.
        draw: u32,
        /// Who.
        viewer: String,
        /// What they wrote, at most 500 characters.
        text: String,
    },
    /// A winner did not write in time.
    #[serde(rename = "giveaway.expired")]
    GiveawayExpired {
        /// The round.
        round: String,
        /// The number of the draw.
        draw: u32,
        /// Who.
        viewer: String,
    },
    /// Another of the first lines that a winner wrote.
    #[serde(rename = "giveaway.said")]
    GiveawaySaid {
        /// The round.
        round: String,
        /// The number of the draw.
        draw: u32,
        /// Who.
        viewer: String,
        /// What they wrote, at most 500 characters.
        text: String,
    },
    /// The round's entries were thrown away.
    #[serde(rename = "giveaway.cleared")]
    GiveawayCleared {
        /// The round.
        round: String,
    },
    /// An API key was made.
    #[serde(rename = "key.created")]
    KeyCreated {
        /// `key_` and a ULID.
        key: String,
        /// Its name.
        name: String,
        /// SHA-256 of the key, hex.
        hash: String,
        /// `bz_live_abc…wxyz`.
        mask: String,
    },
    /// An API key was revoked.
    #[serde(rename = "key.revoked")]
    KeyRevoked {
        /// Which.
        key: String,
    },
    /// The event's account was made.
    #[serde(rename = "account.created")]
    AccountCreated {
        /// Its name.
        name: String,
    },
    /// The event's account got another name.
    #[serde(rename = "account.renamed")]
    AccountRenamed {
        /// Its name.
        name: String,
    },
    /// The event's account is gone with everything in it.
    #[serde(rename = "account.deleted")]
    AccountDeleted,
    /// The bot works for the event's account from now on.
    #[serde(rename = "account.switched")]
    AccountSwitched,
}
