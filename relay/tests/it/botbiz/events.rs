//! What webhooks are told: what becomes of accounts and messages, in the documented envelope.

use super::{Botbiz, PHONE, is_moment};
use crate::server::now;
use crate::webhooks::receiver::Receiver;
use buzzchat_relay::messaging::{
    Carrier, Channel, Content, Happening, Line, LineState, Outgoing, Receipt, Said, Status, Which,
};
use buzzchat_relay::store::LineSettings;
use serde_json::{Value, json};

/// 2023-04-09T10:00:00Z, as the documents' example has it.
const SAID: u64 = 1_681_034_400_000;

struct Told {
    botbiz: Botbiz,
    receiver: Receiver,
}

impl Told {
    async fn start() -> Self {
        let (botbiz, receiver) = (Botbiz::start().await, Receiver::start().await);
        let made = botbiz.post("/v1/whatsapp/webhooks", json!({ "url": receiver.url })).await;
        assert_eq!(made.status, 200, "{made:?}");
        Self { botbiz, receiver }
    }

    /// The data of the only event of a kind, in the documented envelope.
    async fn event(&self, kind: &str, so_far: usize) -> Value {
        let came: Vec<_> = self.receiver.wait_for(so_far).await;
        assert_eq!(came.len(), so_far, "{came:?}");
        let of_kind: Vec<_> = came.iter().filter(|came| came.json()["type"] == kind).collect();
        let [event] = of_kind[..] else { panic!("{kind}: {came:?}") };
        let body = event.json();
        let (id, created) = (body["id"].as_str().unwrap(), body["created"].as_u64().unwrap());
        assert!(id.starts_with("evt_") && id == event.id() && created <= now() / 1_000, "{body}");
        assert_eq!(body, json!({ "id": id, "type": kind, "created": created, "data": body["data"] }));
        assert!(is_moment(&body["data"]["timestamp"]), "{body}");
        assert_eq!(event.header("x-botbiz-signature").len(), 64);
        body["data"].clone()
    }

    async fn line(&self, id: &str) -> Line {
        self.botbiz.server.app.hub().store().line(id).await.unwrap().unwrap()
    }

    async fn hear(&self, line: &Line, told: Happening) {
        self.botbiz.server.app.messaging().hear(line, &[told]).await.unwrap();
    }
}

fn receipt(message: &Value, status: Status, reason: &str, code: &str) -> Happening {
    let which = Which::Ours(message.as_str().unwrap().to_owned());
    Happening::Receipt(Receipt { which, status, at: SAID, reason: reason.into(), code: code.into() })
}

fn said(service_id: &str, content: Content) -> Happening {
    let (service_id, address, name) = (service_id.to_owned(), PHONE.to_owned(), "Ann".to_owned());
    Happening::Said(Said { service_id, address, name, content, at: SAID, own: false })
}

#[tokio::test]
async fn what_a_person_writes_is_told_as_documented_and_once() {
    let told = Told::start().await;
    let account = told.botbiz.connected(PHONE).await;
    let line = told.line(&account).await;
    let written = Content::text("Hello, I need help with my order.");
    for _ in 0..2 {
        told.hear(&line, said("a", written.clone())).await;
    }
    let data = told.event("whatsapp.message.received", 2).await;
    assert!(data["message_id"].as_str().unwrap().starts_with("msg_"));
    let documented = json!({
        "account_id": account,
        "message_id": data["message_id"],
        "from": "+1234567890",
        "type": "text",
        "content": "Hello, I need help with my order.",
        "timestamp": "2023-04-09T10:00:00Z",
    });
    assert_eq!(data, documented);
}

#[tokio::test]
async fn the_course_of_a_message_is_told_step_by_step() {
    let told = Told::start().await;
    let account = told.botbiz.connected(PHONE).await;
    let connected = told.event("whatsapp.account.connected", 1).await;
    let expected = json!({
        "account_id": account, "phone_number": PHONE, "name": "Shop", "status": "connected",
        "timestamp": connected["timestamp"],
    });
    assert_eq!(connected, expected);
    let body = json!({ "to": PHONE, "type": "document", "content": "https://example.com/a", "filename": "a.pdf" });
    let message = told.botbiz.post("/v1/whatsapp/messages", body).await.body["id"].clone();
    told.receiver.wait_for(3).await;
    told.hear(&told.line(&account).await, receipt(&message, Status::Read, "", "")).await;
    told.hear(&told.line(&account).await, receipt(&message, Status::Delivered, "", "")).await;
    for (kind, status) in [("sent", "sent"), ("delivered", "delivered"), ("read", "read")] {
        let data = told.event(&format!("whatsapp.message.{kind}"), 4).await;
        let expected = json!({
            "account_id": account, "message_id": message, "to": PHONE, "type": "document",
            "content": "https://example.com/a", "filename": "a.pdf", "timestamp": data["timestamp"], "status": status,
        });
        assert_eq!(data, expected);
    }
}

