//! The same to many: at once, later, and what became of it.

use super::{Elitbuzz, OTHER, PHONE, refused, refused_as_wrong, success};
use crate::server::{Answer, eventually, now};
use buzzchat_relay::messaging::{Carrier, Channel, Line, LineState, Status};
use buzzchat_relay::store::{LineSettings, Outcome};
use serde_json::{Value, json};

impl Elitbuzz {
    async fn broadcast(&self, body: &Value) -> Answer {
        self.post(&self.place("/broadcast"), body).await
    }

    async fn state(&self, id: &str) -> Value {
        success(&self.get(&format!("/broadcast/{id}")).await).clone()
    }

    /// An account that is away: what is sent over it waits.
    async fn silent_account(&self) -> Line {
        let line = Line {
            id: "wha_silent".into(),
            workspace: "default".into(),
            channel: Channel::Whatsapp,
            carrier: Carrier::Cloud,
            name: "Shop".into(),
            address: "+15550001111".into(),
            state: LineState::Disconnected,
            detail: String::new(),
            created: now(),
        };
        self.server.app.hub().store().add_line(&line, &LineSettings::new()).await.unwrap();
        line
    }
}

/// As clients of the platform send one, to the documents' own list.
fn broadcast() -> Value {
    json!({
        "broadcastId": null,
        "broadcastTitle": "Opening hours",
        "publishedOn": "2022-01-25T12:00:00.000Z",
        "audience": {
            "rule": { "channels": ["whatsapp"], "channelUserIds": ["9178921978038123", "9190193486731"] },
        },
        "payload": { "type": "direct", "content": [{ "type": "text", "data": { "message": "We are open today." } }] },
        "status": null,
    })
}

fn changed(pointer: &str, value: Value) -> Value {
    let mut body = broadcast();
    *body.pointer_mut(pointer).unwrap() = value;
    body
}

fn counts(state: &Value) -> [u64; 6] {
    ["total", "queued", "sent", "delivered", "read", "failed"].map(|name| state["counts"][name].as_u64().unwrap())
}

#[tokio::test]
async fn a_broadcast_whose_time_is_past_goes_out_at_once_to_everybody_in_the_list() {
    let elitbuzz = Elitbuzz::start().await;
    let answer = elitbuzz.broadcast(&broadcast()).await;
    let made = success(&answer);
    let (id, published) = (made["broadcastId"].as_str().unwrap(), made["publishedOn"].as_str().unwrap());
    assert!(id.starts_with("brd_") && published > "2026", "{made}");
    let shape = json!({
        "status": made["status"], "broadcastId": id, "broadcastTitle": "Opening hours", "broadcastStatus": "PUBLISHED",
        "channel": "whatsapp", "publishedOn": published, "createdAt": published, "counts": made["counts"],
        "recipients": made["recipients"], "page_number": 1, "page_size": 500,
    });
    assert_eq!((made, counts(made)[0]), (&shape, 2));
    eventually("the sandbox delivers it", async || counts(&elitbuzz.state(id).await) == [2, 0, 0, 2, 0, 0]).await;
    let state = elitbuzz.state(id).await;
    let of = |at: usize, digits: &str| {
        let recipient = &state["recipients"][at];
        let (user, message) = (&recipient["userId"], &recipient["messageId"]);
        assert!(user.is_string() && message.is_string(), "{recipient}");
        let shape = json!({ "channelUserId": digits, "userId": user, "messageId": message, "status": "delivered" });
        assert_eq!(*recipient, shape);
    };
    of(0, "9178921978038123");
    of(1, "9190193486731");
    let conversation = elitbuzz.get("/channel-user/9178921978038123/conversations").await;
    assert_eq!(success(&conversation)["conversations"][0]["response"], "We are open today.");
}

#[tokio::test]
async fn a_broadcast_waits_for_its_time_in_utc() {
    let elitbuzz = Elitbuzz::start().await;
    let answer = elitbuzz.broadcast(&changed("/publishedOn", json!("2096-01-25T13:00:00+01:00"))).await;
    let made = success(&answer);
    assert_eq!((&made["broadcastStatus"], &made["publishedOn"]), (&json!("SCHEDULED"), &json!("2096-01-25T12:00:00Z")));
    let planned = elitbuzz.get("/channel-user/9190193486731/conversations").await;
    assert_eq!(success(&planned)["total"], 0, "nobody was told anything yet");
    let at_once = elitbuzz.broadcast(&changed("/publishedOn", json!(""))).await;
    let id = success(&at_once)["broadcastId"].as_str().unwrap();
    eventually("another one overtakes it", async || counts(&elitbuzz.state(id).await)[3] == 2).await;
    let state = elitbuzz.state(made["broadcastId"].as_str().unwrap()).await;
    assert_eq!((counts(&state), &state["broadcastStatus"]), ([2, 2, 0, 0, 0, 0], &json!("SCHEDULED")));
    let mut body = broadcast();
    body.as_object_mut().unwrap().remove("publishedOn");
    assert_eq!(success(&elitbuzz.broadcast(&body).await)["broadcastStatus"], "PUBLISHED");
}

