//! How many webhook deliveries a second get through, written down before and after: from the device that tells of events
//! to receivers that take everything at once.

use crate::feeder::Feeder;
use crate::process::{Process, relay};
use crate::report::figure;
use crate::runtime;
use crate::server::read;
use axum::Router;
use buzzchat_relay::store::Store;
use serde_json::json;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

const EVENTS: usize = if cfg!(debug_assertions) { 400 } else { 10_000 };
const WEBHOOKS: usize = 4;
const KINDS: [&str; 5] = ["giveaway.entry", "message.sent", "message.received", "bot.started", "bot.stopped"];
const LOOK: Duration = Duration::from_millis(10);

pub(crate) fn measure() {
    let (deliveries, seconds) = runtime("clients").block_on(deliver());
    let what = format!("relay: webhook deliveries to a local sink, durable, {WEBHOOKS} webhooks");
    figure(&what, deliveries / seconds, "deliveries/s", Some("at least 5,000"));
}

/// How many deliveries were made, and in how many seconds.
async fn deliver() -> (f64, f64) {
    let folder = TempDir::new().unwrap();
    let received = Arc::new(AtomicUsize::new(0));
    let sink = serve_sink(Arc::clone(&received)).await;
    let key = first_line(folder.path(), &["key", "create", "--name", "bench"]);
    let code = first_line(folder.path(), &["pair"]);
    let relay = Process::start(folder.path(), &["--allow-local-targets"]);
    let mut webhooks = Vec::new();
    for number in 0..WEBHOOKS {
        webhooks.push(subscribe(relay.address, &key, &format!("http://{sink}/{number}")).await);
    }
    let mut feeder = Feeder::pair(relay.address, &code).await;
    let began = Instant::now();
    feeder.feed(relay.address, EVENTS).await;
    feeder.feed_until_stored(relay.address).await;
    let expected = feeder.told().len() * WEBHOOKS;
    while received.load(Ordering::Relaxed) < expected {
        sleep(LOOK).await;
    }
    let store = Store::open(folder.path(), None).await.unwrap();
    for webhook in &webhooks {
        while has_open(&store, webhook).await {
            sleep(LOOK).await;
        }
    }
    (expected as f64, began.elapsed().as_secs_f64())
}

async fn serve_sink(received: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router =
        Router::new().fallback(async move |_: axum::body::Bytes| received.fetch_add(1, Ordering::Relaxed).to_string());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

fn first_line(data: &Path, words: &[&str]) -> String {
    String::from_utf8_lossy(&relay(data, words).output().unwrap().stdout).lines().next().unwrap().to_owned()
}

async fn subscribe(relay: SocketAddr, key: &str, url: &str) -> String {
    let body = json!({ "url": url, "events": KINDS });
    let request = reqwest::Client::new().post(format!("http://{relay}/api/v1/webhooks")).bearer_auth(key).json(&body);
    read(request).await.body["data"]["id"].as_str().unwrap().to_owned()
}

/// Whether anything is not written down as delivered.
async fn has_open(store: &Store, webhook: &str) -> bool {
    let log = store.deliveries(webhook, (u64::MAX >> 1, 0), usize::MAX >> 1).await.unwrap();
    log.iter().any(|delivery| delivery.state != "delivered")
}
