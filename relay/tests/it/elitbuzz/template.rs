//! A template for one user.

use super::{Elitbuzz, PHONE, refused, refused_as_wrong, success};
use crate::server::Answer;
use buzzchat_relay::messaging::{Channel, Kind, LineState, TEMPLATE};
use buzzchat_relay::store::LineSettings;
use serde_json::{Value, json};

impl Elitbuzz {
    async fn send_template(&self, body: &Value) -> Answer {
        self.post(&format!("/whatsapp-api/v1.0{}/template", self.bot), body).await
    }
}

/// As clients of the platform send one.
fn template() -> Value {
    json!({
        "name": "order_update",
        "components": [
            { "type": "header", "parameters": [{ "type": "image", "image": { "link": "https://example.com/a.jpg" } }] },
            { "type": "body", "parameters": [{ "type": "text", "text": "Ann" }] },
            {
                "type": "button", "sub_type": "quick_reply", "index": 0,
                "parameters": [{ "type": "payload", "payload": "flow_BA8E475B" }],
            },
        ],
        "language": { "code": "en_US", "policy": "deterministic" },
        "namespace": "eda639f0_956a_448a_8529_7a171538385e",
    })
}

#[tokio::test]
async fn a_template_is_queued_as_the_cloud_api_takes_it() {
    let elitbuzz = Elitbuzz::start().await;
    for phone in [PHONE, "919565428256", "+91 95654 28256"] {
        let answer = elitbuzz.send_template(&json!({ "phoneNumber": phone, "payload": template() })).await;
        let id = success(&answer)["responseObject"]["message_id"].as_str().unwrap().to_owned();
        assert_eq!(answer.body.as_object().unwrap().len(), 2, "{answer:?}");
        let message = elitbuzz.server.app.hub().store().message("default", &id).await.unwrap().unwrap();
        assert_eq!((message.address.as_str(), message.channel), (PHONE, Channel::Whatsapp));
        assert_eq!((message.content.kind, message.content.body.as_str()), (Kind::Template, "order_update"));
        let taken = json!({
            "name": "order_update", "language": { "code": "en_US" }, "components": template()["components"],
        });
        assert_eq!(message.content.extra[TEMPLATE], taken);
    }
    let conversation = elitbuzz.get("/channel-user/919565428256/conversations").await;
    let line = &success(&conversation)["conversations"][0];
    assert_eq!((&line["messageType"], &line["response"]), (&json!("template"), &json!("order_update")));
}

#[tokio::test]
async fn what_is_wrong_with_a_template_is_said_and_nothing_is_sent() {
    let elitbuzz = Elitbuzz::start().await;
    let changed = |pointer: &str, value: Value| {
        let mut body = json!({ "phoneNumber": PHONE, "payload": template() });
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for body in [
        changed("/phoneNumber", json!("nobody")),
        changed("/phoneNumber", json!("9178921978038123")),
        changed("/phoneNumber", json!(919565428256_u64)),
        changed("/payload", json!("order_update")),
        changed("/payload/name", json!(" ")),
        changed("/payload/name", json!("x".repeat(513))),
        changed("/payload/language", json!("en")),
        changed("/payload/language/code", json!("")),
        changed("/payload/language/policy", json!("fallback")),
        changed("/payload/components", json!({})),
        changed("/payload/components/0", json!("header")),
        json!({ "phoneNumber": PHONE }),
        json!({ "phoneNumber": PHONE, "payload": template(), "more": 1 }),
        json!([PHONE, template()]),
    ] {
        refused_as_wrong(&elitbuzz.send_template(&body).await);
    }
    let store = elitbuzz.server.app.hub().store();
    assert!(store.person_at("default", Channel::Whatsapp, PHONE).await.unwrap().is_none());
}

#[tokio::test]
async fn an_account_that_does_not_work_sends_nothing() {
    let elitbuzz = Elitbuzz::start().await;
    let mut line = elitbuzz.line(Channel::Imessage).await;
    line.id = "wha_away".into();
    (line.channel, line.state, line.detail) = (Channel::Whatsapp, LineState::Failed, "it was banned".into());
    elitbuzz.server.app.hub().store().add_line(&line, &LineSettings::new()).await.unwrap();
    let answer = elitbuzz.send_template(&json!({ "phoneNumber": PHONE, "payload": template() })).await;
    assert!(refused(&answer, 503, 503, "SERVICE_UNAVAILABLE").contains("it was banned"));
}
