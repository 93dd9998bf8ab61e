//! AVA's documented calls, typed in with only host and credentials changed, and what its documents leave open.

use crate::server::{Answer, Server, eventually, now, read};
use buzzchat_relay::family::Family;
use buzzchat_relay::messaging::{Carrier, Channel, Content, Happening, Line, LineState, Said};
use buzzchat_relay::store::{LineSettings, OwnTerms};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::HashSet;

/// The documents' own number.
const PHONE: &str = "+1234567890";

struct Ava {
    server: Server,
    key: String,
}

impl Ava {
    async fn start() -> Self {
        let server = Server::start().await;
        let terms = OwnTerms { per_minute: Some(1_000_000), per_day: Some(1_000_000), ..OwnTerms::default() };
        let (_, key) = server.family_key("default", Family::Ava, terms).await;
        Self { server, key }
    }

    async fn get(&self, path: &str) -> Answer {
        read(self.server.request(Method::GET, path).bearer_auth(&self.key)).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        read(self.server.request(Method::POST, path).bearer_auth(&self.key).json(&body)).await
    }

    /// The sandbox, with people at its other end.
    async fn line(&self) -> Line {
        self.server.app.messaging().line_for("default", Channel::Imessage, None).await.unwrap()
    }

    async fn hears(&self, said: &[(&str, String)]) {
        let line = self.line().await;
        let told: Vec<_> = said.iter().map(|(from, text)| heard(from, text)).collect();
        self.server.app.messaging().hear(&line, &told).await.unwrap();
    }
}

fn heard(from: &str, text: &str) -> Happening {
    Happening::Said(Said {
        service_id: format!("{from} {text}"),
        address: from.into(),
        name: String::new(),
        content: Content::text(text),
        at: now(),
        own: false,
    })
}

/// The body of a success, with exactly these fields.
fn success<'a>(answer: &'a Answer, fields: &[&str]) -> &'a Value {
    assert_eq!((answer.status, &answer.body["success"]), (200, &Value::Bool(true)), "{answer:?}");
    let names: HashSet<_> = answer.body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, fields.iter().copied().chain(["success"]).collect(), "{answer:?}");
    &answer.body
}

fn is_moment(value: &Value) -> bool {
    let text = value.as_str().unwrap();
    text.len() == "2026-01-25T12:00:00.000Z".len() && text.ends_with('Z') && text.contains('T')
}

#[tokio::test]
async fn the_documented_examples_are_answered_as_documented() {
    let ava = Ava::start().await;
    let sent = ava.post("/api/send", json!({ "phone": PHONE, "message": "Hello from AVA!" })).await;
    let sent = success(&sent, &["message_id", "timestamp"]);
    assert!(sent["message_id"].as_str().unwrap().starts_with("msg_") && is_moment(&sent["timestamp"]));
    eventually("the sandbox delivers it", async || {
        ava.get("/api/messages/+1234567890").await.body["messages"][0]["status"] == "delivered"
    })
    .await;
    ava.hears(&[(PHONE, "Hi there!".into())]).await;
    for spelling in ["/api/messages/+1234567890", "/api/messages/%2B1234567890"] {
        let history = ava.get(spelling).await;
        let history = success(&history, &["messages", "total", "limit", "offset"]);
        assert_eq!((&history["total"], &history["limit"], &history["offset"]), (&json!(2), &json!(50), &json!(0)));
        let [out, back] = &history["messages"].as_array().unwrap()[..] else { panic!("{history}") };
        for (message, text, direction, status) in
            [(out, "Hello from AVA!", "outbound", "delivered"), (back, "Hi there!", "inbound", "received")]
        {
            let shape = json!({
                "id": message["id"], "phone": PHONE, "message": text, "direction": direction,
                "timestamp": message["timestamp"], "status": status,
            });
            assert_eq!(*message, shape);
            assert!(is_moment(&message["timestamp"]));
        }
    }
    let polled = ava.get("/api/messages/poll?since=2026-01-25T12:00:00Z").await;
    let polled = success(&polled, &["messages", "count", "has_more"]);
    assert_eq!((&polled["count"], &polled["has_more"]), (&json!(1), &json!(false)));
    assert_eq!(polled["messages"][0]["message"], "Hi there!");
    let asked = json!({
        "phone": PHONE,
        "context": [{ "role": "user", "content": "What are your business hours?" }],
        "instructions": "Respond professionally and mention we are open 9-5 weekdays",
    });
    let written = ava.post("/api/generate", asked).await;
    let written = success(&written, &["generated_message", "message_id", "sent", "timestamp"]);
    assert_eq!((&written["generated_message"], &written["sent"]), (&json!("We are open 9-5 weekdays."), &json!(false)));
    assert!(written["message_id"].as_str().unwrap().starts_with("msg_ai_"));
    assert_eq!(ava.get("/api/messages/+1234567890").await.body["total"], 2, "a draft is no part of the history");
}

#[tokio::test]
async fn an_answer_comes_from_the_seller_s_rules_and_is_sent_where_that_is_wanted() {
    let ava = Ava::start().await;
    let rules = json!({ "faqRules": [{ "triggers": ["shipping"], "reply": "@{username} Shipping is £3" }] });
    ava.server.patch(rules).await.data();
    let context =
        json!([{ "role": "assistant", "content": "Hello!" }, { "role": "user", "content": "how much is shipping?" }]);
    let written = ava.post("/api/generate", json!({ "phone": PHONE, "context": context, "auto_send": true })).await;
    assert_eq!((&written.body["generated_message"], &written.body["sent"]), (&json!("Shipping is £3"), &json!(true)));
    let history = ava.get("/api/messages/+1234567890").await;
    assert_eq!(history.body["messages"][0]["id"], written.body["message_id"]);
}

