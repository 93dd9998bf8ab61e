//! What does not arrive: tried again with the same bytes under the same id, and given up in the end.

use super::{Receiver, Reply, deliveries, id, patient, quick, subscribe, switch, toggle};
use crate::server::{Server, eventually, now};
use buzzchat_relay::webhook::{Schedule, Terms};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;

const SWITCHED: [&str; 2] = ["bot.started", "bot.stopped"];

#[tokio::test]
async fn a_failed_delivery_is_repeated_byte_for_byte() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    receiver.next([500, 404, 429]);
    switch(&server, true).await;
    let received = receiver.wait_for(4).await;
    assert!(received.windows(2).all(|pair| pair[0].body == pair[1].body && pair[0].id() == pair[1].id()));
    assert_eq!(
        received.iter().map(|received| received.header("x-buzzchat-attempt")).collect::<Vec<_>>(),
        ["1", "2", "3", "4"]
    );
    let signatures: BTreeSet<_> = received.iter().map(|received| received.header("x-buzzchat-signature")).collect();
    assert_eq!(signatures.len(), 1, "the same bytes have the same signature");
    eventually("it is delivered", async || deliveries(&server, id(&webhook)).await[0]["state"] == "delivered").await;
    let logged = &deliveries(&server, id(&webhook)).await[0];
    let codes: Vec<_> = logged["failures"].as_array().unwrap().iter().map(|failure| &failure["responseCode"]).collect();
    assert_eq!((codes, &logged["attempts"]), (vec![&json!(500), &json!(404), &json!(429)], &json!(4)));
    assert_eq!(
        (&logged["lastAttempt"]["responseCode"], &logged["lastAttempt"]["problem"]),
        (&json!(200), &json!(null))
    );
}

#[tokio::test]
async fn after_eight_attempts_it_has_failed() {
    let (server, receiver) = (Server::start_telling(quick()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    receiver.usually(500);
    switch(&server, true).await;
    eventually("it has failed", async || deliveries(&server, id(&webhook)).await[0]["state"] == "failed").await;
    let logged = &deliveries(&server, id(&webhook)).await[0];
    assert_eq!((&logged["attempts"], &logged["nextAttemptAt"]), (&json!(8), &json!(null)));
    assert_eq!(receiver.received().len(), 8);
    assert_eq!(logged["failures"].as_array().unwrap().len(), 8);
}

#[tokio::test]
async fn redirects_are_failures_and_nobody_follows_them() {
    let (server, receiver, elsewhere) =
        (Server::start_telling(patient()).await, Receiver::start().await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    for status in [301, 302, 303, 307, 308] {
        receiver.next([Reply { headers: vec![("location", elsewhere.url.clone())], ..status.into() }]);
    }
    toggle(&server, 5).await;
    receiver.wait_for(5).await;
    eventually("all are waiting for their second attempt", async || {
        deliveries(&server, id(&webhook)).await.iter().all(|delivery| delivery["attempts"] == 1)
    })
    .await;
    assert!(deliveries(&server, id(&webhook)).await.iter().all(|delivery| delivery["state"] == "pending"));
    assert!(elsewhere.received().is_empty());
}

#[tokio::test]
async fn the_first_retry_comes_after_about_five_seconds_and_a_receiver_may_ask_for_ten() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    receiver.next([
        Reply::from(500),
        Reply { headers: vec![("retry-after", "3600".into())], ..503.into() },
        429.into(),
    ]);
    let mut bounds = Vec::new();
    for active in [true, false, true] {
        let before = now();
        switch(&server, active).await;
        eventually("it was tried", async || deliveries(&server, id(&webhook)).await[0]["attempts"] == 1).await;
        bounds.push((before, now()));
    }
    let mut logged = deliveries(&server, id(&webhook)).await;
    logged.reverse();
    let next = |index: usize| -> u64 {
        let at: jiff::Timestamp = logged[index]["nextAttemptAt"].as_str().unwrap().parse().unwrap();
        at.as_millisecond().try_into().unwrap()
    };
    // Times are told in whole seconds.
    for (index, (least, most)) in [(4_000, 6_000), (10_000, 10_000), (60_000, 60_000)].into_iter().enumerate() {
        let (before, after) = bounds[index];
        let due = next(index);
        assert!(due + 1_000 > before + least && due <= after + most, "{index}: {due} for {before} to {after}");
    }
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_tried_again() {
    let server = Server::start_telling(quick()).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let url = format!("http://{address}/");
    let webhook = server.post("/v1/webhooks", json!({ "url": url, "events": SWITCHED })).await.data_of(201).clone();
    switch(&server, true).await;
    eventually("it failed twice", async || {
        deliveries(&server, id(&webhook)).await[0]["attempts"].as_u64().is_some_and(|attempts| attempts >= 2)
    })
    .await;
    let logged = &deliveries(&server, id(&webhook)).await[0];
    assert_eq!(logged["lastAttempt"]["responseCode"], 0);
    let problem = logged["lastAttempt"]["problem"].as_str().unwrap();
    assert!(!problem.is_empty() && !problem.contains("127.0.0.1"), "{problem}");
}

#[tokio::test]
async fn a_target_that_the_operator_no_longer_allows_is_not_called() {
    let receiver = Receiver::start().await;
    let schedule = Schedule { waits: [Duration::from_millis(50); 7], ..Schedule::default() };
    let server = Server::start_telling(Terms { allow_local: true, schedule }).await;
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    let server = server.restart_telling(Terms { allow_local: false, schedule }).await;
    switch(&server, true).await;
    eventually("it failed", async || {
        deliveries(&server, id(&webhook)).await[0]["attempts"].as_u64().is_some_and(|attempts| attempts >= 1)
    })
    .await;
    assert!(receiver.received().is_empty());
}
