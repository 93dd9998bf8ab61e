//! What arrives: every event once where all is well, to those who asked for it, in order, also after a crash.

use super::{EVERY, Receiver, Reply, deliveries, get, id, ids_in_order, patient, quick, subscribe, switch, toggle};
use crate::device::{Device, Joined, fresh_id};
use crate::server::{Server, eventually, now};
use buzzchat::protocol::{Command, Entry, Fact, Kind, Outcome, Part, Stream};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

fn stream() -> Stream {
    Stream { site: "demo".into(), channel: "main".into() }
}

fn entry(viewer: &str) -> Entry {
    Entry { at: now(), id: fresh_id("evt_"), viewer: viewer.into() }
}

async fn round(joined: &mut Joined) -> String {
    assert_eq!(joined.act(&Command::OpenGiveaway).await, Outcome::Done);
    joined.device.shared.active().round().unwrap().0.to_owned()
}

fn said() -> Fact {
    let part = Part { id: "msg_1".into(), kind: Kind::Api, rule: None, trigger: None, viewer: None };
    Fact::MessageSent { line: "line_1".into(), stream: stream(), text: "Hi".into(), kind: Kind::Api, parts: vec![part] }
}

fn asked() -> Fact {
    let (viewer, text) = ("ann".into(), "how much is shipping?".into());
    let (rule, trigger) = ("faq_1".into(), "shipping".into());
    Fact::MessageReceived { kind: Kind::Faq, stream: stream(), viewer, text, rule, trigger }
}

#[tokio::test]
async fn every_documented_event_arrives_with_the_documented_envelope() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    subscribe(&server, &receiver, &EVERY).await;
    let round = round(&mut joined).await;
    let first = entry("ann");
    let (entered, entry_id) = (first.at, first.id.clone());
    joined.report(vec![Fact::GiveawayEntry { round, entries: vec![first] }, said(), asked()]).await;
    joined.close().await;
    server.post("/v1/giveaway/pick-winner", json!({})).await.data();
    toggle(&server, 2).await;
    receiver.wait_for(6).await;
    let mut received = receiver.received();
    received.sort_by_key(|received| EVERY.iter().position(|kind| *kind == received.header("x-buzzchat-event")));
    let seconds = jiff::Timestamp::from_second(i64::try_from(entered / 1_000).unwrap()).unwrap().to_string();
    for (received, kind) in received.iter().zip(EVERY) {
        let body = received.json();
        assert_eq!((&body["type"], &body["id"]), (&json!(kind), &json!(received.id())), "{kind}");
        assert!(body["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')) && body["data"].is_object());
        assert_eq!(body.as_object().unwrap().len(), 4, "{body}");
        assert_eq!((received.header("content-type"), received.header("x-buzzchat-attempt")), ("application/json", "1"));
        assert!(received.header("user-agent").starts_with("BuzzChat"));
        assert!(!received.headers.contains_key("x-buzzchat-test"));
    }
    assert_eq!(received[0].id(), entry_id);
    assert_eq!(received[0].json()["data"], json!({ "username": "ann", "entryTime": seconds }));
    assert_eq!(received[1].json()["data"]["winners"], json!(["ann"]));
    assert_eq!(
        (&received[2].json()["data"]["messageId"], &received[2].json()["data"]["message"]),
        (&json!("msg_1"), &json!("Hi"))
    );
    assert_eq!(received[3].json()["data"]["matched"], json!({ "kind": "faq", "rule": "faq_1", "trigger": "shipping" }));
    assert_eq!(receiver.received().len(), 6, "and nothing else");
}

#[tokio::test]
async fn a_batch_of_entries_is_an_event_for_each() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    let webhook = subscribe(&server, &receiver, &["giveaway.entry"]).await;
    let round = round(&mut joined).await;
    let entries: Vec<_> = (0..30).map(|index| entry(&format!("viewer{index}"))).collect();
    let ids: Vec<_> = entries.iter().map(|entry| entry.id.clone()).collect();
    joined.report(vec![Fact::GiveawayEntry { round, entries }]).await;
    receiver.wait_for(30).await;
    assert_eq!(receiver.ids().into_iter().collect::<BTreeSet<_>>(), ids.iter().cloned().collect());
    assert_eq!(ids_in_order(&server, id(&webhook)).await, ids);
    for received in receiver.received() {
        assert_eq!(received.json()["id"], received.id());
    }
}

