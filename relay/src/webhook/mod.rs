//! Webhooks: what is told to integrators of every family, and how it gets to them. Rows of deliveries are written by the
//! store together with what they tell of; from here on they are sent until they arrive or have failed for good.

mod announcement;
mod attempt;
mod changes;
mod description;
mod dispatcher;
mod kind;
mod lane;
mod letter;
mod own_headers;
mod recorder;
mod schedule;
mod style;

pub use announcement::Announcement;
pub use attempt::{Attempted, Fate};
pub use kind::EventType;
pub use letter::{Dress, Letter, Secrets};
pub use own_headers::{HeaderError, OwnHeader, OwnHeaders};
pub use schedule::Schedule;
pub use style::Style;

pub(crate) use attempt::problem;
pub(crate) use description::describe_events;
pub(crate) use dispatcher::keep_delivering;

use crate::outgoing::{Client, Policy};
use changes::Changes;

/// What the operator decides about deliveries.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms {
    /// Whether http and receivers on this computer or in its network are allowed.
    pub allow_local: bool,
    /// How patient the relay is with receivers.
    pub schedule: Schedule,
}

/// What sends, and what those who change webhooks tell it.
#[derive(Debug)]
pub struct Webhooks {
    terms: Terms,
    client: Client,
    changes: Changes,
}

impl Webhooks {
    /// Sends nothing by itself.
    #[must_use]
    pub fn new(terms: Terms) -> Self {
        let client = Client::new(Policy { allow_local: terms.allow_local });
        Self { terms, client, changes: Changes::default() }
    }

    /// What receivers may be.
    pub(crate) fn policy(&self) -> Policy {
        Policy { allow_local: self.terms.allow_local }
    }

    /// What requests go out through.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// A webhook is not what it was: what is on the way to it is looked up anew.
    pub(crate) fn changed(&self, webhook: &str) {
        self.changes.note(webhook);
    }
}
