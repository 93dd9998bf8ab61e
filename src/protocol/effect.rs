//! What the engine wants done. No effect returns a value: what became of it arrives later as an input.

use super::{Event, Outcome, Row, Seed};
use serde::{Deserialize, Serialize};

/// Who asked for a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// An extension page, by the number of its port.
    Ui {
        /// The port.
        port: u32,
    },
    /// The relay.
    Relay,
}

/// Something the host is to do. All durable effects of a batch go into one transaction; only after it has committed may
/// any other effect leave.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Durable: append this event to the local log.
    Append {
        /// Its place in the local log.
        position: u64,
        /// The event.
        event: Event,
    },
    /// Durable: this place of the log is in the snapshot and known to the relay.
    Drop {
        /// The place.
        position: u64,
    },
    /// Durable: write the snapshot of the shared state.
    Snapshot {
        /// As `Shared` writes it.
        state: String,
    },
    /// Durable: write a row.
    Put {
        /// The row.
        row: Row,
    },
    /// Durable: remove a row.
    Delete {
        /// Its key.
        key: String,
    },
    /// Hand a line to a page.
    Say {
        /// The document's id.
        page: String,
        /// The line's id.
        id: String,
        /// What to type.
        text: String,
        /// For how many milliseconds it may wait for the seller.
        patience: u64,
    },
    /// Tell a page which rows are safe.
    Ack {
        /// The document's id.
        page: String,
        /// All rows up to here.
        up_to: u64,
    },
    /// Send this event of ours to the relay, if it is there.
    Publish {
        /// The event.
        event: Event,
    },
    /// Send the whole shared state to the relay, if it is there.
    Upload {
        /// As `Shared::to_transfer` writes it.
        state: String,
    },
    /// Send this secret to the relay, if it is there, behind the events that came before.
    Secret {
        /// The giveaway round.
        round: String,
        /// Its seed.
        seed: Seed,
    },
    /// Answer a command.
    Reply {
        /// Who asked.
        caller: Caller,
        /// The command's id.
        id: String,
        /// What came of it.
        outcome: Outcome,
    },
    /// What people see has changed.
    Show,
}

impl Effect {
    /// Whether it belongs into the transaction.
    #[must_use]
    pub fn is_durable(&self) -> bool {
        matches!(
            self,
            Self::Append { .. } | Self::Drop { .. } | Self::Snapshot { .. } | Self::Put { .. } | Self::Delete { .. }
        )
    }
}