#[tokio::test]
async fn a_broadcast_may_go_to_ten_thousand() {
    let elitbuzz = Elitbuzz::start().await;
    let ids: Vec<_> = (0..10_000_u64).map(|number| (14_155_550_000 + number).to_string()).collect();
    let mut body = changed("/audience/rule/channelUserIds", json!(ids));
    body["publishedOn"] = json!("2096-01-25T12:00:00Z");
    let answer = elitbuzz.broadcast(&body).await;
    let made = success(&answer);
    assert_eq!(counts(made), [10_000, 10_000, 0, 0, 0, 0]);
    let id = made["broadcastId"].as_str().unwrap();
    let mut listed = Vec::new();
    for number in 1..=20 {
        let page = elitbuzz.get(&format!("/broadcast/{id}?page_number={number}")).await;
        let recipients = success(&page)["recipients"].as_array().unwrap();
        listed.extend(recipients.iter().map(|recipient| recipient["channelUserId"].as_str().unwrap().to_owned()));
    }
    assert_eq!(listed, ids, "in the order in which they were given");
    let store = elitbuzz.server.app.hub().store();
    let last = store.person_at("default", Channel::Whatsapp, "+14155559999").await.unwrap().unwrap();
    assert_eq!(last.number, 10_000, "everybody was counted once");
}

/// D10: nobody is dropped silently.
#[tokio::test]
async fn who_is_not_reached_stands_in_the_result_with_the_service_s_code() {
    let elitbuzz = Elitbuzz::start().await;
    elitbuzz.silent_account().await;
    let ids = json!([PHONE, OTHER, "14155552672"]);
    let answer = elitbuzz.broadcast(&changed("/audience/rule/channelUserIds", ids)).await;
    let made = success(&answer);
    let id = made["broadcastId"].as_str().unwrap();
    let store = elitbuzz.server.app.hub().store();
    for (at, outcome) in
        [(0, Outcome::Refused("Re-engagement message".into(), "131047".into())), (1, Outcome::Taken("wamid.1".into()))]
    {
        let message = made["recipients"][at]["messageId"].as_str().unwrap();
        let message = store.message("default", message).await.unwrap().unwrap();
        assert_eq!((message.status, message.broadcast.as_str()), (Status::Queued, id));
        store.record_attempt(&message, &outcome, now(), |_| Vec::new()).await.unwrap();
    }
    let state = elitbuzz.state(id).await;
    assert_eq!(counts(&state), [3, 1, 1, 0, 0, 1]);
    let [failed, sent, queued] = &state["recipients"].as_array().unwrap()[..] else { panic!("{state}") };
    assert_eq!((&failed["status"], &failed["errorCode"]), (&json!("failed"), &json!("131047")));
    assert_eq!(
        (&failed["channelUserId"], &failed["errorMessage"]),
        (&json!("919565428256"), &json!("Re-engagement message"))
    );
    assert_eq!((&sent["status"], &queued["status"]), (&json!("sent"), &json!("queued")));
    assert!(sent["errorCode"].is_null() && queued["errorMessage"].is_null());
    let page = elitbuzz.get(&format!("/broadcast/{id}?page_number=2&page_size=2")).await;
    let page = success(&page);
    assert_eq!((&page["recipients"], counts(page)[0]), (&json!([queued]), 3));
}