#[tokio::test]
async fn an_answer_that_no_line_can_take_is_kept_as_a_draft() {
    let ava = Ava::start().await;
    let line =
        Line { id: "lin_away".into(), carrier: Carrier::BlueBubbles, state: LineState::Failed, ..ava.line().await };
    let store = ava.server.app.hub().store();
    store.add_line(&line, &LineSettings::new()).await.unwrap();
    let asked = |auto_send: bool| json!({ "phone": PHONE, "context": [{ "role": "user", "content": "hi" }], "auto_send": auto_send });
    let failed = ava.post("/api/generate", asked(true)).await;
    assert_eq!((failed.status, &failed.body["code"]), (500, &json!("internal_error")), "{failed:?}");
    assert!(store.person_at("default", Channel::Imessage, PHONE).await.unwrap().is_some(), "it is kept for somebody");
    let draft = ava.post("/api/generate", asked(false)).await;
    assert_eq!((draft.status, &draft.body["sent"]), (200, &json!(false)), "nobody is to get it: {draft:?}");
    let sent = ava.post("/api/send", json!({ "phone": PHONE, "message": "hi" })).await;
    assert_eq!((sent.status, &sent.body["code"]), (503, &json!("unavailable")), "{sent:?}");
}

#[tokio::test]
async fn everything_wrong_is_said_in_ava_s_shape() {
    let ava = Ava::start().await;
    let asked = |phone: &str, context: Value| json!({ "phone": phone, "context": context });
    let turn = json!([{ "role": "user", "content": "hi" }]);
    let mut answers = vec![
        ava.post("/api/send", json!({ "phone": "1234567890", "message": "hi" })).await,
        ava.post("/api/send", json!({ "phone": PHONE, "message": " " })).await,
        ava.post("/api/send", json!({ "phone": PHONE })).await,
        ava.post("/api/send", json!({ "phone": PHONE, "message": "hi", "more": 1 })).await,
        ava.post("/api/send", json!([PHONE, "hi"])).await,
        ava.post("/api/generate", asked("nobody", turn.clone())).await,
        ava.post("/api/generate", asked(PHONE, json!([]))).await,
        ava.post("/api/generate", asked(PHONE, json!([{ "role": "system", "content": "x" }]))).await,
        ava.post("/api/generate", asked(PHONE, json!([{ "role": "user", "content": "" }]))).await,
    ];
    for path in [
        "poll?since=yesterday",
        "poll?phone=12",
        "nobody",
        "+1234567890?limit=101",
        "+1234567890?limit=0",
        "+1234567890?limit=many",
        "+1234567890?offset=-1",
    ] {
        answers.push(ava.get(&format!("/api/messages/{path}")).await);
    }
    for answer in answers {
        let message = answer.body["error"].as_str().unwrap_or_else(|| panic!("{answer:?}"));
        let shape = json!({ "success": false, "error": message, "code": "invalid_request" });
        assert_eq!((answer.status, &answer.body), (400, &shape));
        assert!(!message.is_empty());
    }
    let nobody = ava.get("/api/messages/+14155552671").await;
    assert_eq!(
        (&nobody.body["messages"], &nobody.body["total"]),
        (&json!([]), &json!(0)),
        "B10: no history is no error"
    );
}

#[tokio::test]
async fn a_message_with_an_idempotency_key_is_sent_once() {
    let ava = Ava::start().await;
    let post = async |body: Value| {
        let request = ava.server.request(Method::POST, "/api/send").bearer_auth(&ava.key);
        read(request.header("Idempotency-Key", "once").json(&body)).await
    };
    let body = json!({ "phone": PHONE, "message": "Hello!" });
    let (first, second) = (post(body.clone()).await, post(body).await);
    assert_eq!((second.status, &second.body), (200, &first.body));
    let other = post(json!({ "phone": PHONE, "message": "Hello again!" })).await;
    assert_eq!((other.status, &other.body["code"]), (409, &json!("conflict")), "{other:?}");
    assert_eq!(ava.get("/api/messages/+1234567890").await.body["total"], 1);
}

/// 100,000 messages that came at the same moment, read as the documents advise.
#[tokio::test]
async fn a_client_that_polls_with_the_last_timestamp_gets_each_message_once() {
    let ava = Ava::start().await;
    let thorough = std::env::var_os("SOAK").is_some();
    let all = if thorough { 100_000 } else { 5_000 };
    let said: Vec<_> =
        (0..all).map(|number| (if number % 2 == 0 { PHONE } else { "+14155552671" }, number.to_string())).collect();
    for part in said.chunks(1_000) {
        ava.hears(part).await;
    }
    let (mut seen, mut since) = (HashSet::new(), "1970-01-01T00:00:00Z".to_owned());
    loop {
        let page = ava.get(&format!("/api/messages/poll?since={since}")).await.body;
        for message in page["messages"].as_array().unwrap() {
            assert!(seen.insert(message["id"].as_str().unwrap().to_owned()), "{message} came twice");
            message["timestamp"].as_str().unwrap().clone_into(&mut since);
        }
        if page["has_more"] == false {
            break;
        }
        assert_eq!(page["count"], 100);
    }
    assert_eq!(seen.len(), all);
    let one = ava.get("/api/messages/poll?since=1970-01-01T00:00:00+00:00&phone=+14155552671").await.body;
    assert!(one["messages"].as_array().unwrap().iter().all(|message| message["phone"] == "+14155552671"));
    assert_eq!(one["count"], 100);
}
