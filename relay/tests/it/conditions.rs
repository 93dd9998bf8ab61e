//! Settings change only as their writer knows them: `ETag`, `If-None-Match`, `If-Match`.

use crate::device::{Device, Joined, fresh_id};
use crate::server::{Answer, Server};
use buzzchat::protocol::{Command, Fact, Kind, Outcome, Stream};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;

const PATH: &str = "/api/v1/settings";

/// A tag and an answer.
async fn ask(server: &Server, method: Method, header: &str, value: &str, body: Option<Value>) -> (String, Answer) {
    let request = server.request(method, PATH).bearer_auth(&server.key).header(header, value);
    let response = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let response = response.send().await.unwrap();
    let tag = response.headers().get("etag").map_or_else(String::new, |tag| tag.to_str().unwrap().to_owned());
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (tag, Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) })
}

async fn tag(server: &Server) -> String {
    let (tag, answer) = ask(server, Method::GET, "x-none", "", None).await;
    assert_eq!(answer.status, 200);
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 2, "a strong tag: {tag}");
    tag
}

async fn patch(server: &Server, tag: &str, body: Value) -> (String, Answer) {
    ask(server, Method::PATCH, "if-match", tag, Some(body)).await
}

fn delay(delay: u64) -> Value {
    json!({ "welcomeDelay": delay })
}

#[tokio::test]
async fn what_a_reader_has_is_not_sent_again() {
    let server = Server::start().await;
    let first = tag(&server).await;
    for method in [Method::GET, Method::HEAD] {
        let (same, answer) = ask(&server, method, "if-none-match", &first, None).await;
        assert_eq!((same.as_str(), answer.status, answer.body), (first.as_str(), 304, json!("")));
    }
    server.patch(delay(7)).await;
    let (second, answer) = ask(&server, Method::GET, "if-none-match", &first, None).await;
    assert_eq!((answer.status, &answer.data()["welcomeDelay"]), (200, &json!(7)));
    assert_ne!(second, first);
    server.patch(delay(3_000)).await;
    assert_eq!(tag(&server).await, first, "the same settings carry the same tag");
    let server = server.restart().await;
    assert_eq!(tag(&server).await, first);
}

#[tokio::test]
async fn a_change_happens_only_to_the_settings_it_was_made_for() {
    let server = Server::start().await;
    let read = tag(&server).await;
    let (second, answer) = patch(&server, &read, delay(7)).await;
    assert_eq!(answer.body, json!({ "success": true, "message": "Settings updated" }));
    assert_eq!(second, tag(&server).await, "the answer carries the new tag");
    let (none, answer) = patch(&server, &read, delay(8)).await;
    answer.error(412, "PRECONDITION_FAILED");
    assert_eq!(none, "");
    assert_eq!(server.get(PATH).await.data()["welcomeDelay"], 7, "what was refused changed nothing");
    let (third, answer) = patch(&server, &format!("\"x\", {second}"), delay(9)).await;
    assert_eq!(answer.status, 200, "one of several fits");
    assert_eq!(patch(&server, &format!("W/{third}"), delay(10)).await.1.status, 412, "weak tags never fit");
    assert_eq!(patch(&server, "*", delay(11)).await.1.status, 200);
    patch(&server, "abc", delay(12)).await.1.error(400, "VALIDATION_ERROR");
    patch(&server, &read, json!({ "welcome": 1 })).await.1.error(400, "VALIDATION_ERROR");
    assert_eq!(server.get(PATH).await.data()["welcomeDelay"], 11);
}

#[tokio::test]
async fn a_change_that_changes_nothing_keeps_the_tag() {
    let server = Server::start().await;
    let read = tag(&server).await;
    let (same, answer) = patch(&server, &read, delay(3_000)).await;
    assert_eq!((same, answer.status), (read, 200));
}

#[tokio::test]
async fn lists_and_the_switch_are_part_of_it() {
    let server = Server::start().await;
    let mut known = tag(&server).await;
    let bodies = [
        json!({ "timerMessages": [{ "text": "Follow us", "interval": 10 }, { "text": "Sale", "interval": 5 }] }),
        json!({ "timerMessages": [{ "text": "Sale", "interval": 5 }, { "text": "New", "interval": 5 }] }),
        json!({ "botActive": true }),
        json!({ "faqRules": [], "commands": [{ "name": "size", "reply": "S to XL" }] }),
    ];
    for body in bodies {
        let (next, answer) = patch(&server, &known, body.clone()).await;
        assert_eq!(answer.status, 200, "{body}: {answer:?}");
        assert_eq!(next, tag(&server).await, "{body}");
        assert_ne!(next, known, "{body}");
        known = next;
    }
}

