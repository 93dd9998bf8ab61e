//! The inbox over the API: conversations and what is in them, the seller's words and those of a sandbox's phone; lines; and
//! what writes answers.

use crate::server::{Server, eventually, now, read};
use buzzchat_relay::family::Family;
use buzzchat_relay::messaging::{
    Carrier, Channel, Content, Direction, Happening, Kind, Line, LineState, Outgoing, Said, Status,
};
use buzzchat_relay::store::{LineSettings, OwnTerms};
use buzzchat_relay::webhook::Terms;
use reqwest::Method;
use serde_json::{Value, json};

const ANN: &str = "+14155552671";
const BEN: &str = "+14155552672";

/// A phone of the sandbox writes. Returns the message.
async fn phoned(server: &Server, channel: &str, from: &str, text: &str) -> Value {
    let body = json!({ "channel": channel, "from": from, "text": text });
    server.post("/v1/sandbox/messages", body).await.data_of(201).clone()
}

async fn conversations(server: &Server) -> Vec<Value> {
    server.get("/v1/conversations").await.data()["conversations"].as_array().unwrap().clone()
}

async fn messages(server: &Server, conversation: &str) -> Vec<Value> {
    let path = format!("/v1/conversations/{conversation}/messages");
    server.get(&path).await.data()["messages"].as_array().unwrap().clone()
}

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}

/// A line that reaches somebody, and which nothing carries in this test.
async fn real_line(server: &Server) -> Line {
    let line = Line {
        id: "lin_real".into(),
        workspace: "default".into(),
        channel: Channel::Imessage,
        carrier: Carrier::BlueBubbles,
        name: "Mac".into(),
        address: "+14155550100".into(),
        state: LineState::Disconnected,
        detail: "The Mac is asleep".into(),
        created: 1_700_000_000_000,
    };
    server.app.hub().store().add_line(&line, &LineSettings::new()).await.unwrap();
    line
}

#[tokio::test]
async fn a_phone_of_the_sandbox_writes_is_answered_and_reads() {
    let server = Server::start().await;
    let heard = server
        .post(
            "/v1/sandbox/messages",
            json!({ "channel": "imessage", "from": ANN, "name": " Ann ", "text": "Still there?" }),
        )
        .await
        .data_of(201)
        .clone();
    assert_eq!((&heard["direction"], &heard["status"]), (&json!("inbound"), &json!("received")), "{heard}");
    let conversation = heard["conversationId"].as_str().unwrap();
    let path = format!("/v1/conversations/{conversation}/messages");
    let sent = server.post(&path, json!({ "text": "Yes!" })).await.data_of(201).clone();
    assert_eq!((&sent["direction"], &sent["content"]), (&json!("outbound"), &json!("Yes!")), "{sent}");
    let status = async || messages(&server, conversation).await[0]["status"].clone();
    eventually("the phone has it", async || status().await == "delivered").await;
    let seen = json!({ "conversationId": conversation });
    assert_eq!(server.post("/v1/sandbox/read", seen.clone()).await.data(), &json!({ "read": 1 }));
    assert_eq!(server.post("/v1/sandbox/read", seen).await.data(), &json!({ "read": 0 }), "it was read already");
    let [last, first] = &messages(&server, conversation).await[..] else { panic!("two messages") };
    assert_eq!((id(last), id(first), &last["status"]), (id(&sent), id(&heard), &json!("read")));
    assert!(
        last["readAt"].is_string() && last["deliveredAt"].is_string() && first["readAt"].is_null(),
        "{last} {first}"
    );
    let shown = server.get(&format!("/v1/conversations/{conversation}")).await.data().clone();
    assert_eq!(
        (&shown["name"], &shown["address"], &shown["channel"]),
        (&json!("Ann"), &json!(ANN), &json!("imessage"))
    );
    assert_eq!((&shown["line"]["connector"], &shown["line"]["state"]), (&json!("sandbox"), &json!("connected")));
    assert_eq!((&shown["lastMessage"], conversations(&server).await), (last, vec![shown.clone()]));
    assert!(shown["lastInboundAt"].is_string(), "{shown}");
}

