//! Requests of the API beside a bare handler that answers the same JSON, turn about. What counts is the time the processor
//! spends on the servers: neither the clients nor whatever else the machine does.

use crate::device::{Device, Joined};
use crate::load::Load;
use crate::report::figure;
use crate::runtime;
use crate::server::Server;
use axum::routing::{get, post};
use axum::{Json, Router};
use buzzchat::protocol::{Frame, Outcome};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::Instant;

/// What the threads of the clients are called.
const CLIENTS: &str = "clients";
const CONNECTIONS: usize = 8;
/// How often each side has its turn, and for how long. A build that checks at every step only shows that it runs.
const TURNS: usize = if cfg!(debug_assertions) { 3 } else { 15 };
const TURN: Duration = Duration::from_millis(400);
const MESSAGE: &str = r#"{"message":"Thanks for joining!","delay":0}"#;

pub(crate) fn measure() {
    let (servers, clients) = (runtime("servers"), runtime(CLIENTS));
    let relay = servers.block_on(Server::start());
    let get = format!("GET /api/v1/analytics HTTP/1.1\r\nauthorization: Bearer {}", relay.key);
    let send = format!(
        "POST /api/v1/messages/send HTTP/1.1\r\nauthorization: Bearer {}\r\ncontent-type: application/json",
        relay.key
    );
    for (what, head, body, budget) in [
        ("GET analytics, key checked", get, "", Some("at least 0.7")),
        ("POST send, a device answers", send, MESSAGE, None),
    ] {
        // Not earlier: a device that hears nothing for long takes the relay for gone.
        if !body.is_empty() {
            let device = servers.block_on(Device::new("dev_bench").pair(&relay));
            clients.spawn(answer_commands(device));
        }
        let said: Value = clients.block_on(async {
            let mut load = Load::connect(relay.address, 1, &head, body).await;
            serde_json::from_str(&load.once().await).unwrap()
        });
        let bare = servers.block_on(serve_bare(said));
        let (relay, bare) = clients.block_on(take_turns(relay.address, bare, &head, body));
        figure(&format!("relay: {what}"), relay, "requests/CPU s", None);
        figure(&format!("relay: {what}: share of a bare handler's rate"), relay / bare, "x", budget);
    }
}

/// The median rate of each.
async fn take_turns(relay: SocketAddr, bare: SocketAddr, head: &str, body: &str) -> (f64, f64) {
    let mut relay = Load::connect(relay, CONNECTIONS, head, body).await;
    let mut bare = Load::connect(bare, CONNECTIONS, head, body).await;
    let (mut relay_rates, mut bare_rates) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        relay_rates.push(rate(&mut relay).await);
        bare_rates.push(rate(&mut bare).await);
    }
    (median(relay_rates), median(bare_rates))
}

/// Answers for each second that the servers worked.
async fn rate(load: &mut Load) -> f64 {
    let before = spent_on_servers();
    let answered = load.run(TURN).await;
    f64::from(answered) / (spent_on_servers() - before)
}

/// Seconds the processor has spent on every thread but the clients', where the system tells; elsewhere the clock.
fn spent_on_servers() -> f64 {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return BEGAN.elapsed().as_secs_f64() };
    threads.filter_map(|thread| spent_on_server(&thread.ok()?.path())).sum()
}

fn spent_on_server(thread: &Path) -> Option<f64> {
    let name = std::fs::read_to_string(thread.join("comm")).ok()?;
    let told = std::fs::read_to_string(thread.join("schedstat")).ok()?;
    let nanoseconds = told.split(' ').next()?.parse::<f64>().ok()?;
    (!name.starts_with(CLIENTS)).then_some(nanoseconds / 1e9)
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// A handler that reads what it must and says the same as the relay.
async fn serve_bare(said: Value) -> SocketAddr {
    let again = said.clone();
    let router = Router::new()
        .route("/api/v1/analytics", get(async move || Json(said.clone())))
        .route("/api/v1/messages/send", post(async move |Json::<Value>(_)| Json(again.clone())));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// An extension whose chat shows every line at once.
async fn answer_commands(mut device: Joined) {
    loop {
        let (id, _) = device.command().await;
        let outcome = Outcome::Message { message: "msg_01JJBENCH0000000000000000".into(), at: 1_737_714_600_000 };
        device.socket.say(&Frame::Reply { id, outcome }).await;
    }
}
