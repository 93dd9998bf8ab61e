//! The services that carry messages, each behind one trait. They speak to services and read what those tell; they store
//! nothing.

mod sandbox;

use crate::messaging::{Carrier, Line, Message, Messaging, Rate};
use sandbox::Sandbox;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// Something that takes its time.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What came of trying to send a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The service has it.
    Taken {
        /// What the service calls it.
        service_id: String,
    },
    /// Not now.
    Later {
        /// Why not.
        reason: String,
        /// How long the service asks to wait.
        after: Option<Duration>,
        /// Whether all of the line is to wait.
        line_rests: bool,
    },
    /// Never.
    Refused {
        /// Why not, for a person.
        reason: String,
        /// What the service calls that.
        code: String,
    },
}

/// What carries a line's messages.
pub trait Connector: Send + Sync + Debug {
    /// Sends a message. It may have been sent before, when the answer was never read.
    fn send<'a>(&'a self, line: &'a Line, message: &'a Message) -> Doing<'a, Attempt>;

    /// How fast.
    fn rate(&self) -> Rate;

    /// How long after a person last wrote it takes anything but templates; nothing for ever.
    fn window(&self) -> Option<Duration> {
        None
    }

    /// The message was sent, and that is recorded.
    fn sent<'a>(&'a self, _messaging: &'a Messaging, _line: &'a Line, _message: &'a Message) -> Doing<'a, ()> {
        Box::pin(async {})
    }
}

/// What carries a line; nothing where there is no connector for it.
pub(crate) fn connector_of(line: &Line) -> Option<Arc<dyn Connector>> {
    match line.carrier {
        Carrier::Sandbox => Some(Arc::new(Sandbox)),
        Carrier::BlueBubbles | Carrier::Cloud | Carrier::Waha => None,
    }
}
