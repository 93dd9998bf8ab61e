//! A POST with an `Idempotency-Key` happens once, whatever becomes of connections, servers and second tries.

use crate::device::{Device, Joined, fresh_id};
use crate::server::{PATIENCE, Server, now};
use buzzchat::protocol::{Command, Entry, Fact, Frame, Outcome};
use buzzchat_relay::config::Patience;
use buzzchat_relay::store::{Answer, Begun};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

const SEND: &str = "/v1/messages/send";
const PICK: &str = "/v1/giveaway/pick-winner";

/// What came back, byte for byte.
#[derive(Debug, PartialEq)]
struct Heard {
    status: u16,
    replayed: bool,
    body: String,
}

impl Heard {
    /// The same, as a second try hears it.
    fn again(self) -> Self {
        Self { replayed: true, ..self }
    }

    fn error(&self) -> (u16, Value) {
        (self.status, serde_json::from_str::<Value>(&self.body).unwrap()["error"]["code"].clone())
    }
}

async fn post_as(server: &Server, key: &str, path: &str, token: &str, body: Value) -> Heard {
    let request = server.request(Method::POST, path).bearer_auth(key).header("Idempotency-Key", token);
    let response = request.json(&body).send().await.unwrap();
    let replayed = response.headers().get("idempotent-replayed").is_some_and(|value| value == "true");
    Heard { status: response.status().as_u16(), replayed, body: response.text().await.unwrap() }
}

async fn post(server: &Server, path: &str, token: &str, body: Value) -> Heard {
    post_as(server, &server.key, path, token, body).await
}

fn ask(server: &Arc<Server>, path: &'static str, token: &'static str, body: Value) -> JoinHandle<Heard> {
    let server = Arc::clone(server);
    tokio::spawn(async move { post(&server, path, token, body).await })
}

fn hi() -> Value {
    json!({ "message": "hi" })
}

async fn say_sent(joined: &mut Joined, id: String) {
    let outcome = Outcome::Message { message: "msg_said_once".into(), at: 1_737_714_600_000 };
    joined.socket.say(&Frame::Reply { id, outcome }).await;
}

async fn write_next(joined: &mut Joined) {
    let (id, command) = joined.command().await;
    assert!(matches!(command, Command::SendMessage { .. }));
    say_sent(joined, id).await;
}

/// A closed giveaway, and no device.
async fn with_entries(server: &Server) {
    let mut joined = Device::new("dev_1").pair(server).await;
    joined.act(&Command::OpenGiveaway).await;
    let round = joined.device.shared.active().round().unwrap().0.to_owned();
    let entry = |viewer: &str| Entry { at: now(), id: fresh_id("evt_"), viewer: viewer.into() };
    joined.report(vec![Fact::GiveawayEntry { round, entries: ["ann", "bob", "cem", "dee"].map(entry).into() }]).await;
    joined.close().await;
}

async fn draws(server: &Server) -> usize {
    server.state().await.active().round().unwrap().1.draws().len()
}

