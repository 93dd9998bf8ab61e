//! WhatsApp by QR code, through a WAHA server.

mod course;
mod fake;
mod pairing;

use super::stage::{PHONE, Stage, start};
use crate::server::{eventually, now};
use buzzchat_relay::messaging::{Channel, Content, LineState, Message, Outgoing};
use fake::{Fake, KEY, signature};
use serde_json::{Value, json};

/// A line to a server, not paired yet.
async fn pending() -> (Stage, Fake) {
    let (server, fake) = (start().await, Fake::start().await);
    let line = fake.line(server.address, KEY);
    let stage = Stage::connect(server, line).await;
    eventually("there is a session", async || fake.with(|inside| inside.sessions.contains_key("default"))).await;
    (stage, fake)
}

/// A line that stands.
async fn connected() -> (Stage, Fake) {
    let (stage, fake) = pending().await;
    fake.turns("WORKING");
    stage.stands(LineState::Connected).await;
    (stage, fake)
}

impl Stage {
    /// The server tells something, signed as it signs.
    async fn hears_of(&self, fake: &Fake, event: &str, payload: &Value) -> u16 {
        let (url, key) = fake.webhook();
        let body = json!({
            "id": "evt_1", "timestamp": now(), "event": event, "session": "default", "payload": payload,
            "engine": "NOWEB", "environment": { "version": "2026.5.1" },
        });
        let body = body.to_string();
        let headers = [("x-webhook-hmac", signature(&key, &body)), ("x-webhook-hmac-algorithm", "sha512".into())];
        self.call(&url, &headers, body).await.status
    }

    async fn writes(&self, to: &str, content: Content) -> String {
        let outgoing = Outgoing { content, ..Outgoing::text("botbiz", to, "") };
        self.server.app.messaging().send("default", Channel::Whatsapp, outgoing).await.unwrap().id
    }

    async fn reaches(&self, id: &str, status: &str) -> Message {
        eventually(&format!("the message is {status}"), async || self.message(id).await.status.name() == status).await;
        self.message(id).await
    }

    /// What people wrote on WhatsApp.
    async fn incoming(&self) -> Vec<Message> {
        self.server.app.hub().store().incoming("default", Channel::Whatsapp, 0, None, 100).await.unwrap()
    }

    async fn heard_on_whatsapp(&self, texts: &[&str]) {
        let all = async || self.incoming().await.into_iter().map(|one| one.content.body).collect::<Vec<_>>() == texts;
        eventually(&format!("{texts:?} is heard"), all).await;
        assert!(self.incoming().await.iter().all(|message| message.address == PHONE));
    }
}
