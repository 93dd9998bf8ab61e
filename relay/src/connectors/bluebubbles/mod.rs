//! iMessage, by a BlueBubbles server on the seller's Mac. Its password stands in every address, so no address is ever shown.

mod server;
mod wire;

use super::{Attempt, Call, Connector, Doing, Kit, Refusal, Standing, Told, Trouble};
use crate::messaging::{Happening, Kind, Line, Message, Rate};
use axum::http::Method;
use buzzchat::protocol::Millis;
use server::{Sent, Server};
use wire::Event;

/// The clock of the Mac may be behind ours by so much.
const SKEW: Millis = 2 * 60 * 1_000;

/// A BlueBubbles server.
pub(super) struct BlueBubbles {
    server: Server,
}

impl BlueBubbles {
    /// # Errors
    /// Says which setting is not as it should be.
    pub(super) fn new(kit: &Kit) -> Result<Self, String> {
        Ok(Self { server: Server::new(kit)? })
    }
}

/// Nothing secret in a log.
impl std::fmt::Debug for BlueBubbles {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("BlueBubbles")
    }
}

impl Connector for BlueBubbles {
    fn account(&self) -> String {
        self.server.base().to_owned()
    }

    fn send<'a>(&'a self, _: &'a Line, message: &'a Message) -> Doing<'a, Attempt> {
        Box::pin(async {
            if message.content.kind != Kind::Text {
                return Attempt::Refused {
                    reason: "BlueBubbles takes files from the relay, not their addresses: only text can be sent".into(),
                    code: "unsupported".into(),
                };
            }
            match self.server.send(&message.address, &message.id, &message.content.body).await {
                Sent::As(guid) => Attempt::Taken { service_id: guid },
                Sent::Not(attempt) => attempt,
            }
        })
    }

    /// A message has our id as its `tempGuid` only while it is on its way; later it is known by its words.
    fn look_for<'a>(&'a self, _: &'a Line, message: &'a Message) -> Doing<'a, Result<Vec<String>, Trouble>> {
        Box::pin(async {
            let chat = wire::chat_with(&message.address);
            let since = message.at.saturating_sub(SKEW);
            let sent = self.server.messages(Some(&chat), since).await?;
            let same = |one: &wire::Message| one.is_from_me && one.error == 0 && one.says(&message.content.body);
            Ok(sent.into_iter().filter(same).map(|one| one.guid).collect())
        })
    }

    /// Messages.app is made for a person's pace.
    fn rate(&self) -> Rate {
        Rate { per_second: 1.0, burst: 5.0, at_once: 2 }
    }

    fn read<'a>(&'a self, _: &'a Line, call: &'a Call) -> Doing<'a, Result<Told, Refusal>> {
        Box::pin(async {
            if call.method != Method::POST {
                return Err(Refusal::NotFound);
            }
            let event: Event = serde_json::from_slice(&call.body).map_err(|_| Refusal::Malformed)?;
            Ok(Told::happened(event.happenings().map_err(|_| Refusal::Malformed)?))
        })
    }

    fn tend<'a>(&'a self, line: &'a Line) -> Doing<'a, Standing> {
        Box::pin(self.server.tend(&line.id))
    }

    fn catch_up<'a>(&'a self, _: &'a Line, since: Millis) -> Doing<'a, Result<Vec<Happening>, Trouble>> {
        Box::pin(async move {
            let messages = self.server.messages(None, since).await?;
            Ok(messages.into_iter().flat_map(wire::Message::happenings).collect())
        })
    }

    fn leave<'a>(&'a self, line: &'a Line) -> Doing<'a, Result<(), Trouble>> {
        Box::pin(self.server.leave(&line.id))
    }
}
