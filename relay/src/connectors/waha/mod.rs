//! WhatsApp by QR code, through a WAHA server: one session of it is one line.

mod server;
mod session;
mod wire;

use super::signature::is_signed_by_sha512;
use super::{Attempt, Call, Connector, Doing, Kit, Qr, Refusal, Standing, Told, Trouble};
use crate::clock;
use crate::messaging::{Happening, Line, Message, Rate};
use axum::http::Method;
use buzzchat::protocol::Millis;
use server::{Person, Server};
use wire::{Event, Telling};

/// News of a session that are older say nothing of how it stands now.
const FRESH: Millis = 5 * 60 * 1_000;
/// The clock of the server may be behind ours by so much.
const SKEW: Millis = 2 * 60 * 1_000;

/// A session of a WAHA server.
pub(super) struct Waha {
    server: Server,
    /// What the server signs with.
    hook_key: String,
}

impl Waha {
    /// # Errors
    /// Says which setting is not as it should be.
    pub(super) fn new(kit: &Kit) -> Result<Self, String> {
        Ok(Self { hook_key: kit.setting(super::HOOK_KEY)?, server: Server::new(kit)? })
    }

    /// What messages tell, whoever they are with.
    async fn understood(&self, telling: Vec<Telling>) -> Result<Vec<Happening>, Trouble> {
        let mut happenings = Vec::new();
        for telling in telling {
            match telling {
                Telling::Clear(happening) => happenings.push(happening),
                Telling::Hidden(mut said, lid) => match self.server.person(&lid).await? {
                    Person::At(address) => {
                        said.address = address;
                        happenings.push(Happening::Said(said));
                    }
                    Person::Unknown => tracing::warn!("somebody wrote whose number WhatsApp does not tell"),
                },
            }
        }
        Ok(happenings)
    }
}

/// Nothing secret in a log.
impl std::fmt::Debug for Waha {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Waha")
    }
}

impl Connector for Waha {
    fn account(&self) -> String {
        format!("{} {}", self.server.base(), self.server.session())
    }

    fn send<'a>(&'a self, _: &'a Line, message: &'a Message) -> Doing<'a, Attempt> {
        Box::pin(self.server.send(&message.address, &message.content))
    }

    /// WhatsApp gives no name to a message before it is sent, so one that was sent is known by its words.
    fn look_for<'a>(&'a self, _: &'a Line, message: &'a Message) -> Doing<'a, Result<Vec<String>, Trouble>> {
        Box::pin(async {
            let since = message.at.saturating_sub(SKEW);
            let sent = self.server.sent_to(&message.address, since).await?;
            Ok(sent.into_iter().filter(|one| one.is(&message.content)).filter_map(|one| one.name()).collect())
        })
    }

    /// Faster, and WhatsApp takes it for a machine.
    fn rate(&self) -> Rate {
        Rate { per_second: 1.0, burst: 5.0, at_once: 1 }
    }

    fn read<'a>(&'a self, _: &'a Line, call: &'a Call) -> Doing<'a, Result<Told, Refusal>> {
        Box::pin(async {
            if call.method != Method::POST {
                return Err(Refusal::NotFound);
            }
            let signature = call.header("x-webhook-hmac").unwrap_or_default();
            if !is_signed_by_sha512(&call.body, self.hook_key.as_bytes(), signature) {
                return Err(Refusal::Unsigned);
            }
            let event: Event = serde_json::from_slice(&call.body).map_err(|_| Refusal::Malformed)?;
            if event.session != self.server.session() {
                return Ok(Told::default());
            }
            let at = event.at();
            let news = event.news().map_err(|_| Refusal::Malformed)?;
            let happenings = self.understood(news.telling).await.map_err(|_| Refusal::NotNow)?;
            let standing = news
                .status
                .filter(|_| clock::now() < at.saturating_add(FRESH))
                .and_then(|status| session::told(&status));
            Ok(Told { happenings, standing, ..Told::default() })
        })
    }

    fn tend<'a>(&'a self, line: &'a Line) -> Doing<'a, Standing> {
        Box::pin(session::tend(&self.server, &self.hook_key, line))
    }

    fn qr<'a>(&'a self, _: &'a Line) -> Doing<'a, Result<Option<Qr>, Trouble>> {
        Box::pin(session::qr(&self.server))
    }

    fn catch_up<'a>(&'a self, _: &'a Line, since: Millis) -> Doing<'a, Result<Vec<Happening>, Trouble>> {
        Box::pin(async move {
            let messages = self.server.messages_since(since).await?;
            self.understood(messages.into_iter().flat_map(wire::Message::telling).collect()).await
        })
    }

    fn leave<'a>(&'a self, line: &'a Line) -> Doing<'a, Result<(), Trouble>> {
        Box::pin(session::leave(&self.server, line))
    }
}
