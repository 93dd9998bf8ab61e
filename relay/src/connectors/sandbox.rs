//! A line whose other end is the relay's own inbox page: it takes everything, and reaches nobody outside.

use super::{Attempt, Connector, Doing, Standing};
use crate::clock;
use crate::messaging::{Happening, Line, Message, Messaging, Rate, Receipt, Status, Which};

/// It has no service, so it has no settings either.
#[derive(Debug)]
pub(super) struct Sandbox;

impl Connector for Sandbox {
    fn account(&self) -> String {
        String::new()
    }

    fn send<'a>(&'a self, _: &'a Line, message: &'a Message) -> Doing<'a, Attempt> {
        // The same name on every attempt: a message that is sent again is the same one.
        Box::pin(async { Attempt::Taken { service_id: format!("sandbox:{}", message.id) } })
    }

    fn rate(&self) -> Rate {
        Rate { per_second: 10_000.0, burst: 10_000.0, at_once: 64 }
    }

    fn tend<'a>(&'a self, _: &'a Line) -> Doing<'a, Standing> {
        Box::pin(async { Standing::connected() })
    }

    /// The phone has it as soon as it is sent.
    fn sent<'a>(&'a self, messaging: &'a Messaging, line: &'a Line, message: &'a Message) -> Doing<'a, ()> {
        Box::pin(async {
            let receipt = Receipt {
                which: Which::Ours(message.id.clone()),
                status: Status::Delivered,
                at: clock::now(),
                reason: String::new(),
                code: String::new(),
            };
            if let Err(error) = messaging.hear(line, &[Happening::Receipt(receipt)]).await {
                tracing::error!(%error, message = message.id, "a delivery in the sandbox cannot be recorded");
            }
        })
    }
}
