//! People, lines, conversations and messages: the one model behind every family of addresses. It knows no family and no
//! HTTP; services are reached through `connectors`.

mod conversation;
mod dispatcher;
mod happening;
mod inbox;
mod model;
mod number;
mod pace;
mod sending;
mod status;

pub use conversation::Conversation;
pub use happening::{Happening, Receipt, Said, Which};
pub use model::{Carrier, Channel, Content, Direction, Kind, Line, LineState, Message, Person};
pub use number::normal_number;
pub use pace::Rate;
pub use sending::{Outgoing, checked_address};
pub use status::Status;

pub(crate) use dispatcher::keep_sending;

use crate::store::{Store, Tell};
use tokio::sync::Notify;

/// What sends and hears for every workspace.
#[derive(Debug)]
pub struct Messaging {
    store: Store,
    tell: Tell,
    /// Rings when something was queued.
    queued: Notify,
}

impl Messaging {
    /// Sends nothing by itself.
    #[must_use]
    pub fn new(store: Store, tell: Tell) -> Self {
        Self { store, tell, queued: Notify::new() }
    }
}
