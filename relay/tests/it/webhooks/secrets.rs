//! Secrets: what they sign, how they change, and that they lie nowhere in the open.

use super::{Receiver, get, id, patient, subscribe, switch};
use crate::server::{Server, now};
use buzzchat_relay::outgoing::Secret;
use reqwest::Method;
use serde_json::{Value, json};

const SWITCHED: [&str; 2] = ["bot.started", "bot.stopped"];

fn secret(webhook: &Value) -> Secret {
    Secret::from_text(webhook["secret"].as_str().unwrap().to_owned())
}

async fn rotate(server: &Server, webhook: &str, body: Value) -> Value {
    server.post(&format!("/v1/webhooks/{webhook}/rotate-secret"), body).await.data().clone()
}

#[tokio::test]
async fn deliveries_are_signed_with_the_secret_that_was_shown() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    switch(&server, true).await;
    let received = receiver.wait_for(1).await.remove(0);
    let timestamp: i64 = received.header("webhook-timestamp").parse().unwrap();
    assert!(timestamp.abs_diff(i64::try_from(now() / 1_000).unwrap()) < 60);
    assert_eq!(received.header("x-buzzchat-signature"), secret(&webhook).documented_signature(&received.body));
    let standard = secret(&webhook).standard_signature(received.id(), timestamp, &received.body);
    assert_eq!(received.header("webhook-signature"), standard);
    assert!(!received.headers.contains_key("x-buzzchat-signature-previous"));
}

#[tokio::test]
async fn after_a_rotation_both_secrets_sign_for_a_while() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    let rotated = rotate(&server, id(&webhook), json!({})).await;
    assert_ne!(rotated["secret"], webhook["secret"]);
    assert!(rotated["previousSecretExpiresAt"].is_string());
    assert!(get(&server, id(&webhook)).await.get("secret").is_none());
    switch(&server, true).await;
    let received = receiver.wait_for(1).await.remove(0);
    let (old, new) = (secret(&webhook), secret(&rotated));
    assert_eq!(received.header("x-buzzchat-signature"), new.documented_signature(&received.body));
    assert_eq!(received.header("x-buzzchat-signature-previous"), old.documented_signature(&received.body));
    let timestamp: i64 = received.header("webhook-timestamp").parse().unwrap();
    let both = [new, old].map(|secret| secret.standard_signature(received.id(), timestamp, &received.body)).join(" ");
    assert_eq!(received.header("webhook-signature"), both);
}

#[tokio::test]
async fn a_rotation_without_grace_takes_effect_at_once() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    let rotated = rotate(&server, id(&webhook), json!({ "graceSeconds": 0 })).await;
    switch(&server, true).await;
    let received = receiver.wait_for(1).await.remove(0);
    assert_eq!(received.header("x-buzzchat-signature"), secret(&rotated).documented_signature(&received.body));
    assert!(!received.headers.contains_key("x-buzzchat-signature-previous"));
    assert!(!received.header("webhook-signature").contains(' '));
}

#[tokio::test]
async fn only_the_last_secret_before_a_rotation_is_kept() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    let second = rotate(&server, id(&webhook), json!({ "graceSeconds": 604_800 })).await;
    rotate(&server, id(&webhook), json!({ "graceSeconds": 60 })).await;
    let answer = server.post(&format!("/v1/webhooks/{}/test", id(&webhook)), json!({})).await;
    assert_eq!(answer.data()["delivered"], true);
    let received = receiver.wait_for(1).await.remove(0);
    assert_eq!(received.header("x-buzzchat-signature-previous"), secret(&second).documented_signature(&received.body));
}

#[tokio::test]
async fn a_grace_that_makes_no_sense_is_refused() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    let path = format!("/v1/webhooks/{}/rotate-secret", id(&webhook));
    for grace in [json!(-1), json!(604_801), json!("60"), json!(1.5), json!(null), json!(u64::MAX)] {
        let answer = server.post(&path, json!({ "graceSeconds": grace })).await;
        assert!(answer.error(400, "VALIDATION_ERROR").contains("graceSeconds"), "{grace}: {answer:?}");
    }
    assert_eq!(get(&server, id(&webhook)).await["previousSecretExpiresAt"], Value::Null);
    let bare = server.request(Method::POST, &path).bearer_auth(&server.key);
    assert_eq!(crate::server::read(bare).await.status, 200, "the body may be left out");
}

#[tokio::test]
async fn no_secret_lies_in_the_open() {
    let (server, receiver) = (Server::start_telling(patient()).await, Receiver::start().await);
    let webhook = subscribe(&server, &receiver, &SWITCHED).await;
    let rotated = rotate(&server, id(&webhook), json!({})).await;
    let files =
        std::fs::read_dir(server.data()).unwrap().map(|file| file.unwrap().path()).filter(|file| file.is_file());
    let lying: Vec<u8> = files.flat_map(|file| std::fs::read(file).unwrap()).collect();
    for secret in [&webhook["secret"], &rotated["secret"]] {
        let secret = secret.as_str().unwrap().strip_prefix("whsec_").unwrap().as_bytes();
        assert!(!lying.windows(secret.len()).any(|window| window == secret));
    }
    let server = server.restart().await;
    switch(&server, true).await;
    let received = receiver.wait_for(1).await.remove(0);
    assert_eq!(received.header("x-buzzchat-signature"), secret(&rotated).documented_signature(&received.body));
}
