//! Frames of the link between a device and the relay: one JSON value per WebSocket text message, `{"ack":{…}}`.
//!
//! Events travel before the reply that depends on them, on the same ordered socket.

use super::{Answer, Ask, Command, Event, LineKind, Millis, Outcome, Seed, Stream};
use serde::{Deserialize, Serialize};

/// The version of this protocol. A device says it first; a relay refuses one that speaks a newer version than itself.
///
/// 3: a device may ask (`ask`, `answer`). 4: a device may be listened to (`listen`, `lines`), and told to write on one stream
/// (`send_to`).
pub const PROTOCOL_VERSION: u32 = 4;
/// The oldest version that a relay still speaks. It sends such a device no frame that it did not know.
pub const OLDEST_PROTOCOL_VERSION: u32 = 2;

/// An event with the number the relay gave it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumberedEvent {
    /// Its number in the workspace; also the cursor of `GET /events`.
    pub number: u64,
    /// The event.
    pub event: Event,
}

/// A stream that a device has open, and how it stands with it there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenStream {
    /// The stream.
    pub stream: Stream,
    /// Whether lines can be typed.
    pub can_write: bool,
    /// Whether the device speaks there; nothing while it waits to be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks: Option<bool>,
}

/// A row of a chat as the speaker of its stream read it: told while somebody listens, and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeardLine {
    /// Its number in the device's life; it grows.
    pub row: u64,
    /// The name shown, at most 100 characters.
    pub author: String,
    /// What they wrote, at most 500 characters.
    pub text: String,
    /// `chat`, `paid` or `join`.
    pub kind: LineKind,
}

/// A message on the link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Frame {
    /// Device: the first frame, within five seconds.
    Hello {
        /// The protocol's version.
        version: u32,
        /// The device's token, if it is paired.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
        /// The one-time pairing code, if it is not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// What the device's own events are written under.
        origin: String,
        /// The last of its own events that it believes the relay stores.
        acked: u64,
        /// Its own events up to here exist in its snapshot only.
        compacted: u64,
        /// The relay's events up to this number are applied.
        cursor: u64,
    },
    /// Relay: the device is known.
    Welcome {
        /// Its token, after pairing with a code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<String>,
        /// The workspace's name.
        workspace: String,
        /// The last event of this origin that the relay stores.
        known: u64,
        /// Whether the relay lacks events that only a snapshot still holds.
        snapshot_wanted: bool,
        /// The relay's clock.
        now: Millis,
    },
    /// Either: a piece of a snapshot of the whole shared state, entries included.
    Snapshot {
        /// The number it stands for (relay); 0 from a device.
        number: u64,
        /// Which piece, from 0.
        part: u32,
        /// How many pieces.
        parts: u32,
        /// The piece.
        data: String,
    },
    /// Device: its own events in order.
    Events {
        /// The events.
        events: Vec<Event>,
    },
    /// Relay: events of other origins in order.
    Tail {
        /// The events.
        events: Vec<NumberedEvent>,
    },
    /// Relay: the device's events are stored.
    Ack {
        /// Up to this one.
        seq: u64,
        /// The number of the last event the device need not ask for.
        number: u64,
    },
    /// Relay: do this.
    Command {
        /// The command's id: one id runs once.
        id: String,
        /// What to do.
        command: Command,
    },
    /// Relay: the caller is gone.
    Cancel {
        /// The command's id.
        id: String,
    },
    /// Device: what came of a command.
    Reply {
        /// The command's id.
        id: String,
        /// What came of it.
        outcome: Outcome,
    },
    /// Either: the secret of a giveaway round that was not cleared yet, behind the event that opened it.
    Secret {
        /// The round.
        round: String,
        /// Its seed.
        seed: Seed,
    },
    /// Device: where it could speak. Told on every connection and whenever it changes; what is missing is released.
    Presence {
        /// Every stream it has open.
        streams: Vec<OpenStream>,
    },
    /// Relay: who speaks on a stream.
    Lease {
        /// The stream.
        stream: Stream,
        /// Whether this device does; otherwise another one.
        speaks: bool,
    },
    /// Relay: whether somebody listens to the chats of live streams. On every connection nobody does until this is said.
    Listen {
        /// Whether rows are to be told as they are read.
        lines: bool,
    },
    /// Device: rows of a chat on which it speaks, in order. What came while nobody listened is not told later.
    Lines {
        /// The device's life: rows are numbered anew in each.
        life: String,
        /// The stream.
        stream: Stream,
        /// The rows.
        lines: Vec<HeardLine>,
        /// How many rows were not told since the last frame, because there were too many.
        dropped: u64,
    },
    /// Device: the person in front of it wants something of the relay.
    Ask {
        /// The device's own id for it.
        id: String,
        /// What.
        ask: Ask,
    },
    /// Relay: what came of that.
    Answer {
        /// The device's own id for it.
        id: String,
        /// What came of it.
        answer: Answer,
    },
    /// Relay: no, and why; the socket closes.
    Refused {
        /// `pairing`, `token`, `version`, `fork`, `clock` or `frame`.
        code: String,
        /// For a person.
        message: String,
    },
    /// Either: still here.
    Ping,
    /// Either: the answer.
    Pong,
}