#[tokio::test]
async fn who_is_named_twice_gets_it_once_and_each_message_of_several_in_order() {
    let elitbuzz = Elitbuzz::start().await;
    let mut body = changed("/audience/rule/channelUserIds", json!([PHONE, "919565428256", "91 9565428256"]));
    body["audience"]["rule"]["channels"] = json!(["iMessage"]);
    body["payload"]["content"] = json!([
        { "type": "text", "data": { "message": "Look:" } },
        { "type": "image", "data": { "url": "https://example.com/a.jpg", "caption": "our shop" } },
    ]);
    let answer = elitbuzz.broadcast(&body).await;
    let made = success(&answer);
    assert_eq!((&made["channel"], counts(made)[0]), (&json!("imessage"), 2));
    let conversation = elitbuzz.get("/channel-user/919565428256/conversations").await;
    let lines = &success(&conversation)["conversations"];
    let said = |at: usize| (lines[at]["messageType"].as_str().unwrap(), lines[at]["response"].as_str().unwrap());
    assert_eq!((said(0), said(1)), (("text", "Look:"), ("image", "https://example.com/a.jpg")));
}

#[tokio::test]
async fn what_is_wrong_with_a_broadcast_is_said_and_nobody_gets_it() {
    let elitbuzz = Elitbuzz::start().await;
    let good = "9190193486731";
    let many: Vec<_> = (0..10_001_u64).map(|number| (10_000_000 + number).to_string()).collect();
    let text = |message: &str| json!([{ "type": "text", "data": { "message": message } }]);
    for body in [
        changed("/broadcastId", json!("brd_1")),
        changed("/status", json!("DRAFT")),
        changed("/broadcastTitle", json!(" ")),
        changed("/broadcastTitle", json!("x".repeat(201))),
        changed("/publishedOn", json!("tomorrow")),
        changed("/publishedOn", json!(1_769_342_400_000_u64)),
        changed("/audience/rule/channels", json!([])),
        changed("/audience/rule/channels", json!(["whatsapp", "imessage"])),
        changed("/audience/rule/channels", json!(["live"])),
        changed("/audience/rule/channelUserIds", json!([])),
        changed("/audience/rule/channelUserIds", json!([good, "nobody"])),
        changed("/audience/rule/channelUserIds", json!([good, ""])),
        changed("/audience/rule/channelUserIds", json!([9_190_193_486_731_u64])),
        changed("/audience/rule/channelUserIds", json!(many)),
        changed("/payload/type", json!("flow")),
        changed("/payload/content", json!([])),
        changed("/payload/content", json!(vec![text("a")[0].clone(); 11])),
        changed("/payload/content", text(" ")),
        changed("/payload/content", text(&"x".repeat(4_097))),
        changed("/payload/content", json!([{ "type": "image", "data": { "url": "a.jpg" } }])),
        changed("/payload/content", json!([{ "type": "song", "data": {} }])),
        json!({ "broadcastTitle": "a" }),
    ] {
        refused_as_wrong(&elitbuzz.broadcast(&body).await);
    }
    let bad = elitbuzz.broadcast(&changed("/audience/rule/channelUserIds", json!([good, "nobody"]))).await;
    assert!(refused_as_wrong(&bad).contains("\"nobody\""));
    let store = elitbuzz.server.app.hub().store();
    let person = store.person_at("default", Channel::Whatsapp, "+9190193486731").await.unwrap();
    assert!(person.is_none(), "nothing was begun");
    let none = elitbuzz.get("/broadcast/brd_none").await;
    assert_eq!(refused(&none, 404, 404, "NOT_FOUND"), "There is no such broadcast");
    refused(&elitbuzz.get("/broadcast/%ff").await, 400, 1002, "INVALID_BOT_OR_CUSTOMER_ID");
}

#[tokio::test]
async fn broadcasts_at_the_same_time_and_of_another_workspace_keep_apart() {
    let elitbuzz = Elitbuzz::start().await;
    let ids: Vec<_> = (0..40_u64).map(|number| (14_155_550_000 + number).to_string()).collect();
    let body = changed("/audience/rule/channelUserIds", json!(ids));
    let (first, second, third) =
        tokio::join!(elitbuzz.broadcast(&body), elitbuzz.broadcast(&body), elitbuzz.broadcast(&body));
    let mut broadcasts = Vec::new();
    for answer in [first, second, third] {
        let id = success(&answer)["broadcastId"].as_str().unwrap().to_owned();
        eventually("it is delivered", async || counts(&elitbuzz.state(&id).await) == [40, 0, 0, 40, 0, 0]).await;
        broadcasts.push(id);
    }
    let store = elitbuzz.server.app.hub().store();
    let person = store.person_at("default", Channel::Whatsapp, "+14155550007").await.unwrap().unwrap();
    assert!(person.number <= 40, "nobody was made twice");
    assert!(store.broadcast("other", &broadcasts[0]).await.unwrap().is_none());
}
