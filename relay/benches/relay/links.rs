//! What a link costs the relay that only waits: the process's memory before and after thousands of them joined.

use crate::device::{Device, EXTENSION};
use crate::process::Process;
use crate::report::figure;
use crate::runtime;
use crate::server::now;
use buzzchat::protocol::Frame;
use buzzchat_relay::pairing::hash_code;
use buzzchat_relay::store::Store;
use futures_util::{SinkExt, StreamExt};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

const LINKS: usize = if cfg!(debug_assertions) { 200 } else { 2_000 };
/// These make the process grow to its working size before it is looked at.
const FIRST: usize = 50;
/// Until what was only needed to join is given back.
const SETTLE: Duration = Duration::from_secs(1);
const HOUR: u64 = 3_600_000;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub(crate) fn measure() {
    let clients = runtime("clients");
    for (what, per_workspace) in [("of one workspace", LINKS + FIRST), ("each of its own workspace", 1)] {
        let (held, bytes) = clients.block_on(hold(per_workspace));
        let budget = (per_workspace > 1).then_some("at most 20");
        figure(&format!("relay: idle links {what}, held"), held, "links", None);
        figure(&format!("relay: idle links {what}, memory"), bytes / 1e3, "kB a link", budget);
    }
}

/// How many links a relay of our own holds, and the bytes each of them takes.
async fn hold(per_workspace: usize) -> (f64, f64) {
    let folder = TempDir::new().unwrap();
    prepare(folder.path(), per_workspace).await;
    // The real relay, so that its memory holds nothing of ours.
    let relay = Process::start(folder.path(), &[]);
    let mut links = Vec::new();
    for number in 0..FIRST {
        links.push(join(relay.address, number).await);
    }
    let before = memory(&relay);
    for number in FIRST..LINKS + FIRST {
        links.push(join(relay.address, number).await);
    }
    tokio::time::sleep(SETTLE).await;
    let bytes = (memory(&relay) - before) / LINKS as f64;
    let mut held = 0;
    for link in &mut links {
        held += u32::from(is_alive(link).await);
    }
    (f64::from(held), bytes)
}

fn code(number: usize) -> String {
    format!("CODE-{number}")
}

/// A pairing code for each link, before the relay runs.
async fn prepare(data: &Path, per_workspace: usize) {
    let store = Store::open(data, None).await.unwrap();
    for number in 0..LINKS + FIRST {
        let workspace = format!("workspace{}", number / per_workspace);
        store.add_code(&hash_code(&code(number)), &workspace, now(), now() + HOUR).await.unwrap();
    }
    store.close().await;
}

/// Pairs, and hears everything there is to hear.
async fn join(address: SocketAddr, number: usize) -> Socket {
    let mut request = format!("ws://{address}/link").into_client_request().unwrap();
    request.headers_mut().insert("origin", EXTENSION.parse().unwrap());
    // Thousands of the usual buffers would not fit beside the relay.
    let config = WebSocketConfig::default().read_buffer_size(4_096).write_buffer_size(0);
    let (mut socket, _) = connect_async_with_config(request, Some(config), true).await.unwrap();
    let hello = Device::new(&format!("dev_{number}")).hello(Some(&code(number)));
    say(&mut socket, &hello).await;
    while !matches!(hear(&mut socket).await, Some(Frame::Ack { .. })) {}
    socket
}

async fn is_alive(link: &mut Socket) -> bool {
    say(link, &Frame::Ping).await;
    hear(link).await == Some(Frame::Pong)
}

async fn say(socket: &mut Socket, frame: &Frame) {
    // A link that was cut shows when nothing is heard.
    let _ = socket.send(Message::text(serde_json::to_string(frame).unwrap())).await;
}

async fn hear(socket: &mut Socket) -> Option<Frame> {
    match socket.next().await {
        Some(Ok(Message::Text(text))) => Some(serde_json::from_str(&text).unwrap()),
        _ => None,
    }
}

/// Bytes that a process holds in memory.
fn memory(relay: &Process) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", relay.child.id())).unwrap();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    1_024.0 * kilobytes.trim().trim_end_matches(" kB").parse::<f64>().unwrap()
}
