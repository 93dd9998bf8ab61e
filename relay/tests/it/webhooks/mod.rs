//! Webhooks, driven as an integrator would: a key, a receiver, and events that happen.

mod botbiz;
mod delivering;
mod disabling;
mod endpoints;
mod families;
mod log;
mod past;
pub(crate) mod receiver;
mod retrying;
mod secrets;

use crate::server::Server;
use buzzchat::protocol::{Command, Outcome, SettingsPatch};
use buzzchat_relay::webhook::{Schedule, Terms};
use receiver::{Receiver, Reply};
use serde_json::{Value, json};
use std::time::Duration;

const EVERY: [&str; 6] =
    ["giveaway.entry", "giveaway.winner", "message.sent", "message.received", "bot.started", "bot.stopped"];

/// Local receivers, and retries that a test can wait for.
fn quick() -> Terms {
    let soon = Duration::from_millis(50);
    let schedule = Schedule { waits: [soon; 7], relief: soon, ..Schedule::default() };
    Terms { allow_local: true, schedule }
}

/// Local receivers, and no retry within the life of a test.
fn patient() -> Terms {
    Terms { allow_local: true, ..Terms::default() }
}

/// Makes a webhook for these events and returns what the API answered.
async fn subscribe(server: &Server, receiver: &Receiver, events: &[&str]) -> Value {
    let body = json!({ "url": receiver.url, "events": events });
    server.post("/api/v1/webhooks", body).await.data_of(201).clone()
}

fn id(webhook: &Value) -> &str {
    webhook["id"].as_str().unwrap()
}

/// Switches the bot on the relay itself, so that an event happens without a device.
async fn switch(server: &Server, active: bool) {
    let patch = SettingsPatch { bot_active: Some(active), ..SettingsPatch::default() };
    assert_eq!(server.decide(Command::change(patch)).await, Outcome::Done);
}

/// Switches the bot on and off so many times: an event each.
async fn toggle(server: &Server, times: usize) {
    let mut active = server.state().await.active().settings().bot_active;
    for _ in 0..times {
        active = !active;
        switch(server, active).await;
    }
}

async fn get(server: &Server, webhook: &str) -> Value {
    server.get(&format!("/api/v1/webhooks/{webhook}")).await.data().clone()
}

async fn deliveries(server: &Server, webhook: &str) -> Vec<Value> {
    let page = server.get(&format!("/api/v1/webhooks/{webhook}/deliveries?limit=100")).await;
    page.data()["deliveries"].as_array().unwrap().clone()
}

/// The ids of the events that happened, in order, as the log of a webhook tells them.
async fn ids_in_order(server: &Server, webhook: &str) -> Vec<String> {
    let logged = deliveries(server, webhook).await;
    logged.iter().rev().map(|delivery| delivery["eventId"].as_str().unwrap().to_owned()).collect()
}
