//! What an operator sees of a server: metrics, ids of requests; and what a page of another site does not get.

use crate::device::Device;
use crate::server::{Server, eventually, read};
use reqwest::header::{HOST, ORIGIN};
use reqwest::{Method, RequestBuilder};
use serde_json::json;

async fn metrics(server: &Server) -> String {
    let response = server.request(Method::GET, "/metrics").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    response.text().await.unwrap()
}

/// A counter's value; every server of this process adds to it.
fn value(exposition: &str, series: &str) -> f64 {
    let line = exposition.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.map_or(0.0, |value| value.parse().unwrap())
}

#[tokio::test]
async fn requests_are_counted_by_route_and_name_nobody() {
    let server = Server::start().await;
    let series = "buzzchat_http_requests_total{method=\"GET\",route=\"/demo/{channel}\",status=\"200\"}";
    let before = value(&metrics(&server).await, series);
    for channel in ["one", "two", "three"] {
        assert_eq!(server.get(&format!("/demo/{channel}")).await.status, 200);
    }
    let secret = format!("/api/v1/analytics?api_key={}", server.key);
    read(server.request(Method::GET, &secret)).await.data();
    server.get("/no/such/place").await.error(404, "NOT_FOUND");
    let odd = server.request(Method::from_bytes(b"SECRETWORD").unwrap(), "/no/such/place");
    assert_eq!(odd.send().await.unwrap().status(), 404);
    server.patch(json!({ "botActive": true })).await;
    let shown = metrics(&server).await;
    assert!(value(&shown, series) >= before + 3.0, "{shown}");
    let route = "buzzchat_http_request_seconds_bucket{method=\"GET\",route=\"/api/v1/analytics\"";
    assert!(shown.contains(route), "{shown}");
    assert!(shown.contains("route=\"unmatched\",status=\"404\""), "{shown}");
    assert!(value(&shown, "buzzchat_commands_total{outcome=\"done\"}") >= 1.0);
    assert!(value(&shown, "buzzchat_database_errors_total") >= 0.0 && shown.contains("buzzchat_database_errors_total"));
    for told in [&server.key[..], "api_key", "SECRETWORD", "such/place", "/demo/one"] {
        assert!(!shown.contains(told), "{told} is in the metrics");
    }
}

#[tokio::test]
async fn links_are_counted_while_they_are_open() {
    let server = Server::start().await;
    let joined = Device::new("dev_1").pair(&server).await;
    assert!(value(&metrics(&server).await, "buzzchat_links") >= 1.0);
    assert_eq!(server.workspace().await.devices(), 1);
    joined.close().await;
    let workspace = server.workspace().await;
    eventually("the device is no longer counted", async || workspace.devices() == 0).await;
}

#[tokio::test]
async fn metrics_are_for_this_computer_only() {
    let server = Server::start().await;
    let ask = || server.request(Method::GET, "/metrics");
    let proxied = [
        ask().header("x-forwarded-for", "127.0.0.1"),
        ask().header("forwarded", "for=127.0.0.1"),
        ask().header("via", "1.1 proxy"),
        ask().header(HOST, "relay.example"),
        ask().header(HOST, "evil.example"),
    ];
    for request in proxied {
        read(request).await.error(403, "FORBIDDEN");
    }
}

#[tokio::test]
async fn a_page_of_another_site_gets_no_answer_from_any_route() {
    let server = Server::start().await;
    let own = format!("http://localhost:{}", server.address.port());
    for path in ["/api/v1/analytics", "/v1/settings", "/healthz", "/metrics", "/demo", "/openapi.json", "/nowhere"] {
        let from = |origin: &str| server.request(Method::GET, path).bearer_auth(&server.key).header(ORIGIN, origin);
        for origin in ["https://evil.example", "null", "", "http://127.0.0.1.evil.example", "http://x@127.0.0.1:1@evil"]
        {
            read(from(origin)).await.error(403, "FORBIDDEN");
        }
        let twice = from(&own).header(ORIGIN, "https://evil.example");
        read(twice).await.error(403, "FORBIDDEN");
        assert_ne!(read(from(&own)).await.status, 403, "{path}");
        assert_ne!(read(from("https://relay.example")).await.status, 403, "{path}");
    }
}

async fn id_of(request: RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    response.headers()["x-request-id"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn every_response_carries_an_id_and_a_sane_one_is_taken_over() {
    let server = Server::start().await;
    let ask = |path: &str| server.request(Method::GET, path);
    assert_eq!(id_of(ask("/healthz").header("x-request-id", "abc-1.2_3")).await, "abc-1.2_3");
    let long = "x".repeat(65);
    for brought in ["", "two words", "a\"b", "{}", "é", &long, &server.key] {
        let id = id_of(ask("/healthz").header("x-request-id", brought.as_bytes())).await;
        assert!(id.starts_with("req_") && id.len() == 30, "{brought}: {id}");
    }
    let refused = [id_of(ask("/nowhere")).await, id_of(ask("/v1/settings")).await];
    let at_the_door = id_of(ask("/healthz").header(HOST, "evil.example")).await;
    assert!(refused.iter().chain([&at_the_door]).all(|id| id.starts_with("req_")));
    assert_ne!(refused[0], refused[1]);
}

#[tokio::test]
async fn headers_are_read_up_to_a_bound() {
    let server = Server::start().await;
    let many = (0..120)
        .fold(server.request(Method::GET, "/healthz"), |request, number| request.header(format!("x-{number}"), "1"));
    assert_eq!(many.send().await.unwrap().status(), 431);
    let large = server.request(Method::GET, "/healthz").header("x-large", "x".repeat(1_000_000));
    assert!(large.send().await.is_ok_and(|response| response.status() == 431));
    assert_eq!(server.get("/healthz").await.status, 200);
}
