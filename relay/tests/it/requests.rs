//! Requests at the edge of HTTP and JSON: odd addresses, odd queries, odd documents. Whatever comes, the answer has the
//! documented shape, and nothing half-read is acted on.

use crate::server::{Answer, Server, read};
use reqwest::Method;
use reqwest::header::{ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, ORIGIN, VARY};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A request line as it is, and a body.
async fn raw(server: &Server, line: &str, body: &[u8]) -> (String, Answer) {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "{line} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        server.key,
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (head.to_ascii_lowercase(), Answer { status, body: serde_json::from_str(body).unwrap_or(Value::Null) })
}

#[tokio::test]
async fn an_address_is_one_spelling() {
    let server = Server::start().await;
    let others = [
        "/api/v1/settings/",
        "//api/v1/settings",
        "/api/v1//settings",
        "/api/v1/./settings",
        "/api/v1/x/../settings",
        "/API/v1/settings",
        "/api/v1/Settings",
        "/api/v1/set%2Ftings",
        "/api/v1/settings%20",
        "/api/v1/settings%00",
        "/api/v1/settings;a=b",
        "/api/v1/%ff",
        "/api/v1/%zz",
    ];
    for path in others {
        let (_, answer) = raw(&server, &format!("GET {path}"), b"").await;
        answer.error(404, "NOT_FOUND");
    }
    for path in ["/api//v1/settings", "/api/v1%2Fsettings"] {
        let (_, answer) = raw(&server, &format!("GET {path}"), b"").await;
        assert_eq!((answer.status, &answer.body["code"]), (404, &json!("not_found")), "{path}: not below /api/v1");
    }
    assert_eq!(raw(&server, "GET /api/v1/settings", b"").await.1.status, 200);
    assert_eq!(raw(&server, "GET /api/v1/settings?", b"").await.1.status, 200);
}

#[tokio::test]
async fn what_a_query_does_not_know_is_passed_over_and_what_it_knows_comes_once() {
    let server = Server::start().await;
    for query in ["utm_source=x", "period=day&period2=%ff", "&&&", "=", "period=day&", "account=acc_1&x"] {
        assert_eq!(server.get(&format!("/v1/analytics?{query}")).await.status, 200, "{query}");
    }
    for query in ["period=day&period=day", "account=acc_1&account=acc_1", "period=%ff", "period=day%00", "period[]=day"]
    {
        let answer = server.get(&format!("/v1/analytics?{query}")).await;
        match query {
            "period[]=day" => assert_eq!(answer.data()["period"], "week", "another parameter"),
            _ => drop(answer.error(400, "VALIDATION_ERROR")),
        }
    }
    let (key, path) = (&server.key, "/v1/analytics");
    let twice = read(server.request(Method::GET, &format!("{path}?api_key={key}&api_key={key}"))).await;
    twice.error(401, "INVALID_API_KEY");
}

#[tokio::test]
async fn documents_that_are_not_plain_json_objects() {
    let server = Server::start().await;
    let before = server.get("/v1/settings").await.body;
    let deep = format!("{{\"welcomeMessage\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let cases: &[(&[u8], &str)] = &[
        (b"\xef\xbb\xbf{\"welcomeDelay\":1}", "a byte order mark"),
        (b"{\"welcomeDelay\":NaN}", "no number"),
        (b"{\"welcomeDelay\":Infinity}", "no number"),
        (b"{\"welcomeDelay\":1e999}", "a number past every range"),
        (b"{\"welcomeDelay\":-0.5}", "a fraction"),
        (b"{\"welcomeDelay\":18446744073709551616}", "past 64 bits"),
        (b"{\"welcomeDelay\":1e2}", "a float"),
        (b"{\"welcomeDelay\":01}", "a leading zero"),
        (b"{\"welcomeMessage\":\"\\ud800\"}", "half a character"),
        (b"{\"welcomeMessage\":\"\\ud800\\u0041\"}", "half a character"),
        (b"{\"welcomeMessage\":\"\xff\xfe\"}", "no UTF-8"),
        (b"{\"welcomeMessage\":\"\xed\xa0\x80\"}", "half a character in UTF-8"),
        (b"{\"welcomeMessage\":\"a\nb\"}", "a bare line break"),
        (b"{\"welcomeDelay\":1,}", "a comma too many"),
        (b"{\"welcomeDelay\":1}{}", "two documents"),
        (b"{'welcomeDelay':1}", "other quotes"),
        (b"{welcomeDelay:1}", "no quotes"),
        (b"/**/{\"welcomeDelay\":1}", "a comment"),
        (b"{\"welcomeDelay\":1,\"welcomeDelay\":2}", "one name twice"),
        (b"{\"welcomeDelay\":1,\"welcome\\u0044elay\":2}", "one name twice, spelt otherwise"),
        (b"{\"timerMessages\":[{\"text\":\"a\",\"interval\":1,\"text\":\"b\"}]}", "one name twice, further in"),
        (b"null", "nothing"),
        (b"[]", "a list"),
        (b"1", "a number"),
        (b" ", "a blank"),
        (deep.as_bytes(), "too deep"),
    ];
    for (body, what) in cases {
        let (_, answer) = raw(&server, "PATCH /v1/settings", body).await;
        answer.error(400, "VALIDATION_ERROR");
        assert_eq!(server.get("/v1/settings").await.body, before, "{what}");
    }
}

