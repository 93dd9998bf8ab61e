//! How a server ends: what is under way is finished, and nobody is left waiting.

use crate::device::Device;
use crate::server::{Server, eventually, read};
use buzzchat::protocol::{Command, Frame, Outcome};
use reqwest::Method;
use serde_json::json;
use tokio::net::TcpStream;

#[tokio::test]
async fn a_request_under_way_is_answered_before_links_are_told() {
    let mut server = Server::start().await;
    let mut joined = Device::new("dev_1").pair(&server).await;
    let request = server.request(Method::PATCH, "/v1/settings").bearer_auth(&server.key);
    let asked = tokio::spawn(read(request.json(&json!({ "welcomeDelay": 9 }))));
    let (id, command) = joined.command().await;
    assert!(matches!(command, Command::ChangeSettings { .. }));
    server.stop();
    let address = server.address;
    eventually("no new request is taken", async || TcpStream::connect(address).await.is_err()).await;
    joined.socket.say(&Frame::Ping).await;
    assert_eq!(joined.hear().await, Frame::Pong, "the link is still needed");
    let outcome = Outcome::Changed { version: "v1".into() };
    joined.socket.say(&Frame::Reply { id, outcome }).await;
    assert_eq!(asked.await.unwrap().status, 200);
    assert_eq!(joined.socket.hear().await, None, "then the device hears that the link closes");
    server.ended().await.unwrap();
}

#[tokio::test]
async fn who_has_not_said_hello_and_who_works_in_the_background_are_waited_for() {
    let mut server = Server::start().await;
    let mut silent = crate::device::Socket::open(&server, None).await.unwrap();
    let (work, mut stopping) = (server.app.begin_work(), server.app.stopping());
    server.stop();
    stopping.wait().await;
    assert_eq!(silent.hear().await, None);
    let ended = tokio::spawn(server.ended());
    tokio::task::yield_now().await;
    assert!(!ended.is_finished(), "work is not done yet");
    drop(work);
    ended.await.unwrap().unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_second_signal_ends_at_once() {
    use crate::process::{Process, relay};
    use std::io::Write;
    let folder = tempfile::TempDir::new().unwrap();
    let mut process = Process::start_with(relay(folder.path(), &["serve", "--listen", "127.0.0.1:0"]));
    let address = process.url.strip_prefix("http://").unwrap().to_owned();
    // A request that never comes to its end.
    let mut socket = std::net::TcpStream::connect(&address).unwrap();
    socket.write_all(b"PATCH /v1/settings HTTP/1.1\r\nHost: localhost\r\n").unwrap();
    assert_eq!(reqwest::get(format!("{}/healthz", process.url)).await.unwrap().status(), 200);
    let id = process.child.id().to_string();
    let signal = || assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    signal();
    eventually("the first signal is heard", async || TcpStream::connect(&address).await.is_err()).await;
    signal();
    let mut status = None;
    eventually("the process ends", async || {
        status = process.child.try_wait().unwrap();
        status.is_some()
    })
    .await;
    assert_eq!(status.and_then(|status| status.code()), Some(1), "it says that it did not finish everything");
}
