//! What a service tells of a line. It comes twice, late and out of order.

use super::{Content, Status};
use buzzchat::protocol::Millis;

/// Something that a service told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Somebody wrote.
    Said(Said),
    /// Something became of a message.
    Receipt(Receipt),
}

/// A message that a service told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What the service calls it: it is known by that when it is told again. Never empty.
    pub service_id: String,
    /// The person's address.
    pub address: String,
    /// What they call themselves; empty where the service does not say.
    pub name: String,
    /// What they wrote.
    pub content: Content,
    /// When, by the service's clock.
    pub at: Millis,
    /// Whether the seller wrote it, with something else than the relay.
    pub own: bool,
}

/// News of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Of which.
    pub which: Which,
    /// What became of it: sent, delivered, read or failed.
    pub status: Status,
    /// When, by the service's clock.
    pub at: Millis,
    /// Why it failed.
    pub reason: String,
    /// What the service calls that.
    pub code: String,
}

/// How a service names a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By our id, which it was given.
    Ours(String),
    /// By its own.
    Theirs(String),
}
