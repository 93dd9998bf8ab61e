//! People, lines, conversations and messages: the one model behind every family of addresses. It knows no family and no
//! HTTP; services are reached through `connectors`.

mod attempt;
mod attributes;
mod blanks;
mod broadcast;
mod calls;
mod conversation;
mod dispatcher;
mod flow;
mod happening;
mod inbox;
mod lines;
mod model;
mod number;
mod pace;
mod pairing;
mod running;
mod sending;
mod status;
mod template;
mod watch;

pub use attributes::{MAX_VALUE, USER_CHANNEL, USER_NAME, USER_PHONE, check_attribute};
pub use broadcast::{Broadcast, MOST_MESSAGES, Planned};
pub use conversation::{Conversation, Overview};
pub use flow::{Flow, MediaKind, Segment, Step, segment};
pub use happening::{Happening, Receipt, Said, Which};
pub use lines::NewLine;
pub use model::{Carrier, Channel, Content, Direction, Kind, Line, LineState, Message, Person};
pub use number::normal_number;
pub use pace::Rate;
pub use pairing::QrCode;
pub use running::Visitor;
pub use sending::{Outgoing, checked_address};
pub use status::Status;
pub use template::TEMPLATE;
pub use watch::Watching;

pub(crate) use blanks::filled;
pub(crate) use dispatcher::keep_sending;
pub(crate) use running::keep_running_flows;
pub(crate) use sending::{check_content, place, takes_messages};
pub(crate) use watch::keep_watching;

use crate::connectors::Connectors;
use crate::outgoing::Policy;
use crate::store::{Store, Tell};
use tokio::sync::Notify;

/// What sends and hears for every workspace.
#[derive(Debug)]
pub struct Messaging {
    store: Store,
    tell: Tell,
    connectors: Connectors,
    watching: Watching,
    /// Rings when something was queued.
    queued: Notify,
    /// Rings when there are other lines than before.
    lines_changed: Notify,
}

impl Messaging {
    /// Sends nothing by itself. Services are reached where the policy allows it.
    #[must_use]
    pub fn new(store: Store, tell: Tell, policy: Policy, watching: Watching) -> Self {
        let connectors = Connectors::new(store.clone(), policy);
        Self { store, tell, connectors, watching, queued: Notify::new(), lines_changed: Notify::new() }
    }
}
