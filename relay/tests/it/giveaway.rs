//! Giveaways on the relay: secrets that stay sealed, the same winners on every replica, and proofs.

use crate::database;
use crate::device::{Device, Joined, fresh_id};
use crate::server::{Server, eventually, now, read};
use buzzchat::draw::Verifier;
use buzzchat::protocol::{Command, Entry, Fact, Frame, Outcome, Seed};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use std::path::Path;

async fn enter(joined: &mut Joined, viewers: &[&str]) {
    let round = joined.device.shared.active().round().unwrap().0.to_owned();
    let entry = |viewer: &&str| Entry { at: now(), id: fresh_id("evt_"), viewer: (*viewer).to_owned() };
    joined.report(vec![Fact::GiveawayEntry { round, entries: viewers.iter().map(entry).collect() }]).await;
}

/// A device on which a giveaway is open, with the relay knowing all of it.
async fn with_round(server: &Server, viewers: &[&str]) -> Joined {
    let mut joined = Device::new("dev_1").pair(server).await;
    assert_eq!(joined.act(&Command::OpenGiveaway).await, Outcome::Done);
    enter(&mut joined, viewers).await;
    joined
}

fn winners(outcome: Outcome) -> Vec<String> {
    match outcome {
        Outcome::Winners { winners, .. } => winners,
        other => panic!("{other:?}"),
    }
}

async fn proof(server: &Server) -> Vec<u8> {
    let response = server.request(Method::GET, "/api/v1/giveaway/proof").bearer_auth(&server.key).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    response.bytes().await.unwrap().to_vec()
}

/// Everything that lies in the data folder, and in the database that belongs to it.
async fn stored(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).filter(|file| file.is_file());
    let mut stored: Vec<u8> = files.flat_map(|file| std::fs::read(file).unwrap()).collect();
    if let Some(url) = database::url(folder) {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let rows = sqlx::query_scalar("SELECT schema_to_xml('public', true, false, '')::text");
        stored.extend(rows.fetch_one(&mut connection).await.map(String::into_bytes).unwrap());
    }
    stored
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[tokio::test]
async fn device_and_relay_draw_the_same_winners() {
    let server = Server::start().await;
    let mut joined = with_round(&server, &["ann", "bob", "cem", "dee", "eve"]).await;
    joined.act(&Command::CloseGiveaway).await;
    let Joined { mut device, socket, .. } = joined;
    socket.close().await;
    let (_, outcome) = device.decide(&Command::PickWinner { count: 3 });
    let on_device = winners(outcome);
    let drawn = server.post("/v1/giveaway/pick-winner", json!({ "count": 3 })).await;
    assert_eq!(drawn.data()["winners"], json!(on_device));
}

#[tokio::test]
async fn the_relay_still_draws_after_a_restart_and_proves_it() {
    let server = Server::start().await;
    with_round(&server, &["ann", "bob", "cem"]).await.close().await;
    server.get("/v1/giveaway/proof").await.error(404, "NOT_FOUND");
    let server = server.restart().await;
    let first = server.post("/v1/giveaway/pick-winner", json!({})).await.data()["winners"].clone();
    let second = server.post("/v1/giveaway/pick-winner", json!({})).await.data()["winners"].clone();
    let verdict = Verifier::new(proof(&server).await).and_then(Verifier::run).unwrap();
    let drawn: Vec<Value> = verdict.draws.iter().map(|drawn| json!(drawn.winners)).collect();
    assert_eq!(drawn, [first, second]);
    assert_eq!((verdict.entrants, verdict.beacon), (3, None));
    let state = server.state().await;
    assert_eq!(
        verdict.commitment,
        buzzchat::draw::from_hex(state.active().round().unwrap().1.commitment().as_bytes()).unwrap()
    );
}

#[tokio::test]
async fn a_secret_is_nowhere_in_the_open_and_gone_when_its_round_is() {
    let server = Server::start().await;
    let mut joined = with_round(&server, &["ann"]).await;
    let (_, seed) = joined.device.secrets().remove(0);
    enter(&mut joined, &["bob"]).await;
    let bytes: Vec<u8> =
        (0..64).step_by(2).map(|at| u8::from_str_radix(&seed.reveal()[at..at + 2], 16).unwrap()).collect();
    let secrets = async |server: &Server| server.app.hub().store().secrets("default").await.unwrap().all().count();
    assert_eq!(secrets(&server).await, 1);
    let lying = stored(server.data()).await;
    assert!(holds(&lying, b"ann"), "this is what is stored");
    assert!(!holds(&lying, seed.reveal().as_bytes()) && !holds(&lying, &bytes));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(server.data().join("secret.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let transfer = joined.device.shared.to_transfer();
    assert!(!transfer.contains(seed.reveal()) && !format!("{:?}", joined.device.seeds).contains(seed.reveal()));
    joined.act(&Command::ClearEntries).await;
    assert_eq!(joined.device.secrets().len(), 2, "the device of this test forgets nothing");
    let (round, seed) = joined.device.secrets().remove(0);
    joined.socket.say(&Frame::Secret { round, seed }).await;
    joined.report(vec![Fact::BotStarted]).await;
    assert_eq!(secrets(&server).await, 1, "only the new round's is left, and the old one is not taken again");
}

#[tokio::test]
async fn secrets_reach_every_device_of_the_workspace() {
    let server = Server::start().await;
    let mut first = with_round(&server, &["ann", "bob"]).await;
    let secrets = first.device.secrets();
    first.report(vec![Fact::BotStarted]).await;
    let mut second = Device::new("dev_2").pair(&server).await;
    assert_eq!(second.device.secrets(), secrets, "a device that comes later");
    first.act(&Command::ClearEntries).await;
    let round = first.device.shared.active().round().unwrap().0.to_owned();
    while second.device.seeds.get(&round).is_none() {
        second.hear().await;
    }
    let Outcome::Done = server.decide(Command::ClearEntries).await else { panic!("not cleared") };
    eventually("both hold the secret of the round that the relay opened", async || {
        first.hear().await;
        let round = server.state().await.active().round().unwrap().0.to_owned();
        first.device.seeds.get(&round).is_some()
    })
    .await;
}

#[tokio::test]
async fn a_wrong_secret_is_not_taken() {
    let server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let (events, _) = joined.device.decide(&Command::OpenGiveaway);
    joined.socket.say(&Frame::Events { events }).await;
    joined.until_acknowledged().await;
    let round = joined.device.shared.active().round().unwrap().0.to_owned();
    for seed in ["00".repeat(32), "short".into(), String::new()] {
        joined.socket.say(&Frame::Secret { round: round.clone(), seed: Seed::new(seed) }).await;
    }
    joined.socket.say(&Frame::Secret { round: "round_x".into(), seed: Seed::new("00".repeat(32)) }).await;
    enter(&mut joined, &["ann"]).await;
    joined.close().await;
    let message = server.post("/v1/giveaway/pick-winner", json!({})).await;
    assert!(message.error(400, "VALIDATION_ERROR").contains("secret"), "{message:?}");
    assert!(server.state().await.active().round().unwrap().1.is_open(), "a refused draw closes nothing");
}

#[tokio::test]
async fn the_proof_wants_a_key_and_a_draw() {
    let server = Server::start().await;
    assert_eq!(read(server.request(Method::GET, "/v1/giveaway/proof")).await.status, 401);
    assert_eq!(server.get("/v1/giveaway/proof").await.error(404, "NOT_FOUND"), "There is no draw to prove");
}