#[tokio::test]
async fn what_the_phone_writes_reaches_the_other_apis() {
    let server = Server::start().await;
    let (_, key) = server.family_key("default", Family::Ava, OwnTerms::default()).await;
    phoned(&server, "imessage", ANN, "Do you ship?").await;
    phoned(&server, "whatsapp", ANN, "On the other channel").await;
    let polled = read(server.request(Method::GET, "/api/messages/poll").bearer_auth(&key)).await.body;
    assert_eq!((&polled["count"], &polled["messages"][0]["message"]), (&json!(1), &json!("Do you ship?")), "{polled}");
}

#[tokio::test]
async fn the_conversation_written_in_last_comes_first_and_pages_lose_nothing() {
    let server = Server::start().await;
    for n in 0..7 {
        phoned(&server, "whatsapp", &format!("+1415555260{n}"), "hi").await;
    }
    let again = phoned(&server, "whatsapp", "+14155552602", "hi again").await;
    let all = conversations(&server).await;
    assert_eq!((all.len(), &all[0]["id"], &all[0]["lastMessage"]), (7, &again["conversationId"], &again));
    let (mut walked, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = server.get(&format!("/v1/conversations?limit=3{cursor}")).await.data().clone();
        walked.extend(page["conversations"].as_array().unwrap().iter().map(|one| one["id"].clone()));
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(walked, all.iter().map(|one| one["id"].clone()).collect::<Vec<_>>());
    for n in 0..5 {
        phoned(&server, "whatsapp", "+14155552602", &format!("line {n}")).await;
    }
    let path = format!("/v1/conversations/{}/messages", again["conversationId"].as_str().unwrap());
    let first = server.get(&format!("{path}?limit=4")).await.data().clone();
    let next = first["nextCursor"].as_str().unwrap();
    let second = server.get(&format!("{path}?limit=4&cursor={next}")).await.data().clone();
    let texts: Vec<_> = [first, second.clone()]
        .iter()
        .flat_map(|page| page["messages"].as_array().unwrap().clone())
        .map(|message| message["content"].clone())
        .collect();
    assert_eq!(texts, ["line 4", "line 3", "line 2", "line 1", "line 0", "hi again", "hi"]);
    assert!(second["nextCursor"].is_null());
}

#[tokio::test]
async fn a_direct_message_begins_a_conversation_and_a_draft_does_not() {
    let server = Server::start().await;
    let body = json!({ "channel": "whatsapp", "to": "+1 415 555 2671", "text": "Your order is on its way!" });
    let sent = server.post("/v1/direct-messages", body).await.data_of(201).clone();
    let [only] = &conversations(&server).await[..] else { panic!("one") };
    assert_eq!((&only["address"], &only["lastMessage"]["id"]), (&json!(ANN), &sent["id"]));
    assert!(only["lastInboundAt"].is_null(), "nobody answered yet");
    let (_, key) = server.family_key("default", Family::Ava, OwnTerms::default()).await;
    let draft = json!({ "phone": BEN, "context": [{ "role": "user", "content": "Hours?" }] });
    let draft = read(server.request(Method::POST, "/api/generate").bearer_auth(&key).json(&draft)).await;
    assert_eq!(draft.body["sent"], false, "{draft:?}");
    assert_eq!(conversations(&server).await.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_is_half_done() {
    let server = Server::start().await;
    let real = real_line(&server).await;
    let told = Said {
        service_id: "guid".into(),
        address: BEN.into(),
        name: String::new(),
        content: Content { kind: Kind::Image, body: "https://example.com/a.jpg".into(), extra: caption() },
        at: 1_700_000_000_000,
        own: false,
    };
    server.app.messaging().hear(&real, &[Happening::Said(told)]).await.unwrap();
    let [of_real] = &conversations(&server).await[..] else { panic!("one") };
    let last = &of_real["lastMessage"];
    assert_eq!((&last["type"], &last["caption"]), (&json!("image"), &json!("Like this?")), "{last}");
    let phone = |change: Value| merged(json!({ "channel": "imessage", "from": ANN, "text": "x" }), change);
    let seller = |change: Value| merged(json!({ "channel": "whatsapp", "to": ANN, "text": "x" }), change);
    let of_real = id(of_real);
    for (path, body, status, message) in [
        ("/sandbox/messages", phone(json!({ "from": "555" })), 400, "The phone number must be in E.164"),
        ("/sandbox/messages", phone(json!({ "text": " " })), 400, "The message must not be empty"),
        ("/sandbox/messages", phone(json!({ "text": "x".repeat(10_001) })), 400, "at most 10000 characters"),
        ("/sandbox/messages", phone(json!({ "name": "x".repeat(101) })), 400, "name must be at most 100"),
        ("/sandbox/messages", phone(json!({ "channel": "live" })), 400, "unknown variant"),
        ("/sandbox/messages", phone(json!({})), 400, "There is no sandbox on this channel"),
        ("/sandbox/messages", phone(json!({ "lineId": real.id })), 400, "Only the phone of a sandbox"),
        ("/sandbox/messages", phone(json!({ "lineId": "lin_none" })), 404, "Line not found"),
        ("/sandbox/messages", phone(json!({ "lineId": null })), 400, "invalid type: null"),
        ("/sandbox/read", json!({ "conversationId": of_real }), 400, "Only the phone of a sandbox"),
        ("/sandbox/read", json!({ "conversationId": "cnv_none\u{0}" }), 404, "Conversation not found"),
        ("/direct-messages", seller(json!({ "to": "mum" })), 400, "The phone number must be in E.164"),
        ("/direct-messages", seller(json!({ "text": "x".repeat(4_097) })), 400, "at most 4096 characters"),
        ("/direct-messages", seller(json!({ "lineId": real.id })), 404, "There is no whatsapp account"),
        ("/conversations/cnv_none/messages", json!({ "text": "x" }), 404, "Conversation not found"),
    ] {
        let answer = server.post(&format!("/v1{path}"), body.clone()).await;
        let code = if status == 404 { "NOT_FOUND" } else { "VALIDATION_ERROR" };
        let told = answer.error(status, code);
        assert!(told.contains(message), "{path} {body}: {told}");
    }
    for query in ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=-1", "cursor=99999999999999999999", "cursor="]
    {
        for path in ["/v1/conversations", &format!("/v1/conversations/{of_real}/messages")] {
            server.get(&format!("{path}?{query}")).await.error(400, "VALIDATION_ERROR");
        }
    }
    server.get("/v1/conversations/cnv_none").await.error(404, "NOT_FOUND");
    server.get("/v1/conversations/cnv_none/messages").await.error(404, "NOT_FOUND");
    assert_eq!(server.get("/v1/lines").await.data()["lines"].as_array().unwrap().len(), 1, "no sandbox was made");
    assert_eq!(conversations(&server).await.len(), 1);
}

fn caption() -> serde_json::Map<String, Value> {
    json!({ "caption": "Like this?" }).as_object().unwrap().clone()
}

fn merged(mut body: Value, change: Value) -> Value {
    let Value::Object(change) = change else { panic!("{change} is no change") };
    body.as_object_mut().unwrap().extend(change);
    body
}

#[tokio::test]
async fn workspaces_do_not_see_each_other() {
    let mut server = Server::start().await;
    let heard = phoned(&server, "imessage", ANN, "secret").await;
    let conversation = heard["conversationId"].as_str().unwrap().to_owned();
    let line = server.get("/v1/lines").await.data()["lines"][0]["id"].as_str().unwrap().to_owned();
    server.key = server.new_key("other").await;
    let other = server;
    assert!(conversations(&other).await.is_empty());
    other.get(&format!("/v1/conversations/{conversation}")).await.error(404, "NOT_FOUND");
    other.get(&format!("/v1/conversations/{conversation}/messages")).await.error(404, "NOT_FOUND");
    let path = format!("/v1/conversations/{conversation}/messages");
    other.post(&path, json!({ "text": "x" })).await.error(404, "NOT_FOUND");
    let body = json!({ "channel": "imessage", "from": ANN, "text": "x", "lineId": line });
    other.post("/v1/sandbox/messages", body).await.error(404, "NOT_FOUND");
    other.delete(&format!("/v1/lines/{line}")).await.error(404, "NOT_FOUND");
}

#[tokio::test]
async fn a_line_is_added_removed_and_what_was_written_over_it_stays() {
    let server = Server::start().await;
    let added = server.post("/v1/lines", json!({ "channel": "whatsapp", "connector": "sandbox" })).await;
    let mut added = added.data_of(201).clone();
    assert_eq!(added.as_object_mut().unwrap().remove("hookUrl"), Some(Value::Null), "nobody calls for a sandbox");
    assert_eq!((&added["connector"], &added["state"]), (&json!("sandbox"), &json!("connected")), "{added}");
    let real = real_line(&server).await;
    let lines = server.get("/v1/lines").await.data()["lines"].clone();
    let listed = lines.as_array().unwrap().iter().find(|line| line["id"] == real.id.as_str()).unwrap();
    assert_eq!((&listed["name"], &listed["address"]), (&json!("Mac"), &json!("+14155550100")));
    let qr = server.get(&format!("/v1/lines/{}/qr", id(&added))).await;
    assert_eq!(qr.data(), &json!({ "qr": null }), "there is nothing to pair");
    server.get("/v1/lines/lin_none/qr").await.error(404, "NOT_FOUND");
    assert!(lines.as_array().unwrap().contains(&added), "{lines}");
    let heard = phoned(&server, "whatsapp", ANN, "hi").await;
    let gone = server.delete(&format!("/v1/lines/{}", id(&added))).await;
    assert_eq!((gone.status, &gone.body["message"]), (200, &json!("Line removed")));
    server.delete(&format!("/v1/lines/{}", id(&added))).await.error(404, "NOT_FOUND");
    let [left] = &conversations(&server).await[..] else { panic!("one") };
    assert_eq!((&left["line"]["state"], &left["lastMessage"]), (&Value::Null, &heard));
    let path = format!("/v1/conversations/{}/messages", id(left));
    assert!(server.post(&path, json!({ "text": "x" })).await.error(400, "VALIDATION_ERROR").contains("was removed"));
    assert_eq!(messages(&server, id(left)).await.len(), 1);
}

#[tokio::test]
async fn a_line_that_lacks_something_is_refused_and_no_setting_comes_out_again() {
    let server = Server::start().await;
    let settings = json!({ "url": "https://mac.example.com", "password": "hidden" });
    let whole = json!({ "connector": "bluebubbles", "settings": settings, "relayUrl": "https://relay.example" });
    for (change, message) in [
        (json!({ "connector": "pigeon" }), "unknown variant"),
        (json!({ "connector": "sandbox" }), "channel says what a sandbox reaches"),
        (json!({ "connector": "sandbox", "channel": "live" }), "unknown variant"),
        (json!({ "name": " " }), "name must not be empty"),
        (json!({ "name": "x".repeat(101) }), "name must be at most 100"),
        (json!({ "address": "1".repeat(41) }), "address must be at most 40"),
        (json!({ "settings": { "url": "x".repeat(5_000) } }), "Each setting must be at most"),
        (json!({ "settings": { "url": 5 } }), "invalid type"),
        (json!({ "settings": {} }), "is missing"),
        (json!({ "relayUrl": "relay" }), "must be a complete URL"),
    ] {
        let told = server.post("/v1/lines", merged(whole.clone(), change.clone())).await;
        assert!(told.error(400, "VALIDATION_ERROR").contains(message), "{change}: {told:?}");
    }
    assert_eq!(server.get("/v1/lines").await.data(), &json!({ "lines": [] }), "nothing is half connected");
}

#[tokio::test]
async fn a_line_that_waits_for_its_code_shows_it_to_who_may_connect_lines() {
    let server = Server::start().await;
    let line = server.app.messaging().connect_number("default", "+14155550100", "Shop").await.unwrap();
    let path = format!("/v1/lines/{}/qr", line.id);
    let code = server.get(&path).await.data()["qr"].clone();
    let page = code["value"].as_str().unwrap();
    let body = json!({ "channel": "whatsapp", "from": BEN, "text": "too early" });
    let early = server.post("/v1/sandbox/messages", body).await;
    assert!(early.error(400, "VALIDATION_ERROR").ends_with("is not connected yet"), "{early:?}");
    assert!(page.starts_with(&format!("http://{}/pair/{}/", server.address, line.id)), "{page}");
    assert!(code["png"].as_str().unwrap().starts_with("iVBORw0KGgo"), "a PNG in base64");
    let confirmed = reqwest::Client::new().post(page).send().await.unwrap();
    assert_eq!(confirmed.status(), 200);
    assert_eq!(server.get(&path).await.data(), &json!({ "qr": null }), "it is connected now");
}

#[tokio::test]
async fn what_is_meant_for_people_does_not_end_in_a_sandbox() {
    let server = Server::start().await;
    phoned(&server, "imessage", BEN, "first").await;
    let real = real_line(&server).await;
    let body = json!({ "channel": "imessage", "to": ANN, "text": "x" });
    // Whatever became of the line meanwhile: the sandbox did not take it.
    server.post("/v1/direct-messages", body).await;
    let of_ann: Vec<_> = conversations(&server).await.into_iter().filter(|one| one["address"] == ANN).collect();
    assert!(of_ann.iter().all(|one| one["line"]["id"] == real.id.as_str()), "{of_ann:?}");
}

#[tokio::test]
async fn a_model_is_set_its_key_never_shown_and_kept_for_the_same_service_alone() {
    let terms = Terms { allow_local: true, ..Terms::default() };
    let server = Server::start_telling(terms).await;
    let embedded = json!({ "kind": "embedded", "url": null, "model": null, "hasKey": false });
    assert_eq!(server.get("/v1/generator").await.data(), &embedded);
    let put = async |body: Value| server.send(Method::PUT, "/v1/generator", body).await;
    let model = |url: &str, change: Value| merged(json!({ "kind": "openai", "url": url, "model": "m" }), change);
    let shown = put(model("http://127.0.0.1:11434/", json!({ "key": "sk-hidden" }))).await;
    assert_eq!(shown.data()["url"], "http://127.0.0.1:11434");
    assert!(shown.data()["hasKey"] == true && !shown.body.to_string().contains("sk-hidden"), "{shown:?}");
    let kept = async || server.app.hub().store().generator("default").await.unwrap().unwrap().secret;
    put(model("http://127.0.0.1:11434", json!({ "model": "other" }))).await.data();
    assert_eq!(kept().await, "sk-hidden", "the same service keeps its key");
    put(model("http://127.0.0.1:9999", json!({}))).await.data();
    assert_eq!(kept().await, "", "another one is not told it");
    for (body, message) in [
        (model("ftp://x.example", json!({})), "url cannot be taken"),
        (model("https://x.example", json!({ "model": " " })), "model must have"),
        (model("https://x.example", json!({ "key": "two words" })), "key must be"),
        (model("https://x.example", json!({ "key": "x".repeat(1_001) })), "key must be"),
        (model("https://x.example", json!({ "kind": "anthropic" })), "This service asks for a key"),
        (model("https://x.example", json!({ "kind": "embedded" })), "unknown variant"),
    ] {
        let told = put(body.clone()).await;
        assert!(told.error(400, "VALIDATION_ERROR").contains(message), "{body}: {told:?}");
    }
    assert_eq!(
        server.get("/v1/generator").await.data()["url"],
        "http://127.0.0.1:9999",
        "nothing was changed by those"
    );
    for _ in 0..2 {
        assert_eq!(server.delete("/v1/generator").await.body["message"], "Generator removed");
    }
    assert_eq!(server.get("/v1/generator").await.data(), &embedded);
}

#[tokio::test]
async fn a_model_on_this_computer_is_not_called_unless_the_operator_says_so() {
    let server = Server::start().await;
    let body = json!({ "kind": "openai", "url": "http://127.0.0.1:11434", "model": "m" });
    let told = server.send(Method::PUT, "/v1/generator", body).await;
    assert!(told.error(400, "VALIDATION_ERROR").starts_with("url cannot be taken: "), "{told:?}");
}

/// A service may tell what the seller wrote with something else.
#[tokio::test]
async fn what_the_seller_wrote_elsewhere_is_theirs() {
    let server = Server::start().await;
    let real = real_line(&server).await;
    let said = Said {
        service_id: "own".into(),
        address: ANN.into(),
        name: String::new(),
        content: Content::text("From my phone"),
        at: 1_700_000_000_000,
        own: true,
    };
    let told = server.app.messaging().hear(&real, &[Happening::Said(said)]).await.unwrap();
    assert_eq!(told[0].direction, Direction::Out);
    let [only] = &conversations(&server).await[..] else { panic!("one") };
    assert_eq!((&only["lastMessage"]["direction"], &only["lastInboundAt"]), (&json!("outbound"), &Value::Null));
}

#[tokio::test]
async fn what_is_written_while_its_line_is_removed_fails() {
    let server = Server::start().await;
    let line = real_line(&server).await;
    server.app.messaging().disconnect("default", &line.id).await.unwrap();
    let store = server.app.hub().store();
    let message = store.queue_message(&line, &Outgoing::text("buzzchat", ANN, "late"), now()).await.unwrap();
    eventually("it is given up", async || {
        let message = store.message("default", &message.id).await.unwrap().unwrap();
        message.status == Status::Failed && message.reason == "The line was removed before it was sent"
    })
    .await;
}
