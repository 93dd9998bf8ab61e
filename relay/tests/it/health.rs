//! What those who watch the server are told.

use crate::server::{Server, read};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_server_that_can_work_says_so_to_anybody() {
    let server = Server::start().await;
    for (path, status) in [("/readyz", "ready"), ("/healthz", "ok")] {
        let answer = read(server.request(Method::GET, path)).await;
        assert_eq!((answer.status, answer.body), (200, json!({ "status": status })));
        read(server.request(Method::GET, path).header("host", "evil.example")).await.error(403, "FORBIDDEN");
        read(server.request(Method::POST, path)).await.error(405, "METHOD_NOT_ALLOWED");
    }
}

#[tokio::test]
async fn without_its_database_it_lives_but_is_not_ready() {
    let server = Server::start().await;
    server.app.hub().store().close().await;
    let message = read(server.request(Method::GET, "/readyz")).await;
    assert_eq!(message.error(503, "SERVICE_UNAVAILABLE"), "The database cannot be used");
    assert_eq!(read(server.request(Method::GET, "/healthz")).await.status, 200);
}

#[tokio::test]
async fn a_server_about_to_stop_is_not_ready() {
    let server = Server::start().await;
    server.app.drain();
    let answer = read(server.request(Method::GET, "/readyz")).await;
    assert_eq!(answer.error(503, "SERVICE_UNAVAILABLE"), "The server is stopping");
    assert_eq!(read(server.request(Method::GET, "/healthz")).await.status, 200);
}