#[tokio::test]
async fn one_name_twice_is_refused_wherever_a_body_is_read() {
    let server = Server::start().await;
    for (path, body) in [
        ("/v1/messages/send", "{\"message\":\"a\",\"message\":\"b\"}"),
        ("/v1/giveaway/pick-winner", "{\"count\":1,\"count\":2}"),
        ("/v1/accounts/switch", "{\"accountId\":\"acc_1\",\"accountId\":\"acc_2\"}"),
    ] {
        let (_, answer) = raw(&server, &format!("POST {path}"), body.as_bytes()).await;
        assert!(answer.error(400, "VALIDATION_ERROR").contains("duplicate"), "{answer:?}");
    }
}

#[tokio::test]
async fn text_may_hold_every_character_a_chat_may_hold() {
    let server = Server::start().await;
    let text = "{username} 👋🏽 \u{202e}abc\u{200d} ß ﷽ \"\\ 𝒳";
    assert_eq!(server.patch(json!({ "welcomeMessage": text })).await.status, 200);
    assert_eq!(server.get("/v1/settings").await.data()["welcomeMessage"], text);
    let (_, answer) = raw(&server, "PATCH /v1/settings", b"{\"welcomeMessage\":\"\\ud83d\\udc4b {username}\"}").await;
    assert_eq!(answer.status, 200, "two halves make a character");
    assert_eq!(server.get("/v1/settings").await.data()["welcomeMessage"], "👋 {username}");
}

#[tokio::test]
async fn no_web_page_is_let_in() {
    let server = Server::start().await;
    for path in ["/api/v1/settings", "/v1/messages/send", "/v1/nothing", "/healthz"] {
        let preflight = server
            .request(Method::OPTIONS, path)
            .header(ORIGIN, "https://evil.example")
            .header(ACCESS_CONTROL_REQUEST_METHOD, "POST");
        let response = preflight.send().await.unwrap();
        assert_eq!(response.status(), 403, "{path}");
        let granted = response.headers().keys().filter(|name| name.as_str().starts_with("access-control-")).count();
        assert_eq!((granted, response.headers().get(VARY)), (0, None), "{path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["success"], json!(false), "{path}");
    }
}

#[tokio::test]
async fn head_of_what_fails_is_the_failure_without_a_body() {
    let server = Server::start().await;
    let (head, answer) = raw(&server, "HEAD /v1/nothing", b"").await;
    assert_eq!((answer.status, answer.body), (404, Value::Null));
    assert!(head.contains("content-type: application/json"), "{head}");
    let response = server.request(Method::HEAD, "/v1/settings").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.headers()[CONTENT_TYPE].to_str().unwrap()),
        (401, "application/json")
    );
    assert_eq!(raw(&server, "HEAD /v1/messages/send", b"").await.1.status, 405);
    assert_eq!(raw(&server, "TRACE /v1/settings", b"").await.1.status, 405);
    assert_eq!(raw(&server, "BREW /v1/settings", b"").await.1.status, 405);
}
