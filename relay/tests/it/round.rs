//! The giveaway's course through the API: opened, closed, drawn, claimed, proven; with a device and without.

use crate::device::{Device, Joined, fresh_id};
use crate::server::{Server, now, read};
use buzzchat::draw::{Verifier, from_hex};
use buzzchat::protocol::{BeaconLine, Command, Entry, Fact};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;

async fn enter(joined: &mut Joined, viewers: &[&str]) {
    let round = joined.device.shared.active().round().unwrap().0.to_owned();
    let entry = |viewer: &&str| Entry { at: now(), id: fresh_id("evt_"), viewer: (*viewer).to_owned() };
    joined.report(vec![Fact::GiveawayEntry { round, entries: viewers.iter().map(entry).collect() }]).await;
}

async fn bare_post(server: &Server, path: &str) -> Value {
    read(server.request(Method::POST, path).bearer_auth(&server.key)).await.data().clone()
}

#[tokio::test]
async fn before_the_first_giveaway_there_is_nothing_to_tell() {
    let server = Server::start().await;
    let nothing = json!({
        "giveawayId": null, "open": false, "keywords": [], "commitment": null, "openedAt": null, "closedAt": null,
        "entryCount": 0, "lateCount": 0, "winners": [], "provable": false, "proofUrl": null
    });
    let draws = json!({
        "giveawayId": null, "commitment": null, "root": null, "entryCount": 0, "beacon": null, "draws": [],
        "provable": false, "proofUrl": null
    });
    for base in ["/api/v1", "/v1"] {
        assert_eq!(server.get(&format!("{base}/giveaway")).await.data(), &nothing);
        assert_eq!(server.get(&format!("{base}/giveaway/draws")).await.data(), &draws);
    }
    assert_eq!(
        server.post("/v1/giveaway/close", json!({})).await.error(400, "VALIDATION_ERROR"),
        "No giveaway is open"
    );
}

#[tokio::test]
async fn the_relay_opens_and_closes_while_no_device_is_there() {
    let server = Server::start().await;
    server.patch(json!({ "giveawayKeywords": ["win", "me"] })).await;
    let opened = bare_post(&server, "/api/v1/giveaway/open").await;
    assert_eq!((&opened["open"], &opened["keywords"]), (&json!(true), &json!(["win", "me"])));
    assert!(opened["giveawayId"].as_str().unwrap().starts_with("round_"), "{opened}");
    assert_eq!(opened["commitment"].as_str().map(str::len), Some(64));
    assert!(opened["openedAt"].as_str().unwrap().ends_with('Z') && opened["closedAt"].is_null(), "{opened}");
    assert_eq!(bare_post(&server, "/v1/giveaway/open").await, opened, "one that is open stays as it is");
    assert_eq!(server.get("/v1/giveaway").await.data(), &opened);
    let closed = bare_post(&server, "/v1/giveaway/close").await;
    assert_eq!((&closed["open"], &closed["giveawayId"]), (&json!(false), &opened["giveawayId"]));
    assert!(closed["closedAt"].as_str().unwrap().ends_with('Z'), "{closed}");
    server.post("/v1/giveaway/close", json!({})).await.error(400, "VALIDATION_ERROR");
    let next = bare_post(&server, "/v1/giveaway/open").await;
    assert_ne!(next["giveawayId"], opened["giveawayId"], "after one that was closed a new one begins");
    let joined = Device::new("dev_1").pair(&server).await;
    let round = joined.device.shared.active().round().unwrap();
    assert_eq!((json!(round.0), round.1.is_open()), (next["giveawayId"].clone(), true), "a device learns of it later");
    assert!(joined.device.seeds.get(round.0).is_some(), "and can draw");
}

