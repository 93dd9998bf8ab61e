//! The log of deliveries: pages of it, and sending again.

use super::{Receiver, deliveries, id, ids_in_order, patient, subscribe, switch, toggle};
use crate::server::{Server, eventually};
use reqwest::Method;
use serde_json::{Value, json};

const SWITCHED: [&str; 2] = ["bot.started", "bot.stopped"];

#[tokio::test]
async fn pages_tell_everything_once_the_newest_first() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    toggle(&server, 7).await;
    receiver.wait_for(7).await;
    let base = format!("/v1/webhooks/{}/deliveries", id(&webhook));
    let (mut seen, mut cursor, mut sizes) = (Vec::new(), String::new(), Vec::new());
    loop {
        let page = server.get(&format!("{base}?limit=3{cursor}")).await.data().clone();
        let ids = page["deliveries"].as_array().unwrap().iter().map(|one| one["eventId"].as_str().unwrap().to_owned());
        seen.extend(ids);
        sizes.push(page["deliveries"].as_array().unwrap().len());
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(sizes, [3, 3, 1]);
    seen.reverse();
    assert_eq!(seen, ids_in_order(&server, id(&webhook)).await);
    assert_eq!(seen.len(), 7);
}

#[tokio::test]
async fn a_page_that_makes_no_sense_is_refused_by_name() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    let base = format!("/v1/webhooks/{}/deliveries", id(&webhook));
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=-1", "limit"),
        ("limit=", "limit"),
        ("cursor=", "cursor"),
        ("cursor=5", "cursor"),
        ("cursor=a-b", "cursor"),
        ("limit=1&limit=2", "query"),
    ] {
        let answer = server.get(&format!("{base}?{query}")).await;
        assert!(answer.error(400, "VALIDATION_ERROR").contains(field), "{query}");
    }
    let none = server.get(&format!("{base}?limit=100&cursor=0-0")).await;
    assert_eq!(none.data(), &json!({ "deliveries": [], "nextCursor": null }));
}

#[tokio::test]
async fn a_replayed_event_comes_again_under_its_id_with_its_bytes() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    switch(&server, true).await;
    eventually("it is delivered", async || deliveries(&server, id(&webhook)).await[0]["state"] == "delivered").await;
    let first = receiver.received()[0].clone();
    let base = format!("/v1/webhooks/{}", id(&webhook));
    let replayed = server.post(&format!("{base}/deliveries/{}/replay", first.id()), json!({})).await.data().clone();
    assert_eq!((&replayed["eventId"], &replayed["state"]), (&json!(first.id()), &json!("pending")));
    let second = receiver.wait_for(2).await[1].clone();
    assert_eq!((second.id(), &second.body, second.header("x-buzzchat-attempt")), (first.id(), &first.body, "2"));
    eventually("both are logged", async || deliveries(&server, id(&webhook)).await[0]["attempts"] == 2).await;
    assert_eq!(deliveries(&server, id(&webhook)).await.len(), 1);
    server.post(&format!("{base}/deliveries/evt_other/replay"), json!({})).await.error(404, "NOT_FOUND");
    server.post(&format!("{base}/deliveries/%00/replay"), json!({})).await.error(404, "NOT_FOUND");
    server.send(Method::PATCH, &base, json!({ "active": false })).await.data();
    let path = format!("{base}/deliveries/{}/replay", first.id());
    assert!(server.post(&path, json!({})).await.error(400, "VALIDATION_ERROR").contains("active"));
}

#[tokio::test]
async fn what_has_failed_for_good_can_be_replayed() {
    let (server, receiver) = (Server::start_telling(super::quick()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    receiver.usually(500);
    switch(&server, true).await;
    eventually("it has failed", async || deliveries(&server, id(&webhook)).await[0]["state"] == "failed").await;
    receiver.next([502, 200]);
    let event = receiver.ids()[0].clone();
    server.post(&format!("/v1/webhooks/{}/deliveries/{event}/replay", id(&webhook)), json!({})).await.data();
    eventually("it is delivered", async || deliveries(&server, id(&webhook)).await[0]["state"] == "delivered").await;
    let logged = &deliveries(&server, id(&webhook)).await[0];
    let failed: Vec<&Value> =
        logged["failures"].as_array().unwrap().iter().map(|failure| &failure["attempt"]).collect();
    assert_eq!(failed, (1..=9).collect::<Vec<_>>(), "nothing of the log is lost");
    assert_eq!(logged["attempts"], 10);
}
