//! Whatever goes wrong, the answer has the documented shape and the headers that keep keys from leaking.

use crate::server::{Answer, Server, read};
use reqwest::Method;
use reqwest::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const JSON: &str = "application/json";

#[tokio::test]
async fn wrong_addresses_and_methods() {
    let server = Server::start().await;
    let cases = [
        (Method::GET, "/api/v1/nothing", 404, "NOT_FOUND", None),
        (Method::GET, "/api/v1", 404, "NOT_FOUND", None),
        (Method::GET, "/v1/analytics/", 404, "NOT_FOUND", None),
        (Method::GET, "/", 404, "NOT_FOUND", None),
        (Method::GET, "/demo/assets/%ff", 404, "NOT_FOUND", None),
        (Method::POST, "/api/v1/analytics", 405, "METHOD_NOT_ALLOWED", Some("GET,HEAD")),
        (Method::OPTIONS, "/api/v1/analytics", 405, "METHOD_NOT_ALLOWED", Some("GET,HEAD")),
        (Method::GET, "/v1/messages/send", 405, "METHOD_NOT_ALLOWED", Some("POST")),
        (Method::PUT, "/api/v1/settings", 405, "METHOD_NOT_ALLOWED", Some("GET,HEAD,PATCH")),
        (Method::PUT, "/demo", 405, "METHOD_NOT_ALLOWED", Some("GET,HEAD")),
        (Method::GET, "/link", 400, "VALIDATION_ERROR", None),
    ];
    for (method, path, status, code, allow) in cases {
        let response = server.request(method.clone(), path).send().await.unwrap();
        let allowed = response.headers().get(ALLOW).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(allowed.as_deref(), allow, "{method} {path}");
        let answer = Answer { status: response.status().as_u16(), body: response.json().await.unwrap() };
        answer.error(status, code);
    }
}

#[tokio::test]
async fn wrong_bodies() {
    let server = Server::start().await;
    let nested = format!("{{\"message\":{}1{}}}", "[".repeat(200), "]".repeat(200));
    let large = format!("{{\"message\":\"{}\"}}", "x".repeat(300 * 1024));
    let cases: [(&str, Option<&str>, &str, u16, &str); 9] = [
        ("/messages/send", Some(JSON), "{\"message\":", 400, "VALIDATION_ERROR"),
        ("/messages/send", Some(JSON), "", 400, "VALIDATION_ERROR"),
        ("/messages/send", Some(JSON), "[]", 400, "VALIDATION_ERROR"),
        ("/messages/send", Some(JSON), &nested, 400, "VALIDATION_ERROR"),
        ("/messages/send", Some(JSON), &large, 413, "PAYLOAD_TOO_LARGE"),
        ("/messages/send", Some("text/plain"), "{\"message\":\"hi\"}", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("/messages/send", None, "{\"message\":\"hi\"}", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("/giveaway/pick-winner", Some("text/plain"), "{}", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("/giveaway/pick-winner", Some(JSON), "{", 400, "VALIDATION_ERROR"),
    ];
    for base in ["/api/v1", "/v1"] {
        for (path, kind, body, status, code) in cases {
            let mut request = server.request(Method::POST, &format!("{base}{path}")).bearer_auth(&server.key);
            if let Some(kind) = kind {
                request = request.header(CONTENT_TYPE, kind);
            }
            read(request.body(body.to_owned())).await.error(status, code);
        }
    }
}

#[tokio::test]
async fn json_by_any_of_its_names_is_read() {
    let server = Server::start().await;
    for kind in ["application/json; charset=utf-8", "Application/JSON", "application/vnd.buzzchat+json"] {
        let request = server.request(Method::PATCH, "/v1/settings").bearer_auth(&server.key);
        let answer = read(request.header(CONTENT_TYPE, kind).body("{}")).await;
        assert_eq!(answer.body, json!({ "success": true, "message": "Settings updated" }), "{kind}");
    }
}

#[tokio::test]
async fn every_answer_keeps_keys_from_leaking() {
    let server = Server::start().await;
    for path in ["/api/v1/analytics", "/v1/nothing", "/healthz", "/openapi.yaml"] {
        let response = server.request(Method::GET, path).header(ORIGIN, "https://evil.example").send().await.unwrap();
        let headers = response.headers();
        assert_eq!(headers[CACHE_CONTROL], "no-store", "{path}");
        assert_eq!(headers[REFERRER_POLICY], "no-referrer", "{path}");
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        let granted = headers.keys().filter(|name| name.as_str().starts_with("access-control-")).count();
        assert_eq!(granted, 0, "{path}: a web page is granted nothing");
    }
}

#[tokio::test]
async fn only_its_own_host_names_reach_the_server() {
    let server = Server::start().await;
    let port = server.address.port();
    let cases = [
        (format!("localhost:{port}"), true),
        ("LOCALHOST".to_owned(), true),
        ("[::1]:9".to_owned(), true),
        ("relay.example".to_owned(), true),
        ("evil.example".to_owned(), false),
        (format!("127.0.0.1.evil.example:{port}"), false),
        ("localhost.evil.example".to_owned(), false),
        ("127.0.0.2".to_owned(), false),
    ];
    for path in ["/healthz", "/link", "/demo", "/openapi.json", "/v1/analytics", "/nothing"] {
        for (host, welcome) in &cases {
            let answer = read(server.request(Method::GET, path).header(HOST, host)).await;
            assert_eq!(answer.status != 403, *welcome, "{host} {path}: {answer:?}");
            if !welcome {
                answer.error(403, "FORBIDDEN");
            }
        }
    }
}

/// What a client library would never send.
async fn raw(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_request_names_exactly_one_host() {
    let server = Server::start().await;
    for hosts in ["", "Host: localhost\r\nHost: evil.example\r\n"] {
        let answer = raw(&server, &format!("GET /healthz HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    let answer = raw(&server, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(r#"{"status":"ok"}"#), "{answer}");
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let server = Server::start().await;
    for path in ["/api/v1/settings", "/v1/giveaway/entries", "/healthz", "/demo"] {
        let response = server.request(Method::HEAD, path).bearer_auth(&server.key).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert!(response.bytes().await.unwrap().is_empty(), "{path}");
    }
}