#[tokio::test]
async fn a_line_is_written_once_and_the_same_answer_comes_again() {
    let server = Arc::new(Server::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = ask(&server, SEND, "one", hi());
    write_next(&mut joined).await;
    let first = asked.await.unwrap();
    assert_eq!((first.status, first.replayed), (200, false), "{first:?}");
    let second = post(&server, "/api/v1/messages/send", "one", hi()).await;
    assert_eq!(second, first.again(), "both bases are one address");
    joined.socket.silent().await;
    let asked = ask(&server, SEND, "two", hi());
    write_next(&mut joined).await;
    assert!(!asked.await.unwrap().replayed, "another key is another line");
    for _ in 0..2 {
        let asked = {
            let server = Arc::clone(&server);
            tokio::spawn(async move { server.post(SEND, hi()).await })
        };
        write_next(&mut joined).await;
        assert_eq!(asked.await.unwrap().status, 200, "without a key every request counts");
    }
}

#[tokio::test]
async fn winners_are_drawn_once_also_across_a_restart() {
    let server = Server::start().await;
    with_entries(&server).await;
    let first = post(&server, PICK, "draw", json!({ "count": 2 })).await;
    assert_eq!(first.status, 200, "{first:?}");
    let server = server.restart().await;
    assert_eq!(post(&server, PICK, "draw", json!({ "count": 2 })).await, first.again());
    assert_eq!(draws(&server).await, 1);
}

#[tokio::test]
async fn a_refusal_is_an_answer_too() {
    let server = Server::start().await;
    let refused = post(&server, PICK, "early", json!({})).await;
    assert_eq!(refused.error(), (400, json!("VALIDATION_ERROR")));
    with_entries(&server).await;
    assert_eq!(post(&server, PICK, "early", json!({})).await, refused.again());
    assert_eq!(draws(&server).await, 0);
}

#[tokio::test]
async fn a_key_belongs_to_one_body_one_address_and_one_caller() {
    let server = Server::start().await;
    with_entries(&server).await;
    let first = post(&server, PICK, "k", json!({ "count": 1 })).await;
    let other = post(&server, PICK, "k", json!({ "count": 2 })).await;
    assert_eq!(other.error(), (400, json!("VALIDATION_ERROR")));
    assert!(!other.replayed && other.body.contains("Idempotency-Key"), "{other:?}");
    assert_eq!(draws(&server).await, 1, "what was refused drew nobody");
    let elsewhere = post(&server, "/v1/giveaway/open", "k", json!({ "count": 1 })).await;
    assert_eq!((elsewhere.status, elsewhere.replayed), (400, false), "another address: its own request");
    let key = server.new_key("default").await;
    let theirs = post_as(&server, &key, PICK, "k", json!({ "count": 1 })).await;
    assert_eq!((theirs.status, theirs.replayed), (200, false));
    assert_ne!(theirs.body, first.body, "another caller's draw is another draw");
    assert_eq!(draws(&server).await, 2);
}

#[tokio::test]
async fn of_two_at_once_one_runs_and_both_hear_it() {
    let server = Arc::new(Server::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked: Vec<_> = (0..4).map(|_| ask(&server, SEND, "same", hi())).collect();
    write_next(&mut joined).await;
    let mut heard = Vec::new();
    for asked in asked {
        heard.push(asked.await.unwrap());
    }
    assert_eq!(heard.iter().filter(|heard| heard.replayed).count(), 3, "{heard:?}");
    assert!(heard.iter().all(|other| other.status == 200 && other.body == heard[0].body), "{heard:?}");
    joined.socket.silent().await;
}

#[tokio::test]
async fn a_client_that_hangs_up_and_tries_again_sends_one_line() {
    let server = Arc::new(Server::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = ask(&server, SEND, "dropped", hi());
    let (id, _) = joined.command().await;
    asked.abort();
    assert!(asked.await.unwrap_err().is_cancelled());
    let again = ask(&server, SEND, "dropped", hi());
    say_sent(&mut joined, id).await;
    let again = again.await.unwrap();
    assert_eq!((again.status, again.replayed), (200, true), "{again:?}");
    joined.socket.silent().await;
}

#[tokio::test]
async fn what_was_cut_short_is_never_done_again() {
    let server = Arc::new(Server::start().await);
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = ask(&server, SEND, "cut", hi());
    let (id, _) = joined.command().await;
    // As when the power goes: nothing can be written down any more.
    server.app.hub().store().close().await;
    say_sent(&mut joined, id).await;
    assert_eq!(asked.await.unwrap().status, 200);
    drop(joined);
    let server = Arc::into_inner(server).unwrap().restart().await;
    let again = post(&server, SEND, "cut", hi()).await;
    assert_eq!(again.error(), (409, json!("CONFLICT")));
    assert_eq!(post(&server, SEND, "other", hi()).await.error(), (400, json!("BOT_INACTIVE")));
}

#[tokio::test]
async fn what_goes_away_by_itself_is_tried_again() {
    let patience = Patience { reply: Duration::from_millis(300), ..PATIENCE };
    let server = Arc::new(Server::start_with(patience).await);
    assert_eq!(post_as(&server, "bz_live_wrong", SEND, "t", hi()).await.error(), (401, json!("INVALID_API_KEY")));
    let mut joined = Device::new("dev_1").pair(&server).await;
    let asked = ask(&server, SEND, "t", hi());
    joined.command().await;
    assert_eq!(asked.await.unwrap().error(), (503, json!("SERVICE_UNAVAILABLE")));
    let asked = ask(&server, SEND, "t", hi());
    write_next(&mut joined).await;
    let heard = asked.await.unwrap();
    assert_eq!((heard.status, heard.replayed), (200, false), "{heard:?}");
}

#[tokio::test]
async fn keys_that_are_none() {
    let server = Server::start().await;
    let long = "x".repeat(256);
    for token in ["", "a b", "ü", "tab\there", long.as_str()] {
        let heard = post(&server, SEND, token, hi()).await;
        assert_eq!(heard.error(), (400, json!("VALIDATION_ERROR")), "{token:?}");
        assert!(heard.body.contains("Idempotency-Key"), "{heard:?}");
    }
    let twice = server.request(Method::POST, SEND).bearer_auth(&server.key).json(&hi());
    let twice = crate::server::read(twice.header("Idempotency-Key", "a").header("Idempotency-Key", "b")).await;
    assert!(twice.error(400, "VALIDATION_ERROR").contains("Idempotency-Key"));
    let longest = post(&server, SEND, &"~".repeat(255), hi()).await;
    assert_eq!(longest.error(), (400, json!("BOT_INACTIVE")), "it counts as a key");
}

#[tokio::test]
async fn a_secret_shown_once_is_shown_again_to_its_own_request_and_lies_open_nowhere() {
    let server = Server::start().await;
    let body = json!({ "url": "https://hooks.example.com/buzzchat", "events": ["bot.started"] });
    let first = post(&server, "/v1/webhooks", "hook", body.clone()).await;
    assert_eq!((first.status, first.replayed), (201, false), "{first:?}");
    let made: Value = serde_json::from_str(&first.body).unwrap();
    let secret = made["data"]["secret"].as_str().unwrap().to_owned();
    assert_eq!(post(&server, "/v1/webhooks", "hook", body).await, first.again());
    assert_eq!(server.get("/v1/webhooks").await.data()["webhooks"].as_array().map(Vec::len), Some(1));
    for file in std::fs::read_dir(server.data()).unwrap().map(|file| file.unwrap().path()) {
        let bytes = std::fs::read(&file).unwrap();
        let open = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!open, "{}", file.display());
    }
}

#[tokio::test]
async fn a_large_body_is_refused_as_ever() {
    let server = Server::start().await;
    let heard = post(&server, SEND, "large", json!({ "message": "x".repeat(300 * 1024) })).await;
    assert_eq!(heard.error(), (413, json!("PAYLOAD_TOO_LARGE")));
}

#[tokio::test]
async fn answers_lie_sealed_and_for_a_day() {
    let server = Server::start().await;
    let store = server.app.hub().store();
    let (day, begun) = (86_400_000, now());
    let answer = Answer { status: 201, body: b"whsec_shown_once".to_vec() };
    assert_eq!(store.begin_request("p", "r", begun).await.unwrap(), Begun::New);
    assert_eq!(store.begin_request("p", "r", begun).await.unwrap(), Begun::Unknown);
    store.end_request("p", &answer).await.unwrap();
    assert_eq!(store.begin_request("p", "r", begun + day - 1).await.unwrap(), Begun::Answered(answer));
    assert_eq!(store.begin_request("p", "s", begun + day - 1).await.unwrap(), Begun::Other);
    for file in std::fs::read_dir(server.data()).unwrap().map(|file| file.unwrap().path()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(16).any(|window| window == b"whsec_shown_once"), "{}", file.display());
    }
    assert_eq!(store.begin_request("p", "r", begun + day).await.unwrap(), Begun::New, "a day is over");
}
