//! The relay is killed again and again while messages go out over lines to a service that fails, stalls and repeats itself.
//! A hundredth of it runs with every test; all of it with SOAK=1.

use super::phones::{Fate, Phones};
use super::{first_line, random_pause};
use crate::database;
use crate::process::{Process, relay};
use crate::server::fresh_entropy;
use buzzchat_relay::messaging::{LineState, Status};
use buzzchat_relay::store::Store;
use futures_util::StreamExt;
use futures_util::stream;
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

/// Longer than the longest wait after a failure or the next look at a line.
const NO_PROGRESS: Duration = Duration::from_secs(180);
/// So many clients write at the same time.
const CLIENTS: usize = 4;

/// Messages by what they say; nothing where the relay was killed before it had answered.
type Ids = HashMap<String, Option<String>>;

struct Extent {
    lines: usize,
    messages: usize,
    kills: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_message_ends_in_a_true_status_however_often_the_relay_is_killed() {
    buzzchat_relay::tls::install();
    let thorough = std::env::var_os("SOAK").is_some();
    let extent = if thorough {
        Extent { lines: 50, messages: 10_000, kills: 20 }
    } else {
        Extent { lines: 20, messages: 100, kills: 2 }
    };
    let folder = TempDir::new().unwrap();
    let (phones, address) = (Phones::start().await, free_address());
    let key = first_line(
        &relay(
            folder.path(),
            &["key", "create", "--name", "soak", "--per-minute", "1000000", "--per-day", "1000000000"],
        )
        .output()
        .unwrap()
        .stdout,
    );
    let lines = connect(folder.path(), &phones, address, extent.lines);
    let mut relay = serve(folder.path(), address);
    let store = Store::open(folder.path(), database::url(folder.path()).as_deref()).await.unwrap();
    wait_until_connected(&store, lines.len()).await;
    let writing = tokio::spawn(write(address, key, lines, extent.messages));
    let mut chance = fresh_entropy();
    for kill in 1..=extent.kills {
        let due = kill * extent.messages / (extent.kills + 1);
        wait_for(&phones, "messages go out", || phones.seen() >= due).await;
        sleep(random_pause(&mut chance)).await;
        relay.kill();
        relay = serve(folder.path(), address);
    }
    let ids = writing.await.unwrap();
    wait_until_ended(&store, &phones, &ids).await;
    check(&store, &phones, &ids, extent.kills).await;
    relay.kill();
}

/// Where a relay listens again and again: its lines' service calls it there.
fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn serve(data: &Path, address: SocketAddr) -> Process {
    let listen = address.to_string();
    Process::start_with(relay(data, &["serve", "--listen", &listen, "--allow-local-targets"]))
}

/// Connects lines as a seller does. Returns their ids.
fn connect(data: &Path, phones: &Phones, address: SocketAddr, lines: usize) -> Vec<String> {
    let relay_url = format!("http://{address}");
    let add = |number: usize| {
        let password = number.to_string();
        let url = phones.url(number);
        let words = ["line", "add", "bluebubbles", "--url", &url, "--password", &password, "--relay-url", &relay_url];
        let added = relay(data, &words).output().unwrap();
        let said = String::from_utf8_lossy(&added.stdout).into_owned();
        let id = said.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').find(|word| word.starts_with("lin_"));
        id.unwrap_or_else(|| panic!("{added:?}")).to_owned()
    };
    (0..lines).map(add).collect()
}

async fn wait_until_connected(store: &Store, lines: usize) {
    let since = Instant::now();
    loop {
        let all = store.lines("default", None).await.unwrap();
        let connected = all.iter().filter(|line| line.state == LineState::Connected).count();
        if connected == lines {
            return;
        }
        assert!(since.elapsed() < NO_PROGRESS, "{connected} of {lines} lines are connected: {all:?}");
        sleep(Duration::from_millis(100)).await;
    }
}

/// What a message says; no other says it.
fn text(number: usize) -> String {
    format!("message {number}")
}

/// Writes every message once, however often the relay goes away meanwhile. Returns their ids by what they say.
async fn write(relay: SocketAddr, key: String, lines: Vec<String>, messages: usize) -> Ids {
    let client = reqwest::Client::new();
    let one = |number: usize| {
        let (client, key, line) = (client.clone(), key.clone(), lines[number % lines.len()].clone());
        async move { (text(number), send(&client, relay, &key, number, &line).await) }
    };
    stream::iter((0..messages).map(one)).buffer_unordered(CLIENTS).collect().await
}

/// Asks until the relay says that it has the message, or that nobody knows: under the same key it takes it once.
async fn send(client: &reqwest::Client, relay: SocketAddr, key: &str, number: usize, line: &str) -> Option<String> {
    let to = format!("+1415555{:04}", 2_000 + number % 1_000);
    let body = json!({ "channel": "imessage", "to": to, "text": text(number), "lineId": line });
    let since = Instant::now();
    loop {
        assert!(since.elapsed() < NO_PROGRESS, "the relay does not take \"{}\"", text(number));
        let request = client.post(format!("http://{relay}/api/v1/direct-messages")).bearer_auth(key).json(&body);
        let answer = match request.header("idempotency-key", format!("soak-{number}")).send().await {
            Ok(answer) if answer.status() == StatusCode::CREATED => answer.json::<Value>().await.ok(),
            // The relay was killed over it, and does not run it again.
            Ok(answer) if answer.status() == StatusCode::CONFLICT => return None,
            Ok(answer) if !answer.status().is_server_error() => panic!("{}", answer.text().await.unwrap()),
            _ => None,
        };
        if let Some(answer) = answer {
            return Some(answer["data"]["id"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned());
        }
        sleep(Duration::from_millis(50)).await;
    }
}

async fn wait_for(phones: &Phones, what: &str, done: impl Fn() -> bool) {
    let (mut most, mut since) = (0, Instant::now());
    while !done() {
        if phones.seen() > most {
            (most, since) = (phones.seen(), Instant::now());
        }
        assert!(since.elapsed() < NO_PROGRESS, "{what}: nothing but {most} messages came");
        sleep(Duration::from_millis(50)).await;
    }
}

/// Nothing is to be sent any more, and the service has told everything.
async fn wait_until_ended(store: &Store, phones: &Phones, ids: &Ids) {
    let (mut fewest, mut since) = (usize::MAX, Instant::now());
    loop {
        let mut open = 0;
        for id in ids.values().flatten() {
            open += usize::from(store.message("default", id).await.unwrap().unwrap().status == Status::Queued);
        }
        if open == 0 && phones.is_quiet() {
            return;
        }
        if open < fewest {
            (fewest, since) = (open, Instant::now());
        }
        assert!(since.elapsed() < NO_PROGRESS, "{open} messages are still to be sent");
        sleep(Duration::from_millis(500)).await;
    }
}

/// Each message came once or failed, and that is what the relay says of it.
async fn check(store: &Store, phones: &Phones, ids: &Ids, kills: usize) {
    let (mut counts, mut behind) = (HashMap::<&str, usize>::new(), 0);
    for (text, id) in ids {
        // One that failed may be sent again by a relay that did not hear of it.
        let came: Vec<_> = phones.fates(text).into_iter().filter(|fate| *fate != Fate::Failed).collect();
        assert!(came.len() <= 1, "\"{text}\" came {} times: {id:?}", came.len());
        let Some(id) = id else { continue };
        let message = store.message("default", id).await.unwrap().unwrap();
        let (is_true, is_latest) = match (came.first(), message.status) {
            (None, status) => (status == Status::Failed, true),
            (Some(Fate::Read), Status::Read) | (Some(Fate::Delivered), Status::Delivered) => (true, true),
            // What was told while the relay was away and not asked for again is not known; what is known is true.
            (Some(Fate::Read), Status::Delivered | Status::Sent) | (Some(Fate::Delivered), Status::Sent) => {
                (true, false)
            }
            _ => (false, false),
        };
        assert!(is_true, "\"{text}\" came to {came:?}: {message:?}");
        behind += usize::from(!is_latest);
        *counts.entry(message.status.name()).or_default() += 1;
    }
    let attempts = phones.attempts();
    let (all, unknown) = (ids.len(), ids.values().filter(|id| id.is_none()).count());
    println!(
        "{all} messages, {kills} kills, {attempts} attempts: {counts:?}; the writers of {unknown} never had an answer"
    );
    println!("of {behind} not all receipts were heard");
}
