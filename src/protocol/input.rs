//! What the engine is told. Every input comes with the time and 32 bytes of fresh entropy.

use super::{Caller, ChatLine, Command, Event, Limits, LineState, LinkView, Seed, Stream, TypedLine};

/// Something that happened outside the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A content script connected, for the first time or again.
    PageConnected {
        /// The document's id.
        page: String,
        /// Every line the document was given, with what became of it.
        typed: Vec<TypedLine>,
    },
    /// A page reads a stream's chat from now on.
    PageAttached {
        /// The document's id.
        page: String,
        /// The stream.
        stream: Stream,
        /// The platform's limits.
        limits: Limits,
        /// Whether lines can be typed.
        can_write: bool,
        /// Why not.
        reason: Option<String>,
    },
    /// The page is there, its chat is gone.
    PageDetached {
        /// The document's id.
        page: String,
    },
    /// The port closed: the page is gone, or connects again in a moment.
    PageLost {
        /// The document's id.
        page: String,
    },
    /// Rows of the chat.
    Lines {
        /// The document's id.
        page: String,
        /// The number of the first row.
        first: u64,
        /// The rows.
        lines: Vec<ChatLine>,
    },
    /// What became of a line.
    LineOutcome {
        /// The document's id.
        page: String,
        /// The line's id.
        id: String,
        /// What became of it.
        state: LineState,
        /// Why, for a person.
        reason: Option<String>,
    },
    /// The seller types, or stopped.
    Typing {
        /// The document's id.
        page: String,
        /// Whether they type.
        active: bool,
    },
    /// Whether the page can read and write changed.
    Health {
        /// The document's id.
        page: String,
        /// Whether rows can be read.
        reading: bool,
        /// Whether lines can be written.
        can_write: bool,
        /// Why not.
        reason: Option<String>,
    },
    /// The seller pressed a quick reply on a page.
    Quick {
        /// The document's id.
        page: String,
        /// The quick reply's id.
        id: String,
    },
    /// Somebody wants something done.
    Command {
        /// Who gets the outcome.
        caller: Caller,
        /// The command's own id: one id runs once.
        id: String,
        /// What to do.
        command: Command,
    },
    /// The caller no longer waits: what has not been typed yet is not to be typed.
    Cancel {
        /// The command's id.
        id: String,
    },
    /// The relay answered our Hello.
    Linked {
        /// The last event of ours that the relay stores.
        known: u64,
        /// Whether it lacks events that only our snapshot still holds.
        snapshot_wanted: bool,
    },
    /// The relay stored our events up to this one.
    Acked {
        /// Our own sequence number.
        seq: u64,
        /// The relay's number of the last event we need not ask for again.
        number: u64,
    },
    /// Events of other origins.
    Synced {
        /// The events.
        events: Vec<Event>,
        /// The relay's number of the last one.
        number: u64,
    },
    /// The relay's whole state, where the missing events no longer exist one by one.
    SnapshotReceived {
        /// The state, as `Shared` writes it.
        state: String,
        /// The relay's number it stands for.
        number: u64,
    },
    /// The relay knows the secret of a giveaway round.
    SecretReceived {
        /// The round.
        round: String,
        /// Its seed.
        seed: Seed,
    },
    /// The relay holds another device's events under our origin: go on under a new one.
    Forked,
    /// The link to the relay was made, changed or cut.
    LinkChanged {
        /// What a person sees of it.
        link: LinkView,
    },
    /// The relay says who speaks on a stream.
    Leased {
        /// The stream.
        stream: Stream,
        /// Whether this device does.
        speaks: bool,
    },
    /// Where the seller's clocks stand.
    Zone {
        /// Minutes to add to UTC.
        minutes: i32,
    },
    /// A deadline passed.
    Tick,
}
