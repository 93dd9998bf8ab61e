//! The trait, and what connectors say of their services. It does nothing.

use super::{Call, Refusal, Told};
use crate::messaging::{Happening, Line, LineState, Message, Messaging, Rate};
use buzzchat::protocol::Millis;
use std::fmt::Debug;
use std::pin::Pin;
use std::time::Duration;
use thiserror::Error;

/// Something that takes its time.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What carries a line's messages. It is made from the line's opened settings (`Kit`), anew whenever those change.
///
/// A method never fails for good: whatever a service does, the answer says so. What it says in words is shown to sellers
/// and stands in logs, so it holds no secret, no address with one, and nothing of what people wrote.
pub trait Connector: Send + Sync + Debug {
    /// Which account of which service it reaches: what two lines to the same one have in common. Empty for none. It is never shown.
    fn account(&self) -> String;

    /// Sends a message. It was not sent before as far as [`Connector::look_for`] can tell. Whatever may still change by
    /// itself (the service is away or busy, its answer cannot be read) is `Later`; `Refused` is for good.
    fn send<'a>(&'a self, line: &'a Line, message: &'a Message) -> Doing<'a, Attempt>;

    /// What the service calls the messages that could be this one, the oldest first. It is asked before every attempt but
    /// the first, because the answer to an earlier one may have been lost; whichever of them the relay does not know as
    /// another message is taken for this one. A service that knows messages by our id, or says nothing of what it sent,
    /// needs none of this.
    fn look_for<'a>(&'a self, _line: &'a Line, _message: &'a Message) -> Doing<'a, Result<Vec<String>, Trouble>> {
        Box::pin(async { Ok(Vec::new()) })
    }

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

    /// Reads what the service told at the line's address; the secret in it was right. A signature is checked on the raw
    /// bytes before anything is read. What is of no interest is nothing told, not a refusal: most services tell again
    /// whatever is not answered with success.
    fn read<'a>(&'a self, _line: &'a Line, _call: &'a Call) -> Doing<'a, Result<Told, Refusal>> {
        Box::pin(async { Err(Refusal::NotFound) })
    }

    /// Sees to it that the service calls the line's address, where it can be told to, and says how the line stands. Called
    /// at the start, and from then on about every minute: it changes nothing where nothing is to be changed. A service that
    /// is away is `Disconnected`; one that does not take the line's secrets is `Failed`.
    fn tend<'a>(&'a self, line: &'a Line) -> Doing<'a, Standing>;

    /// The code that pairs a line which is `Pending`; nothing where there is none now.
    fn qr<'a>(&'a self, _line: &'a Line) -> Doing<'a, Result<Option<Qr>, Trouble>> {
        Box::pin(async { Ok(None) })
    }

    /// What the service still knows to have happened since a moment, the oldest first, whether it was told or not. Called
    /// after every [`Connector::tend`] that found the line connected.
    fn catch_up<'a>(&'a self, _line: &'a Line, _since: Millis) -> Doing<'a, Result<Vec<Happening>, Trouble>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// The line was given up: takes back what [`Connector::tend`] left with the service.
    fn leave<'a>(&'a self, _line: &'a Line) -> Doing<'a, Result<(), Trouble>> {
        Box::pin(async { Ok(()) })
    }
}

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
    /// Nothing goes over this line until somebody mends it: the message waits.
    LineFails {
        /// Why not, for a person.
        reason: String,
    },
}

/// How a line stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// So.
    pub state: LineState,
    /// Why, for a person, where there is something to say.
    pub detail: String,
}

impl Standing {
    /// It works.
    #[must_use]
    pub fn connected() -> Self {
        Self { state: LineState::Connected, detail: String::new() }
    }

    /// It stands so for this reason.
    pub fn new(state: LineState, detail: impl Into<String>) -> Self {
        Self { state, detail: detail.into() }
    }
}

/// What a phone is shown to pair it with a line.
#[derive(Clone, PartialEq, Eq)]
pub struct Qr {
    /// What the code says.
    pub value: String,
    /// The code as a PNG picture.
    pub png: Vec<u8>,
}

/// Whoever reads the code can pair the account.
impl Debug for Qr {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Qr")
    }
}

/// Why a service did not answer what it was asked; a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Trouble(pub String);