/// A WhatsApp line that is away: what is sent over it waits.
async fn away(told: &Told, channel: Channel) -> Line {
    let line = Line {
        id: format!("{}away", channel.line_prefix()),
        workspace: "default".into(),
        channel,
        carrier: if channel == Channel::Whatsapp { Carrier::Waha } else { Carrier::BlueBubbles },
        name: "Phone".into(),
        address: PHONE.into(),
        state: LineState::Disconnected,
        detail: String::new(),
        created: now(),
    };
    told.botbiz.server.app.hub().store().add_line(&line, &LineSettings::new()).await.unwrap();
    line
}

#[tokio::test]
async fn what_fails_is_told_with_its_reason_and_so_is_what_waited_for_an_account_that_is_deleted() {
    let told = Told::start().await;
    let line = away(&told, Channel::Whatsapp).await;
    let body = json!({ "to": PHONE, "type": "text", "content": "hi", "account_id": line.id });
    let refused = told.botbiz.post("/v1/whatsapp/messages", body.clone()).await.body["id"].clone();
    told.hear(&line, receipt(&refused, Status::Failed, "Message undeliverable", "131026")).await;
    let failed = told.event("whatsapp.message.failed", 1).await;
    let expected = json!({
        "account_id": line.id, "message_id": refused, "to": PHONE, "type": "text", "content": "hi",
        "timestamp": failed["timestamp"], "status": "failed", "reason": "Message undeliverable", "code": "131026",
    });
    assert_eq!(failed, expected);
    let path = format!("/v1/whatsapp/messages/{}", refused.as_str().unwrap());
    let error = json!({ "code": "131026", "message": "Message undeliverable" });
    assert_eq!(told.botbiz.get(&path).await.body["error"], error);
    let waiting = told.botbiz.post("/v1/whatsapp/messages", body).await.body["id"].clone();
    assert_eq!(told.botbiz.delete(&format!("/v1/whatsapp/accounts/{}", line.id)).await.status, 200);
    let last = told.receiver.wait_for(2).await.pop().unwrap().json();
    assert_eq!((&last["type"], &last["data"]["message_id"]), (&json!("whatsapp.message.failed"), &waiting));
    assert_eq!(last["data"]["reason"], "The line was removed before it was sent");
}

#[tokio::test]
async fn an_account_that_goes_is_told_of_once_whatever_is_said_of_it() {
    let told = Told::start().await;
    let account = told.botbiz.connected(PHONE).await;
    let messaging = told.botbiz.server.app.messaging();
    let line = told.line(&account).await;
    for detail in ["The phone is off", "The phone is still off"] {
        messaging.note_state(&line, LineState::Disconnected, detail).await.unwrap();
    }
    let gone = told.event("whatsapp.account.disconnected", 2).await;
    let expected = json!({
        "account_id": account, "phone_number": PHONE, "name": "Shop", "status": "disconnected",
        "timestamp": gone["timestamp"], "reason": "The phone is off",
    });
    assert_eq!(gone, expected);
    assert_eq!(told.line(&account).await.detail, "The phone is still off");
    let other = told.botbiz.connected("+14155552671").await;
    told.botbiz.delete(&format!("/v1/whatsapp/accounts/{other}")).await;
    let last = told.receiver.wait_for(4).await.pop().unwrap().json();
    assert_eq!((&last["type"], &last["data"]["account_id"]), (&json!("whatsapp.account.disconnected"), &json!(other)));
}

#[tokio::test]
async fn nothing_is_told_of_other_channels() {
    let told = Told::start().await;
    let line = away(&told, Channel::Imessage).await;
    told.hear(&line, said("a", Content::text("hi"))).await;
    told.botbiz.server.app.messaging().note_state(&line, LineState::Connected, "").await.unwrap();
    let outgoing = Outgoing::text("ava", PHONE, "hi");
    told.botbiz.server.app.messaging().send("default", Channel::Imessage, outgoing).await.unwrap();
    told.botbiz.connected(PHONE).await;
    told.event("whatsapp.account.connected", 1).await;
}