#[tokio::test]
async fn of_many_writers_with_one_tag_one_succeeds() {
    let server = Arc::new(Server::start().await);
    let read = tag(&server).await;
    let write = |number: u64| {
        let (server, read) = (Arc::clone(&server), read.clone());
        tokio::spawn(async move { patch(&server, &read, delay(number)).await.1.status })
    };
    let writers: Vec<_> = (1..=8).map(write).collect();
    let mut statuses = Vec::new();
    for writer in writers {
        statuses.push(writer.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
}

#[tokio::test]
async fn where_a_device_decides_its_own_state_counts() {
    let server = Arc::new(Server::start().await);
    let read = tag(&server).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = {
        let (server, read) = (Arc::clone(&server), read.clone());
        tokio::spawn(async move { patch(&server, &read, delay(7)).await })
    };
    let (id, command) = joined.command().await;
    // The seller was faster, in the popup; the relay has not heard of it yet.
    let (mut events, _) = joined.device.decide(&Command::change(settings(json!({ "welcomeDelay": 5 }))));
    let (more, outcome) = joined.device.decide(&command);
    assert!(more.is_empty());
    events.extend(more);
    reply(&mut joined, events, id, outcome).await;
    asked.await.unwrap().1.error(412, "PRECONDITION_FAILED");
    assert_eq!(server.get(PATH).await.data()["welcomeDelay"], 5);
    let read = tag(&server).await;
    let asked = {
        let (server, read) = (Arc::clone(&server), read.clone());
        tokio::spawn(async move { patch(&server, &read, delay(7)).await })
    };
    let (id, command) = joined.command().await;
    let (mut events, outcome) = joined.device.decide(&command);
    // And now right after: the answer's tag is of what the caller asked for, not of what it never saw.
    events.extend(joined.device.decide(&Command::change(settings(json!({ "welcomeEnabled": false })))).0);
    reply(&mut joined, events, id, outcome).await;
    let (answered, answer) = asked.await.unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_ne!(answered, tag(&server).await);
    drop(joined);
    patch(&server, &answered, delay(9)).await.1.error(412, "PRECONDITION_FAILED");
}

fn settings(document: Value) -> buzzchat::protocol::SettingsPatch {
    buzzchat::protocol::SettingsPatch::parse(&document).unwrap()
}

async fn reply(joined: &mut Joined, events: Vec<buzzchat::protocol::Event>, id: String, outcome: Outcome) {
    joined.socket.say(&buzzchat::protocol::Frame::Events { events }).await;
    joined.socket.say(&buzzchat::protocol::Frame::Reply { id, outcome }).await;
}

#[tokio::test]
async fn a_counter_that_moves_is_news_to_a_reader_and_no_hindrance_to_a_writer() {
    let server = Server::start().await;
    server.patch(json!({ "commands": [{ "name": "size", "reply": "S to XL" }] })).await;
    let rule = server.get(PATH).await.data()["commands"][0]["id"].as_str().unwrap().to_owned();
    let read = tag(&server).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let stream = Stream { site: "demo".into(), channel: fresh_id("") };
    let (viewer, text, trigger) = ("ann".into(), "!size".into(), "!size".into());
    let used = Fact::MessageReceived { kind: Kind::Command, stream, viewer, text, rule, trigger };
    joined.report(vec![used]).await;
    joined.close().await;
    let (_, answer) = ask(&server, Method::GET, "if-none-match", &read, None).await;
    assert_eq!(answer.data()["commands"][0]["usageCount"], 1);
    assert_eq!(patch(&server, &read, delay(7)).await.1.status, 200);
}

#[tokio::test]
async fn another_account_has_other_settings() {
    let server = Server::start().await;
    let Outcome::Account { account } = server.decide(Command::CreateAccount { name: "Sale".into() }).await else {
        panic!("not made")
    };
    let read = tag(&server).await;
    server.post("/v1/accounts/switch", json!({ "accountId": account })).await;
    assert_ne!(tag(&server).await, read, "the same settings of another account");
    patch(&server, &read, delay(7)).await.1.error(412, "PRECONDITION_FAILED");
}
