//! The relay is killed again and again while events come in and go out to receivers that fail as receivers do. A
//! twentieth of it runs with every test; all of it with SOAK=1.

mod feeder;
mod messages;
mod phones;
mod receiver;

use crate::database;
use crate::process::{Process, relay};
use crate::server::{fresh_entropy, read};
use buzzchat::engine::Entropy;
use buzzchat_relay::outgoing::Secret;
use buzzchat_relay::store::Store;
use feeder::Feeder;
use receiver::{Arrival, Receiver};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

const FLAGS: [&str; 1] = ["--allow-local-targets"];
const EVENTS: [&str; 5] = ["giveaway.entry", "message.sent", "message.received", "bot.started", "bot.stopped"];
/// Longer than anything here is made to wait: a minute's relief after a timeout.
const NO_PROGRESS: Duration = Duration::from_secs(120);

/// So many deliveries of a webhook are on their way together.
const AT_ONCE: usize = 4;

/// A webhook under test.
struct Endpoint {
    id: String,
    path: &'static str,
    secret: Secret,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_arrives_however_often_the_relay_is_killed() {
    buzzchat_relay::tls::install();
    let thorough = std::env::var_os("SOAK").is_some();
    let (kills, events) = if thorough { (100, 10_000) } else { (5, 500) };
    let folder = TempDir::new().unwrap();
    let receiver = Receiver::start(thorough).await;
    let key = first_line(&relay(folder.path(), &["key", "create", "--name", "soak"]).output().unwrap().stdout);
    let code = first_line(&relay(folder.path(), &["pair"]).output().unwrap().stdout);
    let mut relay = Process::start(folder.path(), &FLAGS);
    let endpoints = [subscribe(&relay, &key, &receiver, "/a").await, subscribe(&relay, &key, &receiver, "/b").await];
    let mut feeder = Feeder::pair(relay.address, &code).await;
    let mut chance = fresh_entropy();
    for kill in 1..=kills {
        feeder.feed(relay.address, kill * events / kills).await;
        sleep(random_pause(&mut chance)).await;
        relay.kill();
        relay = Process::start(folder.path(), &FLAGS);
    }
    feeder.feed_until_stored(relay.address).await;
    let told = feeder.told();
    for endpoint in &endpoints {
        wait_until_accepted(&receiver, endpoint, &told).await;
    }
    for endpoint in &endpoints {
        check(endpoint, &told, &receiver.arrivals(endpoint.path));
    }
    wait_until_recorded(folder.path(), &endpoints).await;
    relay.kill();
}

/// At once, in the middle of things, or when most of it is done.
fn random_pause(chance: &mut Entropy) -> Duration {
    let [which, length] = chance.bytes();
    let length = u64::from(length);
    Duration::from_millis(match which % 3 {
        0 => 0,
        1 => length / 8,
        _ => length * 2,
    })
}

async fn subscribe(relay: &Process, key: &str, receiver: &Receiver, path: &'static str) -> Endpoint {
    let url = format!("http://{}/api/v1/webhooks", relay.address);
    let body = json!({ "url": format!("http://{}{path}", receiver.address), "events": EVENTS });
    let made = read(reqwest::Client::new().post(url).bearer_auth(key).json(&body)).await;
    let webhook = &made.body["data"];
    let text = |field: &str| webhook[field].as_str().unwrap_or_else(|| panic!("{made:?}")).to_owned();
    Endpoint { id: text("id"), path, secret: Secret::from_text(text("secret")) }
}

async fn wait_until_accepted(receiver: &Receiver, endpoint: &Endpoint, told: &[String]) {
    let (mut most, mut since) = (0, Instant::now());
    loop {
        let accepted: HashSet<_> =
            receiver.arrivals(endpoint.path).into_iter().filter(|arrival| arrival.accepted).map(|it| it.id).collect();
        let missing: Vec<_> = told.iter().filter(|id| !accepted.contains(*id)).collect();
        if missing.is_empty() {
            return;
        }
        if accepted.len() > most {
            (most, since) = (accepted.len(), Instant::now());
        }
        assert!(since.elapsed() < NO_PROGRESS, "{} of {} never came: {missing:?}", missing.len(), told.len());
        sleep(Duration::from_millis(200)).await;
    }
}

/// None forged, none changed, and in what order.
fn check(endpoint: &Endpoint, told: &[String], arrivals: &[Arrival]) {
    let places: HashMap<_, _> = told.iter().zip(0_usize..).collect();
    let mut bodies: HashMap<&str, &[u8]> = HashMap::new();
    let mut firsts = vec![usize::MAX; told.len()];
    for (number, arrival) in arrivals.iter().enumerate() {
        let place = places.get(&arrival.id).unwrap_or_else(|| panic!("nothing of this id happened: {arrival:?}"));
        check_signatures(endpoint, arrival);
        let first = bodies.entry(&arrival.id).or_insert(&arrival.body);
        assert_eq!(*first, arrival.body, "a duplicate differs from what came first");
        firsts[*place] = firsts[*place].min(number);
    }
    let (near, far) = (in_order(&firsts, 1), in_order(&firsts, 2 * AT_ONCE));
    let (events, came, path) = (told.len(), arrivals.len(), endpoint.path);
    println!(
        "{path}: {events} events, {came} attempts; first attempts in order: {near:.3} of neighbours, {far:.3} of others"
    );
    // Those that are sent at the same time overtake each other; without any order it would be half.
    assert!(far > 0.9, "only {far} of first attempts follow each other as the events did");
}

/// The share of events that came before the one so many places behind them.
fn in_order(firsts: &[usize], apart: usize) -> f64 {
    let pairs = firsts.iter().zip(&firsts[apart..]);
    pairs.clone().filter(|(one, other)| one < other).count() as f64 / pairs.count() as f64
}

fn check_signatures(endpoint: &Endpoint, arrival: &Arrival) {
    let Endpoint { secret, .. } = endpoint;
    let Arrival { id, body, .. } = arrival;
    assert_eq!(arrival.header("x-buzzchat-signature"), secret.documented_signature(body), "{arrival:?}");
    let timestamp = arrival.header("webhook-timestamp").parse().unwrap();
    let standard = secret.standard_signature(id, timestamp, body);
    assert_eq!(arrival.header("webhook-signature"), standard, "{arrival:?}");
    let inside: serde_json::Value = serde_json::from_slice(body).unwrap();
    assert_eq!(inside["id"], id.as_str());
}

/// The log agrees: nothing is still to be sent.
async fn wait_until_recorded(data: &Path, endpoints: &[Endpoint]) {
    let store = Store::open(data, database::url(data).as_deref()).await.unwrap();
    for endpoint in endpoints {
        let since = Instant::now();
        loop {
            let log = store.deliveries(&endpoint.id, (u64::MAX >> 1, 0), usize::MAX >> 1).await.unwrap();
            let open: Vec<_> = log.iter().filter(|delivery| delivery.state != "delivered").collect();
            if open.is_empty() {
                break;
            }
            assert!(since.elapsed() < NO_PROGRESS, "not delivered by the log: {open:?}");
            sleep(Duration::from_millis(200)).await;
        }
    }
    store.close().await;
}

fn first_line(output: &[u8]) -> String {
    String::from_utf8_lossy(output).lines().next().unwrap_or_default().to_owned()
}