#[tokio::test]
async fn every_endpoint_gets_what_it_asked_for_and_nothing_else() {
    let server = Server::start_telling(quick()).await;
    let (all, stops, entries) = (Receiver::start().await, Receiver::start().await, Receiver::start().await);
    subscribe(&server, &all, &["bot.started", "bot.stopped"]).await;
    subscribe(&server, &stops, &["bot.stopped"]).await;
    subscribe(&server, &entries, &["giveaway.entry"]).await;
    toggle(&server, 4).await;
    all.wait_for(4).await;
    stops.wait_for(2).await;
    assert!(stops.received().iter().all(|received| received.header("x-buzzchat-event") == "bot.stopped"));
    assert!(entries.received().is_empty());
    assert_eq!((all.received().len(), stops.received().len()), (4, 2));
}

#[tokio::test]
async fn another_workspace_hears_nothing() {
    let (server, mine, theirs) =
        (Server::start_telling(quick()).await, Receiver::start().await, Receiver::start().await);
    let key = server.new_key("other").await;
    let body = json!({ "url": theirs.url, "events": EVERY });
    let made = crate::server::read(server.request(reqwest::Method::POST, "/v1/webhooks").bearer_auth(&key).json(&body));
    assert_eq!(made.await.status, 201);
    subscribe(&server, &mine, &EVERY).await;
    toggle(&server, 2).await;
    mine.wait_for(2).await;
    assert!(theirs.received().is_empty());
}

#[tokio::test]
async fn a_slow_receiver_is_called_in_the_order_of_events() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    receiver.usually(Reply { after: Duration::from_millis(5), ..200.into() });
    let webhook = subscribe(&server, &receiver, &["bot.started", "bot.stopped"]).await;
    toggle(&server, 40).await;
    receiver.wait_for(40).await;
    let (order, arrived) = (ids_in_order(&server, id(&webhook)).await, receiver.ids());
    assert_eq!(order.len(), 40);
    for (place, id) in arrived.iter().enumerate() {
        let happened = order.iter().position(|other| other == id).unwrap();
        assert!(happened.abs_diff(place) < 4, "{id} happened as number {happened} and arrived as number {place}");
    }
}

#[tokio::test]
async fn one_that_hangs_does_not_hold_up_the_others() {
    let (server, hanging, well) =
        (Server::start_telling(patient()).await, Receiver::start().await, Receiver::start().await);
    hanging.usually(Reply { after: Duration::from_secs(60), ..200.into() });
    subscribe(&server, &hanging, &["bot.started", "bot.stopped"]).await;
    subscribe(&server, &well, &["bot.started", "bot.stopped"]).await;
    toggle(&server, 20).await;
    well.wait_for(20).await;
    assert_eq!(hanging.received().len(), 4, "only so many at the same time");
}

#[tokio::test]
async fn what_was_queued_when_the_server_stopped_arrives_when_it_runs_again() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &["bot.started", "bot.stopped"]).await;
    server
        .send(reqwest::Method::PATCH, &format!("/v1/webhooks/{}", id(&webhook)), json!({ "active": true }))
        .await
        .data();
    receiver.usually(503);
    toggle(&server, 3).await;
    receiver.wait_for(3).await;
    let server = server.restart().await;
    receiver.usually(200);
    eventually("all are delivered", async || {
        deliveries(&server, id(&webhook)).await.iter().all(|delivery| delivery["state"] == "delivered")
    })
    .await;
    assert_eq!(receiver.ids().into_iter().collect::<BTreeSet<_>>().len(), 3, "no event under a second id");
}

#[tokio::test]
async fn a_stopping_server_finishes_what_is_under_way() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    receiver.usually(Reply { after: Duration::from_millis(500), ..200.into() });
    let webhook = subscribe(&server, &receiver, &["bot.started", "bot.stopped"]).await;
    switch(&server, true).await;
    receiver.wait_for(1).await;
    let server = server.restart().await;
    let logged = deliveries(&server, id(&webhook)).await;
    assert_eq!((&logged[0]["state"], &logged[0]["attempts"]), (&json!("delivered"), &json!(1)));
    assert!(get(&server, id(&webhook)).await["lastTriggeredAt"].is_string());
}

#[tokio::test]
async fn an_event_told_twice_by_a_device_is_told_once() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    subscribe(&server, &receiver, &EVERY).await;
    joined.report(vec![Fact::BotStarted]).await;
    let again = joined.device.own.clone();
    joined.socket.say(&buzzchat::protocol::Frame::Events { events: again }).await;
    joined.until_acknowledged().await;
    joined.report(vec![Fact::BotStopped]).await;
    receiver.wait_for(2).await;
    let kinds: Vec<_> =
        receiver.received().iter().map(|received| received.header("x-buzzchat-event").to_owned()).collect();
    assert_eq!(kinds.iter().collect::<BTreeSet<_>>().len(), 2, "{kinds:?}");
}
