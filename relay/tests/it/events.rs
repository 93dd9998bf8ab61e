//! `GET /events`: everything documented, once, in the order of arrival, whatever the size of the pages.

use crate::device::{Device, Joined, fresh_id};
use crate::server::{Server, now, read};
use buzzchat::protocol::{Command, Entry, Fact, Kind, Part, Stream};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn page(server: &Server, query: &str) -> Value {
    server.get(&format!("/api/v1/events?{query}")).await.data().clone()
}

/// Reads to the end in pages of a size. Returns the events, and the last page.
async fn all_since(server: &Server, since: &str, limit: usize, more: &str) -> (Vec<Value>, Value) {
    let (mut events, mut since) = (Vec::new(), since.to_owned());
    loop {
        let page = page(server, &format!("limit={limit}&since={since}{more}")).await;
        let listed = page["events"].as_array().unwrap();
        assert!(listed.len() <= limit, "{page}");
        events.extend(listed.iter().cloned());
        if page["has_more"] == json!(false) {
            return (events, page);
        }
        assert_ne!(page["nextCursor"], json!(since), "a page leads on");
        since = page["nextCursor"].as_str().unwrap().to_owned();
    }
}

async fn all(server: &Server, limit: usize) -> Vec<Value> {
    all_since(server, "0", limit, "").await.0
}

fn ids(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["id"].as_str().unwrap()).collect()
}

fn entries(viewers: std::ops::Range<u32>) -> Vec<Entry> {
    viewers.map(|viewer| Entry { at: now(), id: fresh_id("evt_"), viewer: format!("viewer{viewer}") }).collect()
}

async fn enter(joined: &mut Joined, entries: Vec<Entry>) {
    let round = joined.device.shared.active().round().unwrap().0.to_owned();
    joined.report(vec![Fact::GiveawayEntry { round, entries }]).await;
}

fn sent() -> Fact {
    let part = Part { id: "msg_1".into(), kind: Kind::Api, rule: None, trigger: None, viewer: None };
    let stream = Stream { site: "demo".into(), channel: "main".into() };
    Fact::MessageSent { line: "line_1".into(), stream, text: "Hi".into(), kind: Kind::Api, parts: vec![part] }
}

fn asked() -> Fact {
    let stream = Stream { site: "demo".into(), channel: "main".into() };
    let (viewer, text, rule, trigger) = ("ann".into(), "ship?".into(), "faq_1".into(), "ship".into());
    Fact::MessageReceived { kind: Kind::Faq, stream, viewer, text, rule, trigger }
}

#[tokio::test]
async fn every_documented_event_and_nothing_else_in_the_order_of_arrival() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.report(vec![Fact::BotStarted, asked(), sent(), Fact::ChatCounted { hour: 1, lines: 2 }]).await;
    joined.act(&Command::OpenGiveaway).await;
    enter(&mut joined, entries(0..2)).await;
    joined.act(&Command::PickWinner { count: 1 }).await;
    joined.report(vec![Fact::BotStopped]).await;
    let page = page(&server, "").await;
    let events = page["events"].as_array().unwrap();
    let types: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    let expected = [
        "bot.started",
        "message.received",
        "message.sent",
        "giveaway.entry",
        "giveaway.entry",
        "giveaway.winner",
        "bot.stopped",
    ];
    assert_eq!(types, expected);
    assert_eq!((&page["has_more"], &page["complete"]), (&json!(false), &json!(true)));
    for event in events {
        let fields: BTreeSet<_> = event.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, BTreeSet::from(["id", "type", "timestamp", "data"]), "{event}");
        assert!(event["id"].as_str().unwrap().starts_with("evt_") && event["data"].is_object(), "{event}");
        assert!(event["timestamp"].as_str().unwrap().ends_with('Z'), "{event}");
    }
    assert_eq!(events[3]["data"]["username"], "viewer0");
    let answer = server.get(&format!("/v1/events?since={}", page["nextCursor"].as_str().unwrap())).await;
    let nothing = json!({ "events": [], "nextCursor": page["nextCursor"], "has_more": false, "complete": true });
    assert_eq!(answer.data(), &nothing);
}

#[tokio::test]
async fn pages_of_every_size_hold_the_same_events() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.act(&Command::OpenGiveaway).await;
    enter(&mut joined, entries(0..7)).await;
    joined.report(vec![sent(), Fact::ChatCounted { hour: 1, lines: 2 }, asked()]).await;
    enter(&mut joined, entries(7..12)).await;
    let whole = all(&server, 1_000).await;
    assert_eq!(whole.len(), 14);
    for limit in 1..=15 {
        assert_eq!(all(&server, limit).await, whole, "pages of {limit}");
    }
    let unique: BTreeSet<_> = ids(&whole).into_iter().collect();
    assert_eq!(unique.len(), whole.len());
    let entered = all_since(&server, "0", 3, "&types=giveaway.entry").await.0;
    assert_eq!(entered.len(), 12, "a page may end inside a batch, whatever is asked for");
    let others = all_since(&server, "0", 1, "&types=message.sent,message.received").await.0;
    assert_eq!(
        others.iter().map(|event| event["type"].clone()).collect::<Vec<_>>(),
        ["message.sent", "message.received"]
    );
}

