//! Who executes a command, and what its caller hears when the device does not.

use crate::device::{Device, Joined};
use crate::server::{PATIENCE, Server, eventually};
use buzzchat::protocol::{Command, Frame, Outcome, RefusalCode};
use buzzchat_relay::config::Patience;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

use crate::server::Answer;

/// Changes a setting while the test plays the device.
fn ask(server: &Arc<Server>, delay: u64) -> JoinHandle<Answer> {
    let server = Arc::clone(server);
    tokio::spawn(async move { server.patch(json!({ "welcomeDelay": delay })).await })
}

async fn start(patience: Patience) -> Arc<Server> {
    Arc::new(Server::start_with(patience).await)
}

#[tokio::test]
async fn a_device_executes_and_the_client_reads_its_own_write() {
    let server = start(PATIENCE).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = ask(&server, 11);
    assert!(matches!(joined.execute_next().await, Command::ChangeSettings { .. }));
    assert_eq!(asked.await.unwrap().status, 200);
    assert_eq!(server.get("/v1/settings").await.data()["welcomeDelay"], 11);
    assert_eq!(server.state().await.known("dev_1"), 1, "the device wrote it, not the relay");
}

#[tokio::test]
async fn a_refusal_of_the_device_reaches_the_client() {
    let server = start(PATIENCE).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let cases = [
        (RefusalCode::ValidationError, 400, "VALIDATION_ERROR"),
        (RefusalCode::BotInactive, 400, "BOT_INACTIVE"),
        (RefusalCode::NotFound, 404, "NOT_FOUND"),
        (RefusalCode::ServiceUnavailable, 503, "SERVICE_UNAVAILABLE"),
    ];
    for (code, status, name) in cases {
        let asked = ask(&server, 1);
        let (id, _) = joined.command().await;
        joined.socket.say(&Frame::Reply { id, outcome: Outcome::refused(code, "because") }).await;
        assert_eq!(asked.await.unwrap().error(status, name), "because");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_the_servers_fault() {
    let server = start(PATIENCE).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = {
        let server = Arc::clone(&server);
        tokio::spawn(async move { server.post("/v1/giveaway/pick-winner", json!({})).await })
    };
    let (id, _) = joined.command().await;
    joined.socket.say(&Frame::Reply { id, outcome: Outcome::Done }).await;
    asked.await.unwrap().error(500, "INTERNAL_ERROR");
}

/// Who of several devices gets the next command.
async fn chosen(server: &Arc<Server>, devices: &mut [Joined]) -> usize {
    let asked = ask(server, 1);
    let mut chosen = None;
    let heard = devices.iter_mut().map(Joined::command);
    let mut heard: Vec<_> = heard.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        chosen = heard.iter_mut().position(|next| next.as_mut().poll(context).is_ready());
        if chosen.is_some() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    asked.abort();
    chosen.unwrap()
}

#[tokio::test]
async fn the_speaker_executes_before_others_and_the_active_before_the_idle() {
    let server = start(PATIENCE).await;
    let mut devices = vec![Device::new("dev_1").pair(&server).await, Device::new("dev_2").pair(&server).await];
    assert_eq!(chosen(&server, &mut devices).await, 1, "the last to connect");
    settle(&mut devices[0], false).await;
    assert_eq!(chosen(&server, &mut devices).await, 0, "the last to say something");
    settle(&mut devices[1], true).await;
    settle(&mut devices[0], false).await;
    assert_eq!(chosen(&server, &mut devices).await, 1, "the one that speaks");
    settle(&mut devices[0], true).await;
    assert_eq!(chosen(&server, &mut devices).await, 1, "a stream has one speaker, whoever was last active");
    settle(&mut devices[1], false).await;
    assert_eq!(chosen(&server, &mut devices).await, 0, "the other took over");
    devices.remove(0).close().await;
    let mut left = devices;
    eventually("whoever is left executes", async || chosen(&server, &mut left).await == 0).await;
}

/// Says whether it speaks, and waits until the relay has heard it: frames are handled in order.
async fn settle(joined: &mut Joined, speaking: bool) {
    joined.presence(speaking).await;
    joined.socket.say(&Frame::Events { events: Vec::new() }).await;
    joined.until_acknowledged().await;
}

#[tokio::test]
async fn a_device_that_comes_back_answers_under_the_same_id() {
    let server = start(Patience { reconnect: Duration::from_millis(1_500), ..PATIENCE }).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = ask(&server, 21);
    let (id, command) = joined.command().await;
    let (events, outcome) = joined.device.decide(&command);
    let device = joined.close().await;
    let mut joined = device.connect(&server).await;
    let (again, same) = joined.command().await;
    assert_eq!((again, same), (id.clone(), command));
    // Longer than a device may be away: back on the link it has the time a reply may take.
    tokio::time::sleep(Duration::from_secs(2)).await;
    joined.socket.say(&Frame::Events { events }).await;
    joined.socket.say(&Frame::Reply { id, outcome }).await;
    assert_eq!(asked.await.unwrap().status, 200);
    assert_eq!(server.get("/v1/settings").await.data()["welcomeDelay"], 21);
}

#[tokio::test]
async fn a_device_that_stays_away_costs_the_client_a_503_and_is_told_to_forget() {
    let server = start(PATIENCE).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = ask(&server, 31);
    let (id, _) = joined.command().await;
    let device = joined.close().await;
    asked.await.unwrap().error(503, "SERVICE_UNAVAILABLE");
    Device::new("dev_2").pair(&server).await.socket.silent().await;
    let mut joined = device.connect(&server).await;
    assert_eq!(joined.hear().await, Frame::Cancel { id: id.clone() });
    joined.socket.silent().await;
    joined.socket.say(&Frame::Reply { id, outcome: Outcome::Done }).await;
    let mut joined = joined.close().await.connect(&server).await;
    joined.socket.silent().await;
    assert_eq!(server.get("/v1/settings").await.data()["welcomeDelay"], 3000);
}

#[tokio::test]
async fn a_device_that_does_not_answer_is_told_to_forget_at_once() {
    let server = start(Patience { reply: Duration::from_millis(300), ..PATIENCE }).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = ask(&server, 41);
    let (id, _) = joined.command().await;
    asked.await.unwrap().error(503, "SERVICE_UNAVAILABLE");
    assert_eq!(joined.hear().await, Frame::Cancel { id });
}

#[tokio::test]
async fn a_reply_counts_only_from_the_device_that_was_asked() {
    let server = start(PATIENCE).await;
    let mut other = Device::new("dev_2").pair(&server).await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = ask(&server, 51);
    let (id, _) = joined.command().await;
    let wrong = Outcome::refused(RefusalCode::NotFound, "not mine");
    other.socket.say(&Frame::Reply { id: id.clone(), outcome: wrong }).await;
    settle(&mut other, false).await;
    joined.socket.say(&Frame::Reply { id, outcome: Outcome::Changed { version: "v".into() } }).await;
    assert_eq!(asked.await.unwrap().status, 200);
}

#[tokio::test]
async fn without_a_device_the_relay_decides_one_thing_after_the_other() {
    let server = start(PATIENCE).await;
    let asked: Vec<_> = (0..20).map(|delay| ask(&server, delay)).collect();
    for asked in asked {
        assert_eq!(asked.await.unwrap().status, 200);
    }
    let state = server.state().await;
    let own: Vec<_> = state.cut().into_iter().filter(|(origin, _)| origin.starts_with("rel_")).collect();
    assert_eq!(own.iter().map(|(_, seq)| *seq).collect::<Vec<_>>(), [21], "a key and twenty changes, one origin");
    let joined = Device::new("dev_1").pair(&server).await;
    assert_eq!(joined.device.shared, state, "a device that connects later learns all of it");
}