#[tokio::test]
async fn a_connected_device_opens_and_closes() {
    let server = Arc::new(Server::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    for (path, command, open) in
        [("/v1/giveaway/open", Command::OpenGiveaway, true), ("/v1/giveaway/close", Command::CloseGiveaway, false)]
    {
        let asked = {
            let server = Arc::clone(&server);
            tokio::spawn(async move { server.post(path, json!({})).await })
        };
        assert_eq!(joined.execute_next().await, command);
        assert_eq!(asked.await.unwrap().data()["open"], open, "the answer knows what the device did");
    }
    assert_eq!(server.state().await.known("dev_1"), 2, "the device wrote it, not the relay");
}

#[tokio::test]
async fn nothing_else_can_be_said_of_a_giveaway() {
    let server = Server::start().await;
    for path in ["/v1/giveaway/open", "/v1/giveaway/close"] {
        for body in [json!({ "keyword": "win" }), json!({ "duration": 5 }), json!([]), json!("x"), json!(1)] {
            server.post(path, body).await.error(400, "VALIDATION_ERROR");
        }
        assert_eq!(read(server.request(Method::POST, path)).await.status, 401);
    }
    assert_eq!(server.get("/v1/giveaway").await.data()["giveawayId"], json!(null), "what was refused opened nothing");
}

#[tokio::test]
async fn draws_are_listed_with_what_proves_them() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.act(&Command::OpenGiveaway).await;
    enter(&mut joined, &["ann", "bob", "cem"]).await;
    joined.act(&Command::CloseGiveaway).await;
    let round = joined.device.shared.active().round().unwrap().0.to_owned();
    let line = BeaconLine { viewer: "dee".into(), text: "good luck".into() };
    joined.report(vec![Fact::GiveawayBeacon { round, lines: vec![line] }]).await;
    enter(&mut joined, &["eve"]).await;
    joined.close().await;
    let before = server.get("/v1/giveaway/draws").await.data().clone();
    assert_eq!((&before["draws"], &before["provable"], &before["proofUrl"]), (&json!([]), &json!(false), &json!(null)));
    let first = server.post("/v1/giveaway/pick-winner", json!({ "count": 2 })).await.data().clone();
    let second = server.post("/v1/giveaway/pick-winner", json!({})).await.data().clone();
    let draws = server.get("/api/v1/giveaway/draws").await.data().clone();
    let drawn = |number: u32, answer: &Value| json!({ "number": number, "winners": answer["winners"], "drawnAt": answer["timestamp"] });
    assert_eq!(draws["draws"], json!([drawn(1, &first), drawn(2, &second)]));
    assert_eq!(draws["beacon"], json!([{ "username": "dee", "text": "good luck" }]));
    assert_eq!((&draws["entryCount"], &draws["provable"]), (&json!(3), &json!(true)));
    let proof = server.request(Method::GET, draws["proofUrl"].as_str().unwrap()).bearer_auth(&server.key);
    let proof = proof.send().await.unwrap().bytes().await.unwrap().to_vec();
    let verdict = Verifier::new(proof).and_then(Verifier::run).unwrap();
    let commitment = draws["commitment"].as_str().unwrap();
    assert_eq!(from_hex(commitment.as_bytes()), Some(verdict.commitment));
    let root = server.state().await.active().round().unwrap().1.closing().unwrap().root.clone();
    assert_eq!(draws["root"], json!(root));
    let giveaway = server.get("/v1/giveaway").await.data().clone();
    assert_eq!((&giveaway["entryCount"], &giveaway["lateCount"]), (&json!(3), &json!(1)));
    assert_eq!(giveaway["commitment"], draws["commitment"]);
}

#[tokio::test]
async fn an_immediate_draw_has_no_beacon() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.act(&Command::OpenGiveaway).await;
    enter(&mut joined, &["ann"]).await;
    joined.close().await;
    server.post("/v1/giveaway/pick-winner", json!({})).await.data();
    let draws = server.get("/v1/giveaway/draws").await.data().clone();
    assert_eq!((&draws["beacon"], &draws["provable"]), (&json!(null), &json!(true)));
}

#[tokio::test]
async fn what_became_of_a_prize() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    joined.act(&Command::OpenGiveaway).await;
    enter(&mut joined, &["ann", "bob", "cem"]).await;
    joined.act(&Command::PickWinner { count: 3 }).await;
    let (round, winners) = {
        let (id, round) = joined.device.shared.active().round().unwrap();
        (id.to_owned(), round.winners())
    };
    let (claimed, expired) = (winners[0].clone(), winners[1].clone());
    joined
        .report(vec![
            Fact::GiveawayClaimed { round: round.clone(), draw: 1, viewer: claimed, text: "me!".into() },
            Fact::GiveawayExpired { round, draw: 1, viewer: expired },
        ])
        .await;
    let answer = server.get("/v1/giveaway").await;
    let told = answer.data()["winners"].as_array().unwrap();
    let claims: Vec<_> = told.iter().map(|winner| winner["claim"].as_str().unwrap()).collect();
    assert_eq!(claims, ["claimed", "expired", "pending"]);
    let names: Vec<_> = told.iter().map(|winner| winner["username"].as_str().unwrap()).collect();
    assert_eq!(names, winners);
    assert!(told.iter().all(|winner| winner["draw"] == 1 && winner["drawnAt"].as_str().unwrap().ends_with('Z')));
}