#[tokio::test]
async fn nothing_is_lost_or_doubled_while_events_arrive() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.act(&Command::OpenGiveaway).await;
    let (mut read, mut since) = (Vec::new(), "0".to_owned());
    for round in 0..12 {
        enter(&mut joined, entries(round * 5..round * 5 + 5)).await;
        let page = page(&server, &format!("since={since}&limit=3")).await;
        read.extend(page["events"].as_array().unwrap().clone());
        since = page["nextCursor"].as_str().unwrap().to_owned();
    }
    assert!(since.contains('.'), "{since}: a boundary inside a batch was met");
    let server = server.restart().await;
    read.extend(all_since(&server, &since, 4, "").await.0);
    assert_eq!(read, all(&server, 1_000).await);
    assert_eq!(read.len(), 60);
}

#[tokio::test]
async fn what_is_told_to_nobody_is_passed_over_in_bounded_steps() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    for hour in 0..25 {
        joined.report((0..100).map(|lines| Fact::ChatCounted { hour, lines }).collect()).await;
    }
    joined.report(vec![Fact::BotStarted]).await;
    let first = page(&server, "").await;
    assert_eq!(
        (&first["events"], &first["has_more"]),
        (&json!([]), &json!(true)),
        "one page reads so much and no more"
    );
    let (events, last) = all_since(&server, "0", 100, "").await;
    assert_eq!((events.len(), &last["complete"]), (1, &json!(true)));
}

#[tokio::test]
async fn what_came_as_a_whole_is_owned_up_to() {
    let server = Server::start().await;
    let mut old = Device::new("dev_old");
    old.write(Fact::BotStarted);
    old.compacted = 1;
    let mut joined = old
        .knock(
            &server,
            Some(&{
                let code = fresh_id("").split_off(18);
                server.new_code(&code).await;
                code
            }),
        )
        .await;
    let state = joined.device.shared.to_transfer();
    joined.socket.say(&buzzchat::protocol::Frame::Snapshot { part: 0, parts: 1, data: state, number: 0 }).await;
    joined.until_acknowledged().await;
    assert!(server.state().await.active().is_active(), "the relay took it over");
    let taken = page(&server, "").await;
    assert_eq!((&taken["events"], &taken["complete"]), (&json!([]), &json!(false)));
    joined.report(vec![Fact::BotStopped]).await;
    let since = taken["nextCursor"].as_str().unwrap();
    let later = page(&server, &format!("since={since}")).await;
    assert_eq!((later["events"].as_array().unwrap().len(), &later["complete"]), (1, &json!(true)));
    assert_eq!(page(&server, "").await["complete"], json!(false));
}

#[tokio::test]
async fn what_cannot_be_asked() {
    let server = Server::start().await;
    let head: u64 = page(&server, "").await["nextCursor"].as_str().unwrap().parse().unwrap();
    let ahead = head + 1;
    let queries = [
        format!("since={ahead}"),
        format!("since={ahead}.1"),
        "since=18446744073709551615".into(),
        "since=18446744073709551616".into(),
        "since=".into(),
        "since=-1".into(),
        "since=1.0".into(),
        "since=0.1".into(),
        "since=evt_1".into(),
        "since=1&since=1".into(),
        "limit=0".into(),
        "limit=1001".into(),
        "limit=-1".into(),
        "limit=1.5".into(),
        "limit=".into(),
        "limit=99999999999999999999".into(),
        "types=".into(),
        "types=giveaway.opened".into(),
        "types=bot.started,,bot.stopped".into(),
        "types=%ff".into(),
    ];
    for query in queries {
        server.get(&format!("/v1/events?{query}")).await.error(400, "VALIDATION_ERROR");
    }
    assert_eq!(read(server.request(Method::GET, "/v1/events")).await.status, 401);
    for query in ["limit=1000", "types=bot.started,bot.stopped", "types=bot.started,%20bot.stopped", "other=1"] {
        assert_eq!(page(&server, query).await["events"], json!([]), "{query}");
    }
}

#[tokio::test]
async fn a_workspace_sees_its_own_events_only() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.report(vec![Fact::BotStarted]).await;
    let key = server.new_key("another").await;
    let answer = read(server.request(Method::GET, "/v1/events").bearer_auth(&key)).await;
    assert_eq!(answer.data()["events"], json!([]));
    assert_eq!(all(&server, 10).await.len(), 1);
}
