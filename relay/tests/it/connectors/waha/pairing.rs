//! A session is made, paired by its QR code, and how it stands is how the line stands.

use super::fake::{Fake, PICTURE};
use super::{connected, pending};
use crate::connectors::stage::{Stage, start};
use crate::server::{eventually, read};
use buzzchat_relay::family::Family;
use buzzchat_relay::messaging::LineState;
use buzzchat_relay::store::OwnTerms;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_line_is_paired_by_its_code_and_stands() {
    let (stage, fake) = pending().await;
    let (url, key) = fake.webhook();
    assert!(url.starts_with(&format!("http://{}/hooks/{}/", stage.server.address, stage.line)), "{url}");
    assert!(!url.contains(&key) && key.len() == 64, "what is signed with stands in no address");
    let messaging = stage.server.app.messaging();
    let qr = messaging.qr(&stage.line().await).await.unwrap().unwrap();
    assert_eq!((qr.value.as_str(), &qr.png[..]), ("2@abc,def", PICTURE));
    assert_eq!(stage.hears_of(&fake, "session.status", &json!({ "name": "default", "status": "WORKING" })).await, 200);
    fake.turns("WORKING");
    stage.stands(LineState::Connected).await;
    assert_eq!(messaging.qr(&stage.line().await).await.unwrap(), None, "there is nothing to scan");
}

#[tokio::test]
async fn a_session_that_gave_up_gives_a_new_code_when_one_is_asked_for() {
    let (stage, fake) = pending().await;
    fake.turns("FAILED");
    stage.stands(LineState::Failed).await;
    assert!(stage.line().await.detail.contains("QR code"));
    let messaging = stage.server.app.messaging();
    assert_eq!(messaging.qr(&stage.line().await).await.unwrap(), None);
    stage.stands(LineState::Pending).await;
    assert!(messaging.qr(&stage.line().await).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_that_stopped_is_started_and_one_that_lost_our_address_gets_it_again() {
    let (stage, fake) = connected().await;
    fake.turns("STOPPED");
    let started = async || fake.with(|inside| inside.sessions["default"].status) == "WORKING";
    eventually("it is started", started).await;
    let theirs = json!({ "url": "https://other.example/", "events": ["message"] });
    fake.with(|inside| {
        let config = json!({ "proxy": { "server": "p:1" }, "webhooks": [theirs] });
        inside.sessions.get_mut("default").unwrap().config = config;
    });
    let has_two = async || {
        fake.with(|inside| inside.sessions["default"].config["webhooks"].as_array().is_some_and(|all| all.len() == 2))
    };
    eventually("our address is there again", has_two).await;
    stage.server.app.messaging().disconnect("default", &stage.line).await.unwrap();
    let left = json!({ "proxy": { "server": "p:1" }, "webhooks": [theirs] });
    let is_left = async || fake.with(|inside| inside.sessions["default"].config == left);
    eventually("only ours is taken back", is_left).await;
}

#[tokio::test]
async fn a_wrong_key_is_said_and_never_shown() {
    let (server, fake) = (start().await, Fake::start().await);
    let line = fake.line(server.address, "wrong-key");
    let stage = Stage::connect(server, line).await;
    stage.stands(LineState::Failed).await;
    assert_eq!(stage.line().await.detail, "The server does not take the key");
}

/// A client of Botbiz, where the workspace has a server: an account is a session of its own on it.
#[tokio::test]
async fn an_account_made_by_botbiz_is_a_session_of_its_own() {
    let (stage, fake) = connected().await;
    let terms = OwnTerms { per_minute: Some(1_000_000), per_day: Some(1_000_000), ..OwnTerms::default() };
    let (_, key) = stage.server.family_key("default", Family::Botbiz, terms).await;
    let ask = |method, path: &str| stage.server.request(method, path).bearer_auth(&key);
    let body = json!({ "phone_number": "+1234567890", "name": "Shop" });
    let account = read(ask(Method::POST, "/v1/whatsapp/accounts").json(&body)).await.body;
    let id = account["id"].as_str().unwrap_or_else(|| panic!("{account}")).to_owned();
    assert_eq!(account["status"], "pending");
    eventually("there is a session", async || fake.with(|inside| inside.sessions.contains_key(&id))).await;
    let path = format!("/v1/whatsapp/accounts/{id}");
    let code = ask(Method::GET, &format!("{path}/qr-code")).send().await.unwrap();
    assert_eq!(code.headers()["content-type"], "image/png");
    assert_eq!(&code.bytes().await.unwrap()[..], PICTURE);
    fake.with(|inside| inside.sessions.get_mut(&id).unwrap().status = "WORKING");
    let status = async || read(ask(Method::GET, &path)).await.body["status"].clone();
    eventually("the account is connected", async || status().await == "connected").await;
    assert_eq!(read(ask(Method::DELETE, &path)).await.status, 200);
    eventually("the session goes with it", async || fake.with(|inside| !inside.sessions.contains_key(&id))).await;
    assert!(fake.with(|inside| inside.sessions.contains_key("default")), "the other stays");
}
